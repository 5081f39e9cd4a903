"""The revisions of the lab's tables."""

"""Text filters."""

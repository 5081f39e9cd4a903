"""The journal of a world: what was called in it, in order, and whether that is what a test expected."""

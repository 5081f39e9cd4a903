"""Files: lists of stored files, and draft areas."""

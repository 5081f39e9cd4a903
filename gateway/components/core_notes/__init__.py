"""Notes on people."""

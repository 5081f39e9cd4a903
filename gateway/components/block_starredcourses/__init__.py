"""The block of starred courses."""

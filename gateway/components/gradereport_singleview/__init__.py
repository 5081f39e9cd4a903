"""The single view of grades."""

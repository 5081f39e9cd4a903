"""IMS content packages."""

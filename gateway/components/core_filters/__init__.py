"""Filters of texts."""

"""Rooms of courses."""

"""Competencies, learning plans, and how people were rated."""

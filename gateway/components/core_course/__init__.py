"""Courses and their categories."""

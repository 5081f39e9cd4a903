"""Grading by a rubric."""

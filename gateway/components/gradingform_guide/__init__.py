"""Grading by a marking guide."""

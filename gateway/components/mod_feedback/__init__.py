"""Feedbacks."""

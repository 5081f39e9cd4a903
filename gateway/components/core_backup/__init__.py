"""Copies of courses, and what is taken over from one course into another."""

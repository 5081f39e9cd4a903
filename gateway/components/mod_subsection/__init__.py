"""Subsections: activities that hold a section of their own."""

"""Blogs."""

"""Wikis."""

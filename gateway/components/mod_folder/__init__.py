"""Folders: files together."""

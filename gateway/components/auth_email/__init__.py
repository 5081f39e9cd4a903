"""Signing up by e-mail."""

"""Roles and role assignments."""

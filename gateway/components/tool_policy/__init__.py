"""Policies that people agree to, version by version."""

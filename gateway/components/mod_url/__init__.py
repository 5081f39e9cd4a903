"""Addresses: a link to a page elsewhere."""

"""Distributions of third parties, and the tests that install them."""

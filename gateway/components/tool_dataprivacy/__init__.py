"""Requests for the personal data of people, and for deleting them."""

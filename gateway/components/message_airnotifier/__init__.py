"""Notifications pushed to devices."""

"""Notifications that pop up."""

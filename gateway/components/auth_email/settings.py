"""The site settings of auth_email."""

from __future__ import annotations

from gateway.api import RAW, Setting

__all__ = ["SETTINGS"]

SETTINGS = (
    Setting("allowemailaddresses", RAW, "", "hosts of the only addresses with which people sign up, separated by spaces; .x: all under x"),
    Setting("denyemailaddresses", RAW, "", "hosts of addresses with which nobody signs up, separated by spaces; .x: all under x"),
)

"""The site settings of auth_email."""

from __future__ import annotations

from gateway.api import RAW, Setting

__all__ = ["SETTINGS"]

SETTINGS = (Setting("registerauth", RAW, "", "authentication method by which people register themselves; empty: none"),)

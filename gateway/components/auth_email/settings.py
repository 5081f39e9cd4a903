"""The settings of the site that auth_email obeys or tells."""

from __future__ import annotations

from gateway.api import RAW, Setting

__all__ = ["SETTINGS"]

SETTINGS = (Setting("registerauth", RAW, "", "authentication method by which people register themselves; empty: none"),)

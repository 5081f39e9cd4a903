"""The site settings of core_notes."""

from __future__ import annotations

from gateway.api import BOOL, Setting

__all__ = ["SETTINGS"]

SETTINGS = (Setting("enablenotes", BOOL, True, "whether there are notes about people"),)

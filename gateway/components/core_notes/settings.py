"""The settings of the site that core_notes obeys or tells."""

from __future__ import annotations

from gateway.api import BOOL, Setting

__all__ = ["SETTINGS"]

SETTINGS = (Setting("enablenotes", BOOL, True, "whether there are notes about people"),)

"""The site settings of core_tag."""

from __future__ import annotations

from gateway.api import BOOL, Setting

__all__ = ["SETTINGS"]

SETTINGS = (Setting("usetags", BOOL, True, "whether there are tags"),)

"""The site settings of core_badges."""

from __future__ import annotations

from gateway.api import BOOL, Setting

__all__ = ["SETTINGS"]

SETTINGS = (Setting("enablebadges", BOOL, True, "whether there are badges"),)

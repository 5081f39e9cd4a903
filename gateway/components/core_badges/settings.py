"""The settings of the site that core_badges obeys or tells."""

from __future__ import annotations

from gateway.api import BOOL, Setting

__all__ = ["SETTINGS"]

SETTINGS = (Setting("enablebadges", BOOL, True, "whether there are badges"),)

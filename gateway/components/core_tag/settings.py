"""The settings of the site that core_tag obeys or tells."""

from __future__ import annotations

from gateway.api import BOOL, Setting

__all__ = ["SETTINGS"]

SETTINGS = (Setting("usetags", BOOL, True, "whether there are tags"),)

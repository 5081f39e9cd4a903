"""The site settings of core_completion."""

from __future__ import annotations

from gateway.api import BOOL, Setting

__all__ = ["SETTINGS"]

SETTINGS = (Setting("enablecompletion", BOOL, True, "whether completion is tracked"),)

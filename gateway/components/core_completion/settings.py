"""The settings of the site that core_completion obeys or tells."""

from __future__ import annotations

from gateway.api import BOOL, Setting

__all__ = ["SETTINGS"]

SETTINGS = (Setting("enablecompletion", BOOL, True, "whether completion is tracked"),)

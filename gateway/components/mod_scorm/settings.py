"""The site settings of mod_scorm, with types and defaults."""

from __future__ import annotations

from gateway.api import BOOL, Setting

__all__ = ["SETTINGS"]

SETTINGS = (
    Setting("scorm/protectpackagedownloads", BOOL, False, "whether clients are asked not to let people keep packages"),
    Setting("scorm/scormstandard", BOOL, False, "whether packages must follow the standard strictly"),
)

"""The site settings of core_competency."""

from __future__ import annotations

from gateway.api import BOOL, Setting

__all__ = ["SETTINGS"]

SETTINGS = (Setting("core_competency/pushcourseratingstouserplans", BOOL, True, "whether ratings in courses count everywhere"),)

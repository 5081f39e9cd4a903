"""The site settings of enrol_meta."""

from __future__ import annotations

from gateway.api import BOOL, RAW, Setting

__all__ = ["SETTINGS"]

SETTINGS = (
    Setting("enrol_meta/nosyncroleids", RAW, "", "ids of the roles that are not taken over from linked courses, separated by commas"),
    Setting("enrol_meta/syncall", BOOL, True, "whether who has no role in a linked course is enrolled, too"),
)

"""The capabilities of core_calendar, and the standard roles that have them on a new site."""

from __future__ import annotations

from gateway.api import WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("moodle/calendar:manageentries", WRITE, Level.COURSE, Risk.SPAM, ("manager", "editingteacher", "teacher")),
    Capability("moodle/calendar:managegroupentries", WRITE, Level.COURSE, Risk.SPAM, ("manager", "editingteacher", "teacher")),
    Capability("moodle/calendar:manageownentries", WRITE, Level.COURSE, Risk.SPAM, ("manager", "user")),
)

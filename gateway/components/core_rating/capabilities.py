"""The capabilities of core_rating, and the standard roles that have them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("moodle/rating:rate", WRITE, Level.COURSE, Risk.NONE, ("manager", "editingteacher", "teacher", "student", "user")),
    Capability("moodle/rating:view", READ, Level.COURSE, Risk.NONE, ("manager", "editingteacher", "teacher", "student", "user")),
    Capability("moodle/rating:viewall", READ, Level.COURSE, Risk.PERSONAL, ("manager", "editingteacher", "teacher", "student", "user")),
    Capability("moodle/rating:viewany", READ, Level.COURSE, Risk.PERSONAL, ("manager", "editingteacher", "teacher", "student", "user")),
)

"""The capabilities of core_notes, and the standard roles that have them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("moodle/notes:manage", WRITE, Level.COURSE, Risk.SPAM, ("manager", "editingteacher", "teacher")),
    Capability("moodle/notes:view", READ, Level.COURSE, Risk.NONE, ("manager", "editingteacher", "teacher")),
)

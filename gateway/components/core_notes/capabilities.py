"""What may be allowed or forbidden in core_notes, and which standard roles are allowed it on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("moodle/notes:manage", WRITE, Level.COURSE, Risk.SPAM, ("manager", "editingteacher", "teacher")),
    Capability("moodle/notes:view", READ, Level.COURSE, Risk.NONE, ("manager", "editingteacher", "teacher")),
)

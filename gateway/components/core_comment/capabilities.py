"""The capabilities of core_comment, and the standard roles that have them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("moodle/comment:delete", WRITE, Level.COURSE, Risk.DATALOSS, ("manager", "editingteacher")),
    Capability(
        "moodle/comment:post", WRITE, Level.COURSE, Risk.PERSONAL | Risk.SPAM, ("manager", "editingteacher", "teacher", "student", "user")
    ),
    Capability(
        "moodle/comment:view",
        READ,
        Level.COURSE,
        Risk.NONE,
        ("manager", "editingteacher", "teacher", "student", "guest", "user", "frontpage"),
    ),
)

"""The capabilities of core_blog, and the standard roles that have them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("moodle/blog:create", WRITE, Level.SYSTEM, Risk.SPAM, ("manager", "user")),
    Capability("moodle/blog:manageentries", WRITE, Level.SYSTEM, Risk.SPAM, ("manager", "editingteacher", "teacher")),
    Capability("moodle/blog:manageexternal", WRITE, Level.SYSTEM, Risk.SPAM, ("manager", "editingteacher", "teacher", "student", "user")),
    Capability("moodle/blog:search", READ, Level.SYSTEM, Risk.NONE, ("manager", "editingteacher", "teacher", "student", "guest", "user")),
    Capability("moodle/blog:view", READ, Level.SYSTEM, Risk.NONE, ("manager", "editingteacher", "teacher", "student", "guest", "user")),
    Capability("moodle/blog:viewdrafts", READ, Level.SYSTEM, Risk.PERSONAL, ("manager",)),
)

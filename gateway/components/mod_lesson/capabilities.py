"""The capabilities of mod_lesson, and the standard roles that have each of them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("mod/lesson:addinstance", WRITE, Level.COURSE, Risk.XSS, ("manager", "editingteacher")),
    Capability("mod/lesson:edit", WRITE, Level.MODULE, Risk.XSS, ("manager", "editingteacher")),
    Capability("mod/lesson:grade", WRITE, Level.MODULE, Risk.XSS | Risk.SPAM, ("manager", "editingteacher", "teacher")),
    Capability("mod/lesson:manage", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/lesson:manageoverrides", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher")),
    Capability("mod/lesson:view", READ, Level.MODULE, Risk.NONE, ("guest", "user")),
    Capability("mod/lesson:viewreports", READ, Level.MODULE, Risk.PERSONAL, ("manager", "editingteacher", "teacher")),
)

"""The capabilities of mod_book, and the standard roles that have each of them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("mod/book:addinstance", WRITE, Level.COURSE, Risk.XSS, ("manager", "editingteacher")),
    Capability("mod/book:edit", WRITE, Level.MODULE, Risk.XSS, ("manager", "editingteacher")),
    Capability("mod/book:read", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student", "guest", "frontpage")),
    Capability("mod/book:viewhiddenchapters", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
)

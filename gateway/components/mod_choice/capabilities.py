"""The capabilities of mod_choice, and the standard roles that have each of them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("mod/choice:addinstance", WRITE, Level.COURSE, Risk.XSS, ("manager", "editingteacher")),
    Capability("mod/choice:choose", WRITE, Level.MODULE, Risk.NONE, ("editingteacher", "teacher", "student")),
    Capability("mod/choice:deleteresponses", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/choice:downloadresponses", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/choice:readresponses", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/choice:view", READ, Level.MODULE, Risk.NONE, ("guest", "user")),
)

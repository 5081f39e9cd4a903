"""The capabilities of mod_h5pactivity, and the standard roles that have each of them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("mod/h5pactivity:addinstance", WRITE, Level.COURSE, Risk.NONE, ("manager", "editingteacher")),
    Capability("mod/h5pactivity:reviewattempts", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/h5pactivity:submit", WRITE, Level.MODULE, Risk.NONE, ("student",)),
    Capability("mod/h5pactivity:view", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student", "guest")),
)

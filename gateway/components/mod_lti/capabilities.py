"""The capabilities of mod_lti, and the standard roles that have each of them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("mod/lti:addcoursetool", WRITE, Level.COURSE, Risk.NONE, ("manager", "editingteacher")),
    Capability("mod/lti:addinstance", WRITE, Level.COURSE, Risk.XSS, ("manager", "editingteacher")),
    Capability("mod/lti:addpreconfiguredinstance", WRITE, Level.COURSE, Risk.NONE, ("manager", "editingteacher")),
    Capability("mod/lti:admin", WRITE, Level.MODULE, Risk.PERSONAL),
    Capability("mod/lti:manage", WRITE, Level.MODULE, Risk.PERSONAL, ("manager", "editingteacher", "teacher")),
    Capability("mod/lti:requesttooladd", WRITE, Level.COURSE, Risk.NONE, ("manager", "editingteacher")),
    Capability("mod/lti:view", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student")),
)

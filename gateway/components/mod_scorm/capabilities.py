"""The capabilities of mod_scorm, and the standard roles that have each of them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("mod/scorm:addinstance", WRITE, Level.COURSE, Risk.XSS, ("manager", "editingteacher")),
    Capability("mod/scorm:deleteownresponses", WRITE, Level.MODULE),
    Capability("mod/scorm:deleteresponses", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/scorm:savetrack", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student")),
    Capability("mod/scorm:skipview", READ, Level.MODULE, Risk.NONE, ("student",)),
    Capability("mod/scorm:viewreport", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/scorm:viewscores", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student")),
)

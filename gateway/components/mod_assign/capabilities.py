"""The capabilities of mod_assign, and the standard roles that have each of them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("mod/assign:addinstance", WRITE, Level.COURSE, Risk.XSS, ("manager", "editingteacher")),
    Capability("mod/assign:editothersubmission", WRITE, Level.MODULE, Risk.MANAGETRUST | Risk.PERSONAL | Risk.DATALOSS),
    Capability("mod/assign:exportownsubmission", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student")),
    Capability("mod/assign:grade", WRITE, Level.MODULE, Risk.XSS, ("manager", "editingteacher", "teacher")),
    Capability("mod/assign:grantextension", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/assign:manageallocations", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher")),
    Capability("mod/assign:managegrades", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher")),
    Capability("mod/assign:manageoverrides", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher")),
    Capability("mod/assign:receivegradernotifications", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/assign:releasegrades", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher")),
    Capability("mod/assign:revealidentities", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher")),
    Capability("mod/assign:reviewgrades", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher")),
    Capability("mod/assign:showhiddengrader", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/assign:submit", WRITE, Level.MODULE, Risk.NONE, ("student",)),
    Capability("mod/assign:view", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student", "guest")),
    Capability("mod/assign:viewblinddetails", WRITE, Level.MODULE, Risk.PERSONAL, ("manager",)),
    Capability("mod/assign:viewgrades", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/assign:viewownsubmissionsummary", READ, Level.MODULE, Risk.NONE, ("student",)),
)

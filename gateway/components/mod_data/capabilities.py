"""The capabilities of mod_data, and the standard roles that have each of them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("mod/data:addinstance", WRITE, Level.COURSE, Risk.XSS, ("manager", "editingteacher")),
    Capability("mod/data:approve", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher")),
    Capability("mod/data:comment", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher", "student")),
    Capability("mod/data:exportallentries", READ, Level.MODULE, Risk.PERSONAL, ("manager", "editingteacher", "teacher")),
    Capability("mod/data:exportentry", READ, Level.MODULE, Risk.PERSONAL, ("manager", "editingteacher", "teacher")),
    Capability("mod/data:exportownentry", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student")),
    Capability("mod/data:exportuserinfo", READ, Level.MODULE, Risk.PERSONAL, ("manager", "editingteacher", "teacher")),
    Capability("mod/data:managecomments", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher")),
    Capability("mod/data:manageentries", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher")),
    Capability("mod/data:managetemplates", WRITE, Level.MODULE, Risk.XSS | Risk.SPAM, ("manager", "editingteacher")),
    Capability("mod/data:manageuserpresets", WRITE, Level.MODULE, Risk.XSS | Risk.SPAM, ("manager",)),
    Capability("mod/data:rate", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/data:view", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student", "guest")),
    Capability("mod/data:viewallratings", READ, Level.MODULE, Risk.PERSONAL, ("manager", "editingteacher", "teacher")),
    Capability("mod/data:viewalluserpresets", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/data:viewanyrating", READ, Level.MODULE, Risk.PERSONAL, ("manager", "editingteacher", "teacher")),
    Capability(
        "mod/data:viewentry", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student", "guest", "frontpage")
    ),
    Capability("mod/data:viewrating", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/data:writeentry", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher", "student")),
)

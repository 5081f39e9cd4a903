"""The capabilities of mod_wiki, and the standard roles that have each of them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("mod/wiki:addinstance", WRITE, Level.COURSE, Risk.XSS, ("manager", "editingteacher")),
    Capability("mod/wiki:createpage", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher", "student")),
    Capability("mod/wiki:editcomment", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher", "student")),
    Capability("mod/wiki:editpage", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher", "student")),
    Capability("mod/wiki:managecomment", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/wiki:managefiles", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/wiki:managewiki", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/wiki:overridelock", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/wiki:viewcomment", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student")),
    Capability(
        "mod/wiki:viewpage", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student", "guest", "frontpage")
    ),
)

"""The capabilities of mod_glossary, and the standard roles that have each of them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("mod/glossary:addinstance", WRITE, Level.COURSE, Risk.XSS, ("manager", "editingteacher")),
    Capability("mod/glossary:approve", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher")),
    Capability("mod/glossary:comment", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher", "student")),
    Capability("mod/glossary:export", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/glossary:exportentry", READ, Level.MODULE, Risk.PERSONAL, ("manager", "editingteacher", "teacher")),
    Capability("mod/glossary:exportownentry", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student")),
    Capability("mod/glossary:import", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher")),
    Capability("mod/glossary:managecategories", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher")),
    Capability("mod/glossary:managecomments", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher")),
    Capability("mod/glossary:manageentries", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher")),
    Capability("mod/glossary:rate", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability(
        "mod/glossary:view", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student", "guest", "frontpage")
    ),
    Capability("mod/glossary:viewallratings", READ, Level.MODULE, Risk.PERSONAL, ("manager", "editingteacher", "teacher")),
    Capability("mod/glossary:viewanyrating", READ, Level.MODULE, Risk.PERSONAL, ("manager", "editingteacher", "teacher")),
    Capability("mod/glossary:viewrating", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/glossary:write", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher", "student")),
)

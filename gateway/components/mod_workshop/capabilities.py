"""The capabilities of mod_workshop, and the standard roles that have each of them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("mod/workshop:addinstance", WRITE, Level.COURSE, Risk.XSS, ("manager", "editingteacher")),
    Capability("mod/workshop:allocate", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/workshop:deletesubmissions", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/workshop:editdimensions", WRITE, Level.MODULE, Risk.XSS, ("manager", "editingteacher")),
    Capability("mod/workshop:exportsubmissions", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student")),
    Capability("mod/workshop:ignoredeadlines", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/workshop:manageexamples", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/workshop:overridegrades", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/workshop:peerassess", WRITE, Level.MODULE, Risk.NONE, ("student",)),
    Capability("mod/workshop:publishsubmissions", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/workshop:submit", WRITE, Level.MODULE, Risk.NONE, ("student",)),
    Capability("mod/workshop:switchphase", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/workshop:view", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student", "guest")),
    Capability("mod/workshop:viewallassessments", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/workshop:viewallsubmissions", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/workshop:viewauthornames", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student")),
    Capability("mod/workshop:viewauthorpublished", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student")),
    Capability("mod/workshop:viewpublishedsubmissions", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student")),
    Capability("mod/workshop:viewreviewernames", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
)

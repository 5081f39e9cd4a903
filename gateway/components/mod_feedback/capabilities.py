"""The capabilities of mod_feedback, and the standard roles that have each of them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("mod/feedback:addinstance", WRITE, Level.COURSE, Risk.XSS, ("manager", "editingteacher")),
    Capability("mod/feedback:complete", WRITE, Level.MODULE, Risk.SPAM, ("student", "frontpage")),
    Capability("mod/feedback:createprivatetemplate", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher")),
    Capability("mod/feedback:createpublictemplate", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher")),
    Capability("mod/feedback:deletesubmissions", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher")),
    Capability("mod/feedback:deletetemplate", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher")),
    Capability("mod/feedback:edititems", WRITE, Level.MODULE, Risk.XSS | Risk.SPAM, ("manager", "editingteacher")),
    Capability("mod/feedback:mapcourse", WRITE, Level.MODULE, Risk.NONE, ("manager",)),
    Capability("mod/feedback:receivemail", READ, Level.MODULE, Risk.PERSONAL, ("editingteacher", "teacher")),
    Capability(
        "mod/feedback:view", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student", "guest", "frontpage")
    ),
    Capability("mod/feedback:viewanalysepage", READ, Level.MODULE, Risk.PERSONAL, ("manager", "editingteacher", "student")),
    Capability("mod/feedback:viewreports", READ, Level.MODULE, Risk.PERSONAL, ("manager", "editingteacher", "teacher")),
)

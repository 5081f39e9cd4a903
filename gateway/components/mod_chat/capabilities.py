"""The capabilities of mod_chat, and the standard roles that have each of them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("mod/chat:addinstance", WRITE, Level.COURSE, Risk.XSS, ("manager", "editingteacher")),
    Capability("mod/chat:chat", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher", "student")),
    Capability("mod/chat:deletelog", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/chat:exportparticipatedsession", READ, Level.MODULE, Risk.PERSONAL, ("manager", "editingteacher", "teacher")),
    Capability("mod/chat:exportsession", READ, Level.MODULE, Risk.PERSONAL, ("manager", "editingteacher", "teacher")),
    Capability("mod/chat:readlog", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student")),
    Capability("mod/chat:view", READ, Level.MODULE, Risk.NONE, ("guest", "user")),
)

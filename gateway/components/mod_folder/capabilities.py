"""The capabilities of mod_folder, and the standard roles that have each of them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("mod/folder:addinstance", WRITE, Level.COURSE, Risk.XSS, ("manager", "editingteacher")),
    Capability("mod/folder:managefiles", WRITE, Level.MODULE, Risk.XSS | Risk.SPAM, ("editingteacher",)),
    Capability("mod/folder:view", READ, Level.MODULE, Risk.NONE, ("guest", "user")),
)

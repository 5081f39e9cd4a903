"""What may be allowed or forbidden in mod_label, and which standard roles are allowed it on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("mod/label:addinstance", WRITE, Level.COURSE, Risk.XSS, ("manager", "editingteacher")),
    Capability("mod/label:view", READ, Level.MODULE, Risk.NONE, ("guest", "user")),
)

"""The capability of mod_subsection, and the standard roles that have it on a new site."""

from __future__ import annotations

from gateway.api import WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (Capability("mod/subsection:addinstance", WRITE, Level.COURSE, Risk.XSS, ("manager", "editingteacher")),)

"""The capability of gradereport_singleview, and the standard roles that have it on a new site."""

from __future__ import annotations

from gateway.api import READ, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (Capability("gradereport/singleview:view", READ, Level.COURSE, Risk.PERSONAL, ("manager", "editingteacher", "teacher")),)

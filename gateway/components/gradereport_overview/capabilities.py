"""The capabilities of gradereport_overview, and the standard roles that have each of them on a new site."""

from __future__ import annotations

from gateway.api import READ, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (Capability("gradereport/overview:view", READ, Level.COURSE, Risk.PERSONAL, ("user",)),)

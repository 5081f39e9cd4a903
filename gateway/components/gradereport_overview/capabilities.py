"""What may be allowed or forbidden in gradereport_overview, and which standard roles are allowed it on a new site."""

from __future__ import annotations

from gateway.api import READ, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (Capability("gradereport/overview:view", READ, Level.COURSE, Risk.PERSONAL, ("user",)),)

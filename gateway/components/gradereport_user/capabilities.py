"""What may be allowed or forbidden in gradereport_user, and which standard roles are allowed it on a new site."""

from __future__ import annotations

from gateway.api import READ, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("gradereport/user:view", READ, Level.COURSE, Risk.PERSONAL, ("manager", "editingteacher", "teacher", "student")),
)

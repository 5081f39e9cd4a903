"""What may be allowed or forbidden in core_filters, and which standard roles are allowed it on a new site."""

from __future__ import annotations

from gateway.api import WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (Capability("moodle/filter:manage", WRITE, Level.COURSE, Risk.NONE, ("manager", "editingteacher")),)

"""The capabilities of core_filters, and the standard roles that have them on a new site."""

from __future__ import annotations

from gateway.api import WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (Capability("moodle/filter:manage", WRITE, Level.COURSE, Risk.NONE, ("manager", "editingteacher")),)

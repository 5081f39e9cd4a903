"""The capabilities of enrol_manual, and the standard roles that have each of them on a new site."""

from __future__ import annotations

from gateway.api import WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("enrol/manual:config", WRITE, Level.COURSE, Risk.NONE, ("manager",)),
    Capability("enrol/manual:enrol", WRITE, Level.COURSE, Risk.NONE, ("manager", "editingteacher")),
    Capability("enrol/manual:manage", WRITE, Level.COURSE, Risk.NONE, ("manager", "editingteacher")),
    Capability("enrol/manual:unenrol", WRITE, Level.COURSE, Risk.NONE, ("manager", "editingteacher")),
    Capability("enrol/manual:unenrolself", WRITE, Level.COURSE),
)

"""The capabilities of enrol_self, and the standard roles that have each of them on a new site."""

from __future__ import annotations

from gateway.api import WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("enrol/self:config", WRITE, Level.COURSE, Risk.NONE, ("manager", "editingteacher")),
    Capability("enrol/self:enrolself", WRITE, Level.COURSE, Risk.NONE, ("user",)),
    Capability("enrol/self:holdkey", WRITE, Level.COURSE),
    Capability("enrol/self:manage", WRITE, Level.COURSE, Risk.NONE, ("manager", "editingteacher")),
    Capability("enrol/self:unenrol", WRITE, Level.COURSE, Risk.NONE, ("manager", "editingteacher")),
    Capability("enrol/self:unenrolself", WRITE, Level.COURSE, Risk.NONE, ("student",)),
)

"""The capabilities of enrol_meta, and the standard roles that have them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("enrol/meta:config", WRITE, Level.COURSE, Risk.NONE, ("manager",)),
    Capability("enrol/meta:selectaslinked", READ, Level.COURSE, Risk.NONE, ("manager",)),
    Capability("enrol/meta:unenrol", WRITE, Level.COURSE, Risk.NONE, ("manager",)),
)

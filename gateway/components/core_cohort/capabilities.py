"""The capabilities of core_cohort, and the standard roles that have them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("moodle/cohort:assign", WRITE, Level.COURSECAT, Risk.NONE, ("manager",)),
    Capability("moodle/cohort:configurecustomfields", WRITE, Level.SYSTEM, Risk.SPAM),
    Capability("moodle/cohort:manage", WRITE, Level.COURSECAT, Risk.NONE, ("manager",)),
    Capability("moodle/cohort:view", READ, Level.COURSE, Risk.NONE, ("manager", "editingteacher")),
)

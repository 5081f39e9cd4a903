"""The capabilities of core_tag, and the standard roles that have them on a new site."""

from __future__ import annotations

from gateway.api import WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("moodle/tag:edit", WRITE, Level.SYSTEM, Risk.SPAM, ("manager",)),
    Capability("moodle/tag:editblocks", WRITE, Level.SYSTEM, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("moodle/tag:flag", WRITE, Level.SYSTEM, Risk.SPAM, ("user",)),
    Capability("moodle/tag:manage", WRITE, Level.SYSTEM, Risk.SPAM, ("manager",)),
)

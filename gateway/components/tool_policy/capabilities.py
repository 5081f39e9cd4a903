"""The capabilities of tool_policy, and the standard roles that have them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("tool/policy:accept", WRITE, Level.SYSTEM, Risk.NONE, ("user",)),
    Capability("tool/policy:acceptbehalf", WRITE, Level.USER, Risk.PERSONAL, ()),
    Capability("tool/policy:managedocs", WRITE, Level.SYSTEM, Risk.NONE, ("manager",)),
    Capability("tool/policy:viewacceptances", READ, Level.SYSTEM, Risk.NONE, ("manager",)),
)

"""The capabilities of core_ai, and the standard roles that have them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("moodle/ai:acceptpolicy", WRITE, Level.SYSTEM, Risk.NONE, ("user",)),
    Capability("moodle/ai:fetchanyuserpolicystatus", WRITE, Level.SYSTEM, Risk.NONE, ("user",)),
    Capability("moodle/ai:fetchpolicy", READ, Level.SYSTEM, Risk.NONE, ("user",)),
)

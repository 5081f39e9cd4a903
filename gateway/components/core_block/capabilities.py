"""The capabilities of core_block, and the standard roles that have them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("moodle/block:edit", WRITE, Level.BLOCK, Risk.XSS | Risk.SPAM, ("manager", "editingteacher")),
    Capability("moodle/block:view", READ, Level.BLOCK, Risk.NONE, ("editingteacher", "teacher", "student", "guest", "user")),
)

"""The capability of core_search, and the standard roles that have it on a new site."""

from __future__ import annotations

from gateway.api import READ, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (Capability("moodle/search:query", READ, Level.SYSTEM, Risk.NONE, ("guest", "user")),)

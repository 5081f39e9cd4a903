"""Models that learn from what happens on the site: of these, the places for which one can be made."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.tool_analytics import external

__all__ = ["component"]

component = Component("tool_analytics", external, version=2024100700)

"""The pages of competencies and learning plans, as apps show them."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.tool_lp import external, managing

__all__ = ["component"]

component = Component("tool_lp", external, managing, version=2024100700)

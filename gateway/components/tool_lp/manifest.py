"""The pages of competencies and learning plans, as apps show them."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.tool_lp import external

__all__ = ["component"]

component = Component("tool_lp", external, version=2024100700)

"""What the mobile app asks for."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.tool_mobile import external

__all__ = ["component"]

component = Component("tool_mobile", external, version=2024100700)

"""What the mobile app asks for."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.tool_mobile import external
from gateway.components.tool_mobile.errors import ERRORS
from gateway.components.tool_mobile.settings import SETTINGS

__all__ = ["component"]

component = Component(
    "tool_mobile",
    external,
    version=2024100700,
    settings=SETTINGS,
    errors=ERRORS,
)

"""Forums."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.mod_forum import external

__all__ = ["component"]

component = Component("mod_forum", external, version=2024100700)

"""External tools."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.mod_lti import external

__all__ = ["component"]

component = Component("mod_lti", external, version=2024100700)

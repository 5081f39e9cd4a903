"""External tools."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.mod_lti import external
from gateway.components.mod_lti.capabilities import CAPABILITIES

__all__ = ["component"]

component = Component(
    "mod_lti",
    external,
    version=2024100700,
    capabilities=CAPABILITIES,
)

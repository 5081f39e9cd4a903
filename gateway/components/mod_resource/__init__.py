"""Resources: a file to read."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.mod_resource import external

__all__ = ["component"]

component = Component("mod_resource", external, version=2024100700)

"""The block of starred courses."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.block_starredcourses import external

__all__ = ["component"]

component = Component("block_starredcourses", external, version=2024100700)

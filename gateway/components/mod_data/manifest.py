"""Databases."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.mod_data import external
from gateway.components.mod_data.capabilities import CAPABILITIES

__all__ = ["component"]

component = Component(
    "mod_data",
    external,
    version=2024100700,
    capabilities=CAPABILITIES,
)

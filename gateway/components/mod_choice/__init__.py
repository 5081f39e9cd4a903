"""Choices."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.mod_choice import external

__all__ = ["component"]

component = Component("mod_choice", external, version=2024100700)

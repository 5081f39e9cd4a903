"""Assignments."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.mod_assign import external

__all__ = ["component"]

component = Component("mod_assign", external, version=2024100700)

"""Assignments."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.mod_assign.external import assignments, reading, standing

__all__ = ["component"]

component = Component("mod_assign", assignments, reading, standing, version=2024100700)

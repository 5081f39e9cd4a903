"""Roles and role assignments."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_role import external

__all__ = ["component"]

component = Component("moodle", external)

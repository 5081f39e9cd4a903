"""Users: accounts, profiles, preferences."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_user import external

__all__ = ["component"]

component = Component("moodle", external)

"""Users: accounts, profiles, preferences."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_user.external import accounts, finding, preferences, presence

__all__ = ["component"]

component = Component("moodle", accounts, finding, preferences, presence)

"""Tags, and what is tagged with them."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_tag import external

__all__ = ["component"]

component = Component("moodle", external)

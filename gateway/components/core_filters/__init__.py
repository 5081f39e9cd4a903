"""Filters of texts."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_filters import external

__all__ = ["component"]

component = Component("moodle", external)

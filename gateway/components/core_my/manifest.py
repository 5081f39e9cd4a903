"""The pages of a person: the dashboard, and the page of their courses."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_my import external

__all__ = ["component"]

component = Component("moodle", external)

"""Labels: a text on the page of a course."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.mod_label import external

__all__ = ["component"]

component = Component("mod_label", external, version=2024100700)

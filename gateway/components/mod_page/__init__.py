"""Pages: a text on a page of its own."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.mod_page import external

__all__ = ["component"]

component = Component("mod_page", external, version=2024100700)

"""Books: chapters to leaf through."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.mod_book import external

__all__ = ["component"]

component = Component("mod_book", external, version=2024100700)

"""Wikis."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.mod_wiki import external

__all__ = ["component"]

component = Component("mod_wiki", external, version=2024100700)

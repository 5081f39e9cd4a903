"""Addresses: a link to a page elsewhere."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.mod_url import external

__all__ = ["component"]

component = Component("mod_url", external, version=2024100700)

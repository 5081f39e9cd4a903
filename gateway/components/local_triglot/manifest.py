"""The functions that the reference does not have: a token renews itself."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.local_triglot import external

__all__ = ["component"]

component = Component("local_triglot", external, by_name_only=True)

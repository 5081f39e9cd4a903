"""Lessons."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.mod_lesson import external

__all__ = ["component"]

component = Component("mod_lesson", external, version=2024100700)

"""Feedbacks."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.mod_feedback import external

__all__ = ["component"]

component = Component("mod_feedback", external, version=2024100700)

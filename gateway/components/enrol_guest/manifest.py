"""Looking into courses as a guest."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.enrol_guest import external

__all__ = ["component"]

component = Component("enrol_guest", external, version=2024100700)

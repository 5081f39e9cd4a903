"""The report of the grades of somebody in one course."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.gradereport_user import external

__all__ = ["component"]

component = Component("gradereport_user", external, version=2024100700)

"""The grader report: whom it has."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.gradereport_grader import external
from gateway.components.gradereport_grader.capabilities import CAPABILITIES

__all__ = ["component"]

component = Component("gradereport_grader", external, version=2024100700, capabilities=CAPABILITIES)

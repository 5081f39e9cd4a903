"""The single view of grades: which items it has."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.gradereport_singleview import external
from gateway.components.gradereport_singleview.capabilities import CAPABILITIES

__all__ = ["component"]

component = Component("gradereport_singleview", external, version=2024100700, capabilities=CAPABILITIES)

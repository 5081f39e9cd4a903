"""The report of a user's grades in all courses."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.gradereport_overview import external
from gateway.components.gradereport_overview.capabilities import CAPABILITIES
from gateway.components.gradereport_overview.errors import ERRORS
from gateway.components.gradereport_overview.settings import SETTINGS

__all__ = ["component"]

component = Component(
    "gradereport_overview",
    external,
    version=2024100700,
    settings=SETTINGS,
    capabilities=CAPABILITIES,
    errors=ERRORS,
)

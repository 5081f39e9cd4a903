"""The report of a user's grades in one course."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.gradereport_user import external
from gateway.components.gradereport_user.capabilities import CAPABILITIES
from gateway.components.gradereport_user.errors import ERRORS
from gateway.components.gradereport_user.settings import SETTINGS

__all__ = ["component"]

component = Component(
    "gradereport_user",
    external,
    version=2024100700,
    settings=SETTINGS,
    capabilities=CAPABILITIES,
    errors=ERRORS,
)

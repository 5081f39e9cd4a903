"""Ratings."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_rating import external
from gateway.components.core_rating.capabilities import CAPABILITIES
from gateway.components.core_rating.errors import ERRORS
from gateway.components.core_rating.tables import metadata

__all__ = ["component"]

component = Component(
    "moodle",
    external,
    tables=metadata,
    capabilities=CAPABILITIES,
    errors=ERRORS,
)

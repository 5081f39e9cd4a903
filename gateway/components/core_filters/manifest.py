"""Text filters."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_filters import external
from gateway.components.core_filters.capabilities import CAPABILITIES
from gateway.components.core_filters.tables import metadata

__all__ = ["component"]

component = Component(
    "moodle",
    external,
    tables=metadata,
    capabilities=CAPABILITIES,
)

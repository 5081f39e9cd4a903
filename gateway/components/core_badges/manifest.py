"""Badges."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_badges import external
from gateway.components.core_badges.areas import AREAS
from gateway.components.core_badges.capabilities import CAPABILITIES
from gateway.components.core_badges.errors import ERRORS
from gateway.components.core_badges.settings import SETTINGS
from gateway.components.core_badges.tables import metadata

__all__ = ["component"]

component = Component(
    "moodle",
    external,
    tables=metadata,
    revisions="gateway.components.core_badges.revisions",
    settings=SETTINGS,
    capabilities=CAPABILITIES,
    errors=ERRORS,
    files=AREAS,
)

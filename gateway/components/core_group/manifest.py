"""Groups of users in courses, and groupings of groups."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_group.areas import AREAS
from gateway.components.core_group.capabilities import CAPABILITIES
from gateway.components.core_group.errors import ERRORS
from gateway.components.core_group.external import activities, groupings, groups, members

__all__ = ["component"]

component = Component(
    "moodle",
    groups,
    members,
    groupings,
    activities,
    capabilities=CAPABILITIES,
    errors=ERRORS,
    files=AREAS,
)

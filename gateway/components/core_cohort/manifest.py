"""Cohorts: sets of users of the whole site or of a course category."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.core_cohort import external, removal
from gateway.components.core_cohort.areas import AREAS
from gateway.components.core_cohort.capabilities import CAPABILITIES
from gateway.components.core_cohort.tables import metadata

__all__ = ["component"]

component = Component(
    "moodle",
    external,
    tables=metadata,
    capabilities=CAPABILITIES,
    on_delete={Deletable.USER: removal.forget_users},
    files=AREAS,
)

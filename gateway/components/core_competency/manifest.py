"""Competencies, learning plans, and how people were rated."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.core_competency import removal
from gateway.components.core_competency.capabilities import CAPABILITIES
from gateway.components.core_competency.errors import ERRORS
from gateway.components.core_competency.external import changing, listing, reading, viewing
from gateway.components.core_competency.settings import SETTINGS
from gateway.components.core_competency.tables import metadata

__all__ = ["component"]

component = Component(
    "moodle",
    changing,
    listing,
    reading,
    viewing,
    tables=metadata,
    revisions="gateway.components.core_competency.revisions",
    settings=SETTINGS,
    capabilities=CAPABILITIES,
    errors=ERRORS,
    on_delete={Deletable.USER: removal.forget_users, Deletable.COURSE: removal.forget_courses},
)

"""The calendar."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.core_calendar import removal
from gateway.components.core_calendar.areas import AREAS
from gateway.components.core_calendar.capabilities import CAPABILITIES
from gateway.components.core_calendar.errors import ERRORS
from gateway.components.core_calendar.external import changing, courses, listing, periods, views
from gateway.components.core_calendar.settings import SETTINGS
from gateway.components.core_calendar.tables import metadata

__all__ = ["component"]

component = Component(
    "moodle",
    listing,
    views,
    changing,
    periods,
    courses,
    seed="gateway.components.core_calendar.seed",
    tables=metadata,
    revisions="gateway.components.core_calendar.revisions",
    settings=SETTINGS,
    capabilities=CAPABILITIES,
    errors=ERRORS,
    on_delete={Deletable.COURSE: removal.forget_courses},
    files=AREAS,
)

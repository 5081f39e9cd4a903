"""Grades."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.core_grades import removal
from gateway.components.core_grades.areas import AREAS
from gateway.components.core_grades.capabilities import CAPABILITIES
from gateway.components.core_grades.errors import ERRORS
from gateway.components.core_grades.external import choosing, grading_panels, reading, writing
from gateway.components.core_grades.settings import SETTINGS
from gateway.components.core_grades.tables import metadata

__all__ = ["component"]

component = Component(
    "moodle",
    reading,
    choosing,
    writing,
    grading_panels,
    seed="gateway.components.core_grades.seed",
    tables=metadata,
    settings=SETTINGS,
    capabilities=CAPABILITIES,
    errors=ERRORS,
    on_delete={Deletable.COURSE: removal.forget_courses},
    files=AREAS,
)

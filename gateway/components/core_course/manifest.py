"""Courses and their categories."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_course.areas import AREAS
from gateway.components.core_course.errors import ERRORS
from gateway.components.core_course.external import (
    categories,
    contents,
    course_modules,
    editing,
    listing,
    members,
    my_courses,
    options,
    search,
)
from gateway.components.core_course.settings import SETTINGS

__all__ = ["component"]

component = Component(
    "moodle",
    course_modules,
    listing,
    search,
    members,
    editing,
    categories,
    contents,
    options,
    my_courses,
    settings=SETTINGS,
    errors=ERRORS,
    files=AREAS,
)

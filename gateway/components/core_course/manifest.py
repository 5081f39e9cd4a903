"""Courses and their categories."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_course.errors import ERRORS
from gateway.components.core_course.external import categories, contents, keeping, listing, options, own, placed, search
from gateway.components.core_course.settings import SETTINGS

__all__ = ["component"]

component = Component(
    "moodle",
    placed,
    listing,
    search,
    keeping,
    categories,
    contents,
    options,
    own,
    settings=SETTINGS,
    errors=ERRORS,
)

"""The state of a course as the pages that edit it keep it."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_courseformat.errors import ERRORS
from gateway.components.core_courseformat.external import course_states, items, names

__all__ = ["component"]

component = Component("moodle", course_states, items, names, errors=ERRORS)

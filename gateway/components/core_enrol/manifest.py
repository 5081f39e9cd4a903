"""Enrolment: the participants of courses, and enrolment methods."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_enrol.external import changing, courses, participants, search

__all__ = ["component"]

component = Component("moodle", participants, search, courses, changing)

"""Enrolment: who takes part in which course, and how one gets in."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_enrol.external import courses, participants, search

__all__ = ["component"]

component = Component("moodle", participants, search, courses)

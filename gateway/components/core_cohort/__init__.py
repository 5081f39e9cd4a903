"""Cohorts: sets of people of the whole site, or of one category."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_cohort import external

__all__ = ["component"]

component = Component("moodle", external)

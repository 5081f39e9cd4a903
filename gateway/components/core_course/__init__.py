"""Courses and their categories."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_course import external

__all__ = ["component"]

component = Component("moodle", external)

"""Courses and their categories."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_course.external import categories, contents, keeping, listing, options, own, search

__all__ = ["component"]

component = Component("moodle", listing, search, keeping, categories, contents, options, own)

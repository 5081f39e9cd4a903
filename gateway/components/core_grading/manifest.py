"""Advanced grading: how areas are graded, with rubrics."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_grading.tables import metadata

__all__ = ["component"]

component = Component("moodle", tables=metadata, revisions="gateway.components.core_grading.revisions")

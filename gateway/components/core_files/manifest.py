"""Files: lists of stored files, and draft areas."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_files import external

__all__ = ["component"]

component = Component("moodle", external)

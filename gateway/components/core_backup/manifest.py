"""Copies of courses, and what is taken over from one course into another."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_backup import external

__all__ = ["component"]

component = Component("moodle", external)

"""Grading by a rubric."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.gradingform_rubric import external

__all__ = ["component"]

component = Component("gradingform_rubric", external, version=2024100700)

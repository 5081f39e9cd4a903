"""Grading by a marking guide."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.gradingform_guide import external

__all__ = ["component"]

component = Component("gradingform_guide", external, version=2024100700)

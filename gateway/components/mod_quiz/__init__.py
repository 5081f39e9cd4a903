"""Quizzes."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.mod_quiz import external

__all__ = ["component"]

component = Component("mod_quiz", external, version=2024100700)

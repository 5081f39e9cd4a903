"""Surveys."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.mod_survey import external

__all__ = ["component"]

component = Component("mod_survey", external, version=2024100700)

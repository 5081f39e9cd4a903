"""Manual enrolment: somebody enrols others."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.enrol_manual import external

__all__ = ["component"]

component = Component("enrol_manual", external, version=2024100700)

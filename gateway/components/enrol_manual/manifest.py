"""Manual enrolment: an authorised user enrols others."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.enrol_manual import external
from gateway.components.enrol_manual.capabilities import CAPABILITIES
from gateway.components.enrol_manual.errors import ERRORS

__all__ = ["component"]

component = Component(
    "enrol_manual",
    external,
    version=2024100700,
    capabilities=CAPABILITIES,
    errors=ERRORS,
)

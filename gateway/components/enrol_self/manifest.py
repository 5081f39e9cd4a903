"""Self enrolment: users enrol themselves."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.enrol_self import external
from gateway.components.enrol_self.capabilities import CAPABILITIES
from gateway.components.enrol_self.errors import ERRORS

__all__ = ["component"]

component = Component(
    "enrol_self",
    external,
    version=2024100700,
    capabilities=CAPABILITIES,
    errors=ERRORS,
)

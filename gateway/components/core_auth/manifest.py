"""Rules for signing up, such as the age of digital consent."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_auth import external
from gateway.components.core_auth.errors import ERRORS

__all__ = ["component"]

component = Component("moodle", external, errors=ERRORS)

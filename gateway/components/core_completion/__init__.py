"""What people have completed."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_completion.external import marking, reading

__all__ = ["component"]

component = Component("moodle", reading, marking)

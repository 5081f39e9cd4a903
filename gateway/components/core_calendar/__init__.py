"""The calendar."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_calendar.external import changing, listing, showing

__all__ = ["component"]

component = Component("moodle", listing, showing, changing)

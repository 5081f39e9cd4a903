"""Notes about users."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_notes import external
from gateway.components.core_notes.capabilities import CAPABILITIES
from gateway.components.core_notes.errors import ERRORS
from gateway.components.core_notes.settings import SETTINGS

__all__ = ["component"]

component = Component(
    "moodle",
    external,
    settings=SETTINGS,
    capabilities=CAPABILITIES,
    errors=ERRORS,
)

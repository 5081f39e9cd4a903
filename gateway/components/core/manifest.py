"""Texts, dates and notifications of the session: functions that belong to no other component."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core import external
from gateway.components.core.areas import AREAS
from gateway.components.core.errors import ERRORS
from gateway.components.core.settings import SETTINGS
from gateway.components.core.texts import TEXTS

__all__ = ["component"]

component = Component(
    "moodle",
    external,
    texts=TEXTS,
    settings=SETTINGS,
    errors=ERRORS,
    files=AREAS,
)

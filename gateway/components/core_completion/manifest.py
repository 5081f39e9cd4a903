"""The completion of activities and courses."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.core_completion import removal
from gateway.components.core_completion.errors import ERRORS
from gateway.components.core_completion.external import marking, reading
from gateway.components.core_completion.settings import SETTINGS
from gateway.components.core_completion.tables import metadata

__all__ = ["component"]

component = Component(
    "moodle",
    reading,
    marking,
    tables=metadata,
    revisions="gateway.components.core_completion.revisions",
    settings=SETTINGS,
    errors=ERRORS,
    on_delete={Deletable.COURSE: removal.forget_courses},
)

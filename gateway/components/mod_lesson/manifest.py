"""Lessons."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.mod_lesson import external, removal
from gateway.components.mod_lesson.areas import AREAS
from gateway.components.mod_lesson.capabilities import CAPABILITIES
from gateway.components.mod_lesson.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_lesson",
    external,
    version=2024100700,
    seed="gateway.components.mod_lesson.seed",
    capabilities=CAPABILITIES,
    tables=metadata,
    revisions="gateway.components.mod_lesson.revisions",
    files=AREAS,
    on_delete={Deletable.COURSE: removal.forget_courses},
    icon="M4 3h7v5H4zm9 13h7v5h-7zM4 16h7v5H4zM6.5 8h2v8h-2zM11 5h6a1 1 0 0 1 1 1v10h-2V7h-5z",
)

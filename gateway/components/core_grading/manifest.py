"""Advanced grading: how areas are graded, with rubrics and marking guides."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.core_grading import external, removal
from gateway.components.core_grading.areas import AREAS
from gateway.components.core_grading.tables import metadata

__all__ = ["component"]

component = Component(
    "moodle",
    external,
    tables=metadata,
    revisions="gateway.components.core_grading.revisions",
    on_delete={Deletable.CONTEXT: removal.forget_contexts},
    files=AREAS,
)

"""Custom fields: what sites add to courses, groups and cohorts."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.core_customfield import external, removal
from gateway.components.core_customfield.areas import AREAS
from gateway.components.core_customfield.tables import metadata

__all__ = ["component"]

component = Component(
    "moodle",
    external,
    tables=metadata,
    errors={"unknownhandler": "Nothing of this kind has custom fields."},
    revisions="gateway.components.core_customfield.revisions",
    on_delete={Deletable.CONTEXT: removal.forget_contexts},
    files=AREAS,
)

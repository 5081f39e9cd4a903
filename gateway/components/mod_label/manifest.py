"""Labels: a text on the page of a course."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.mod_label import external, removal
from gateway.components.mod_label.capabilities import CAPABILITIES
from gateway.components.mod_label.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_label",
    external,
    version=2024100700,
    tables=metadata,
    capabilities=CAPABILITIES,
    on_delete={Deletable.COURSE: removal.forget_courses},
)

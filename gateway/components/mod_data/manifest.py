"""Databases."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.mod_data import external, removal
from gateway.components.mod_data.areas import AREAS
from gateway.components.mod_data.capabilities import CAPABILITIES
from gateway.components.mod_data.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_data",
    external,
    version=2024100700,
    capabilities=CAPABILITIES,
    tables=metadata,
    revisions="gateway.components.mod_data.revisions",
    files=AREAS,
    on_delete={Deletable.COURSE: removal.forget_courses},
)

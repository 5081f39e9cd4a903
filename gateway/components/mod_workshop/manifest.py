"""Workshops."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.mod_workshop import external, removal
from gateway.components.mod_workshop.areas import AREAS
from gateway.components.mod_workshop.capabilities import CAPABILITIES
from gateway.components.mod_workshop.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_workshop",
    external,
    version=2024100700,
    capabilities=CAPABILITIES,
    tables=metadata,
    revisions="gateway.components.mod_workshop.revisions",
    files=AREAS,
    on_delete={Deletable.COURSE: removal.forget_courses},
)

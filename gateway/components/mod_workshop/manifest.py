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
    seed="gateway.components.mod_workshop.seed",
    capabilities=CAPABILITIES,
    tables=metadata,
    revisions="gateway.components.mod_workshop.revisions",
    files=AREAS,
    on_delete={Deletable.COURSE: removal.forget_courses},
    icon=(
        "M8 4a3 3 0 1 1 0 6 3 3 0 0 1 0-6zm8 0a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM2 19"
        "c0-4 2.5-7 6-7 1.5 0 3 .5 4 1.5 1-1 2.5-1.5 4-1.5 3.5 0 6 3 6 7z"
    ),
)

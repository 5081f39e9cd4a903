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
    seed="gateway.components.mod_data.seed",
    capabilities=CAPABILITIES,
    tables=metadata,
    revisions="gateway.components.mod_data.revisions",
    files=AREAS,
    on_delete={Deletable.COURSE: removal.forget_courses},
    icon=(
        "M12 2c5 0 9 1.3 9 3.5v13c0 2.2-4 3.5-9 3.5s-9-1.3-9-3.5v-13C3 3.3 7 2 12 2zM5 8.2v3"
        "c1 .9 4 1.5 7 1.5s6-.6 7-1.5v-3c-2 .8-4.5 1.1-7 1.1s-5-.3-7-1.1z"
    ),
)

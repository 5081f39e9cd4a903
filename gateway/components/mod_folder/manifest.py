"""Folders: files together."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.mod_folder import external, removal
from gateway.components.mod_folder.areas import AREAS
from gateway.components.mod_folder.capabilities import CAPABILITIES
from gateway.components.mod_folder.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_folder",
    external,
    version=2024100700,
    seed="gateway.components.mod_folder.seed",
    tables=metadata,
    capabilities=CAPABILITIES,
    files=AREAS,
    on_delete={Deletable.COURSE: removal.forget_courses},
    icon="M4 4h6l2 2h8a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zm0 5v9h16V9z",
)

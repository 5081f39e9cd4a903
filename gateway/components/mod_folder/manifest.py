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
    tables=metadata,
    capabilities=CAPABILITIES,
    files=AREAS,
    on_delete={Deletable.COURSE: removal.forget_courses},
)

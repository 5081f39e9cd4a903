"""Blocks."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.core_block import external, removal
from gateway.components.core_block.areas import AREAS
from gateway.components.core_block.capabilities import CAPABILITIES
from gateway.components.core_block.settings import SETTINGS
from gateway.components.core_block.tables import metadata

__all__ = ["component"]

component = Component(
    "moodle",
    external,
    tables=metadata,
    revisions="gateway.components.core_block.revisions",
    capabilities=CAPABILITIES,
    settings=SETTINGS,
    errors={"mymoodlesetup": "There is no such page."},
    on_delete={Deletable.CONTEXT: removal.forget_contexts},
    files=AREAS,
)

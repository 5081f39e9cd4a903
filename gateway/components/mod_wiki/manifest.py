"""Wikis."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.mod_wiki import external, removal
from gateway.components.mod_wiki.areas import AREAS
from gateway.components.mod_wiki.capabilities import CAPABILITIES
from gateway.components.mod_wiki.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_wiki",
    external,
    version=2024100700,
    seed="gateway.components.mod_wiki.seed",
    capabilities=CAPABILITIES,
    tables=metadata,
    revisions="gateway.components.mod_wiki.revisions",
    files=AREAS,
    on_delete={Deletable.COURSE: removal.forget_courses},
    icon="M12 2a3 3 0 0 1 1 5.8V10h5a2 2 0 0 1 2 2v2.2a3 3 0 1 1-2 0V12H6v2.2a3 3 0 1 1-2 0V12a2 2 0 0 1 2-2h5V7.8A3 3 0 0 1 12 2z",
)

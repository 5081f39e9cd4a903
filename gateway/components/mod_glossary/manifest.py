"""Glossaries."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.mod_glossary import external, removal
from gateway.components.mod_glossary.areas import AREAS
from gateway.components.mod_glossary.capabilities import CAPABILITIES
from gateway.components.mod_glossary.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_glossary",
    external,
    version=2024100700,
    seed="gateway.components.mod_glossary.seed",
    capabilities=CAPABILITIES,
    tables=metadata,
    revisions="gateway.components.mod_glossary.revisions",
    files=AREAS,
    on_delete={Deletable.COURSE: removal.forget_courses},
    icon="M5 2h13a1 1 0 0 1 1 1v18a1 1 0 0 1-1 1H5zm2 2v16h10V4zm4 3h2l3 9h-2l-.6-2h-2.8L10 16H8zm1 2.5L11.2 12h1.6z",
)

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
    capabilities=CAPABILITIES,
    tables=metadata,
    revisions="gateway.components.mod_glossary.revisions",
    files=AREAS,
    on_delete={Deletable.COURSE: removal.forget_courses},
)

"""Books: chapters to leaf through."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.mod_book import external, removal
from gateway.components.mod_book.areas import AREAS
from gateway.components.mod_book.capabilities import CAPABILITIES
from gateway.components.mod_book.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_book",
    external,
    version=2024100700,
    tables=metadata,
    capabilities=CAPABILITIES,
    files=AREAS,
    on_delete={Deletable.COURSE: removal.forget_courses},
)

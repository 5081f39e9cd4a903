"""Books: chapters to leaf through."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.mod_book import external, removal
from gateway.components.mod_book.areas import AREAS
from gateway.components.mod_book.capabilities import CAPABILITIES
from gateway.components.mod_book.errors import ERRORS
from gateway.components.mod_book.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_book",
    external,
    version=2024100700,
    seed="gateway.components.mod_book.seed",
    tables=metadata,
    capabilities=CAPABILITIES,
    errors=ERRORS,
    files=AREAS,
    on_delete={Deletable.COURSE: removal.forget_courses},
    icon=(
        "M3 4h7a2 2 0 0 1 2 2 2 2 0 0 1 2-2h7v15h-7a2 2 0 0 0-2 1.5A2 2 0 0 0 10 19H3zm2 2v11h6V7a1 1 0 0 0-1-1zm9 0a1 1 0 0 0-1 1v10h6V6z"
    ),
)

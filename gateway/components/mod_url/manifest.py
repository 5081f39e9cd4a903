"""Addresses: a link to a page elsewhere."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.api.areas import INTRO
from gateway.components.mod_url import external, removal
from gateway.components.mod_url.capabilities import CAPABILITIES
from gateway.components.mod_url.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_url",
    external,
    version=2024100700,
    seed="gateway.components.mod_url.seed",
    tables=metadata,
    capabilities=CAPABILITIES,
    files={"intro": INTRO},
    on_delete={Deletable.COURSE: removal.forget_courses},
    icon=(
        "M10.6 13.4a4 4 0 0 0 5.7 0l3.5-3.5a4 4 0 0 0-5.7-5.7L12.4 6l1.4 1.4 1.8-1.8a2 2 0 0 1 2.8 2.8L14.9 12"
        "a2 2 0 0 1-2.9 0zm2.8-2.8a4 4 0 0 0-5.7 0l-3.5 3.5a4 4 0 0 0 5.7 5.7l1.7-1.8-1.4-1.4-1.8 1.8"
        "a2 2 0 0 1-2.8-2.8L9.1 12a2 2 0 0 1 2.9 0z"
    ),
)

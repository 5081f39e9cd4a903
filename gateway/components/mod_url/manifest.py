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
    tables=metadata,
    capabilities=CAPABILITIES,
    files={"intro": INTRO},
    on_delete={Deletable.COURSE: removal.forget_courses},
)

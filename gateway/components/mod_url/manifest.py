"""Addresses: a link to a page elsewhere."""

from __future__ import annotations

from gateway.api import Component, Deletable
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
    on_delete={Deletable.COURSE: removal.forget_courses},
)

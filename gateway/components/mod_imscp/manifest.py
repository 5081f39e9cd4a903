"""IMS content packages."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.mod_imscp import external, removal
from gateway.components.mod_imscp.areas import AREAS
from gateway.components.mod_imscp.capabilities import CAPABILITIES
from gateway.components.mod_imscp.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_imscp",
    external,
    version=2024100700,
    capabilities=CAPABILITIES,
    tables=metadata,
    revisions="gateway.components.mod_imscp.revisions",
    files=AREAS,
    on_delete={Deletable.COURSE: removal.forget_courses},
)

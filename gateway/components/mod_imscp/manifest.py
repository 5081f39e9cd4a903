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
    seed="gateway.components.mod_imscp.seed",
    capabilities=CAPABILITIES,
    tables=metadata,
    revisions="gateway.components.mod_imscp.revisions",
    files=AREAS,
    on_delete={Deletable.COURSE: removal.forget_courses},
    icon="M12 2l9 5v10l-9 5-9-5V7zm0 2.3L6.5 7.4 12 10.5l5.5-3.1zM5 9.1v6.7l6 3.4v-6.7zm14 0l-6 3.4v6.7l6-3.4z",
)

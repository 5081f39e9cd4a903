"""Resources: a file to read."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.mod_resource import external, removal
from gateway.components.mod_resource.areas import AREAS
from gateway.components.mod_resource.capabilities import CAPABILITIES
from gateway.components.mod_resource.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_resource",
    external,
    version=2024100700,
    seed="gateway.components.mod_resource.seed",
    tables=metadata,
    capabilities=CAPABILITIES,
    files=AREAS,
    on_delete={Deletable.COURSE: removal.forget_courses},
    icon="M6 2h8l6 6v12a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2zm0 2v16h12V9h-5V4z",
)

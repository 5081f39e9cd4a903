"""SCORM packages."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.mod_scorm import external, removal
from gateway.components.mod_scorm.areas import AREAS
from gateway.components.mod_scorm.capabilities import CAPABILITIES
from gateway.components.mod_scorm.settings import SETTINGS
from gateway.components.mod_scorm.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_scorm",
    external,
    version=2024100700,
    seed="gateway.components.mod_scorm.seed",
    settings=SETTINGS,
    capabilities=CAPABILITIES,
    tables=metadata,
    revisions="gateway.components.mod_scorm.revisions",
    files=AREAS,
    on_delete={Deletable.COURSE: removal.forget_courses},
    icon="M3 4h18v5h-1v11H4V9H3zm2 2v1h14V6zm1 3v9h12V9zm3 2h6v2H9z",
)

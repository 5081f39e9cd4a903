"""External tools."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.api.areas import INTRO
from gateway.components.mod_lti import administration, external, removal
from gateway.components.mod_lti.capabilities import CAPABILITIES
from gateway.components.mod_lti.errors import ERRORS
from gateway.components.mod_lti.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_lti",
    administration,
    external,
    version=2024100700,
    seed="gateway.components.mod_lti.seed",
    capabilities=CAPABILITIES,
    errors=ERRORS,
    tables=metadata,
    revisions="gateway.components.mod_lti.revisions",
    files={"intro": INTRO},
    on_delete={Deletable.COURSE: removal.forget_courses},
    icon="M9 2h6v4a2 2 0 1 0 4 0h3v7h-3a2 2 0 1 0 0 4h3v5H2V6h7z",
)

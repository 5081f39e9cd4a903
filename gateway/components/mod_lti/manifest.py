"""External tools."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.api.areas import INTRO
from gateway.components.mod_lti import external, removal
from gateway.components.mod_lti.capabilities import CAPABILITIES
from gateway.components.mod_lti.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_lti",
    external,
    version=2024100700,
    capabilities=CAPABILITIES,
    tables=metadata,
    revisions="gateway.components.mod_lti.revisions",
    files={"intro": INTRO},
    on_delete={Deletable.COURSE: removal.forget_courses},
)

"""Choices."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.api.areas import INTRO
from gateway.components.mod_choice import external, removal
from gateway.components.mod_choice.capabilities import CAPABILITIES
from gateway.components.mod_choice.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_choice",
    external,
    version=2024100700,
    tables=metadata,
    revisions="gateway.components.mod_choice.revisions",
    capabilities=CAPABILITIES,
    files={"intro": INTRO},
    on_delete={Deletable.COURSE: removal.forget_courses},
)

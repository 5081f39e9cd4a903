"""Surveys."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.api.areas import INTRO
from gateway.components.mod_survey import external, removal
from gateway.components.mod_survey.capabilities import CAPABILITIES
from gateway.components.mod_survey.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_survey",
    external,
    version=2024100700,
    seed="gateway.components.mod_survey.seed",
    capabilities=CAPABILITIES,
    tables=metadata,
    revisions="gateway.components.mod_survey.revisions",
    files={"intro": INTRO},
    on_delete={Deletable.COURSE: removal.forget_courses},
    icon="M4 20V10h3v10zm6.5 0V4h3v16zM17 20v-7h3v7z",
)

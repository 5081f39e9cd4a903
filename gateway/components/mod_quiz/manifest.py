"""Quizzes."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.api.areas import INTRO
from gateway.components.mod_quiz import external, removal
from gateway.components.mod_quiz.capabilities import CAPABILITIES
from gateway.components.mod_quiz.settings import SETTINGS
from gateway.components.mod_quiz.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_quiz",
    external,
    version=2024100700,
    tables=metadata,
    revisions="gateway.components.mod_quiz.revisions",
    settings=SETTINGS,
    capabilities=CAPABILITIES,
    files={"intro": INTRO},
    on_delete={Deletable.COURSE: removal.forget_courses},
)

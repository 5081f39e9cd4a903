"""Choices."""

from __future__ import annotations

from gateway.api import CompletionRule, Component, Deletable
from gateway.api.areas import INTRO
from gateway.components.mod_choice import answers, external, removal
from gateway.components.mod_choice.capabilities import CAPABILITIES
from gateway.components.mod_choice.errors import ERRORS
from gateway.components.mod_choice.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_choice",
    external,
    version=2024100700,
    seed="gateway.components.mod_choice.seed",
    tables=metadata,
    revisions="gateway.components.mod_choice.revisions",
    capabilities=CAPABILITIES,
    errors=ERRORS,
    files={"intro": INTRO},
    completion={"completionsubmit": CompletionRule(met=answers.has_answered, text="Make a choice")},
    on_delete={Deletable.COURSE: removal.forget_courses},
    icon=(
        "M5 4a3 3 0 1 1 0 6 3 3 0 0 1 0-6zm0 10a3 3 0 1 1 0 6 3 3 0 0 1 0-6zm0 2a1 1 0 1 0 0 2 1 1 0 0 0 0-2zM11 6h11v2H11zM11 16h11v2H11z"
    ),
)

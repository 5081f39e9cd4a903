"""Assignments."""

from __future__ import annotations

from gateway.api import CompletionRule, Component, Deletable
from gateway.components.mod_assign import completing, feedback_notices, removal
from gateway.components.mod_assign.areas import AREAS
from gateway.components.mod_assign.capabilities import CAPABILITIES
from gateway.components.mod_assign.errors import ERRORS
from gateway.components.mod_assign.external import assignments, grading, marking, participants, submissions, submitting, viewing
from gateway.components.mod_assign.settings import SETTINGS
from gateway.components.mod_assign.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_assign",
    assignments,
    submissions,
    participants,
    submitting,
    grading,
    marking,
    viewing,
    version=2024100700,
    seed="gateway.components.mod_assign.seed",
    tables=metadata,
    revisions="gateway.components.mod_assign.revisions",
    settings=SETTINGS,
    capabilities=CAPABILITIES,
    errors=ERRORS,
    files=AREAS,
    tasks=[feedback_notices.TASK],
    completion={"completionsubmit": CompletionRule(met=completing.has_submitted, text="Make a submission")},
    on_delete={Deletable.COURSE: removal.forget_courses},
    icon="M6 2h9l4 4v7.2l-2 2V8h-4V4H6v16h4v2H6a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2zM20 14l2 2-6 6h-2v-2z",
)

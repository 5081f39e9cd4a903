"""Quizzes."""

from __future__ import annotations

from gateway.api import CompletionRule, Component, Deletable
from gateway.components.mod_quiz import completing, removal
from gateway.components.mod_quiz.areas import AREAS
from gateway.components.mod_quiz.capabilities import CAPABILITIES
from gateway.components.mod_quiz.errors import ERRORS
from gateway.components.mod_quiz.external import attempts, grades, managing, quizzes, reviews
from gateway.components.mod_quiz.settings import SETTINGS
from gateway.components.mod_quiz.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_quiz",
    quizzes,
    grades,
    attempts,
    reviews,
    managing,
    version=2024100700,
    seed="gateway.components.mod_quiz.seed",
    tables=metadata,
    revisions="gateway.components.mod_quiz.revisions",
    settings=SETTINGS,
    capabilities=CAPABILITIES,
    errors=ERRORS,
    completion={
        "completionminattempts": CompletionRule(met=completing.has_attempted_enough, text="Make attempts"),
        "completionattemptsexhausted": CompletionRule(met=completing.has_none_left, text="Pass, or make all attempts"),
    },
    files=AREAS,
    on_delete={Deletable.COURSE: removal.forget_courses},
    icon=(
        "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm0 2v14h14V5z"
        "m12.2 4.2l-6.7 6.7-3.7-3.7 1.4-1.4 2.3 2.3 5.3-5.3z"
    ),
)

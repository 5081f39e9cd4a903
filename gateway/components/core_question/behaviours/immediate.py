"""Immediate feedback: an answer is judged once, when people ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from gateway.components.core_question.attempts import QuestionAttempt, Step
from gateway.components.core_question.behaviours.base import judge
from gateway.components.core_question.behaviours.deferred import DeferredFeedback
from gateway.components.core_question.questions import Field
from gateway.components.core_question.states import State

__all__ = ["ImmediateFeedback"]


class ImmediateFeedback(DeferredFeedback):
    """Each question can be finished by itself."""

    name: ClassVar[str] = "immediatefeedback"
    submits: ClassVar[bool] = True
    answered: ClassVar[State] = State.TODO

    def actions(self, attempt: QuestionAttempt) -> Mapping[str, Field]:
        """To have the answer judged, until it is."""
        return {"submit": Field.FLAG} if attempt.state.is_active else {}

    def process(self, attempt: QuestionAttempt, step: Step) -> bool:
        """Judge, finish or save an answer."""
        return self.submit(attempt, step) if step.has("submit") else super().process(attempt, step)

    def submit(self, attempt: QuestionAttempt, step: Step) -> bool:
        """Judge an answer; one that is not complete is told to be so."""
        if attempt.state.is_finished:
            return False
        if not attempt.question.is_complete(step.response):
            step.state = State.INVALID
        else:
            judge(attempt, step, step.response)
        return True

    def label(self, attempt: QuestionAttempt, *, correctness: bool) -> str:
        """The state in words; a question is not complete until it was judged."""
        return "Not complete" if attempt.state is State.TODO else super().label(attempt, correctness=correctness)

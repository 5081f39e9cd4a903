"""Information: a text that asks nothing, and was seen or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import msgspec

from gateway.components.core_question.attempts import QuestionAttempt, Step
from gateway.components.core_question.behaviours.base import Behaviour
from gateway.components.core_question.display import Display, Marks
from gateway.components.core_question.questions import Field
from gateway.components.core_question.states import State

__all__ = ["InformationItem"]


class InformationItem(Behaviour):
    """Something to read."""

    name: ClassVar[str] = "informationitem"

    def actions(self, attempt: QuestionAttempt) -> Mapping[str, Field]:
        """To have seen it."""
        return {"seen": Field.FLAG} if attempt.state is State.TODO else {}

    def process(self, attempt: QuestionAttempt, step: Step) -> bool:
        """Note that it was seen, or finish it."""
        if attempt.state.is_finished or not (step.has("finish") or step.has("seen")):
            return False
        step.state = State.FINISHED if step.has("finish") else State.COMPLETE
        return True

    def label(self, attempt: QuestionAttempt, *, correctness: bool) -> str:
        """Nothing."""
        return ""

    def shown(self, attempt: QuestionAttempt, display: Display) -> Display:
        """There are no marks."""
        return msgspec.structs.replace(super().shown(attempt, display), marks=Marks.HIDDEN)

"""Manual grading: answers are saved, and wait for a grader at the end."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from gateway.components.core_question.attempts import QuestionAttempt, Step
from gateway.components.core_question.behaviours.base import Saving
from gateway.components.core_question.display import Display
from gateway.components.core_question.states import State

__all__ = ["ManuallyGraded"]


class ManuallyGraded(Saving):
    """Answers are judged by a grader."""

    name: ClassVar[str] = "manualgraded"

    def finish(self, attempt: QuestionAttempt, step: Step) -> bool:
        """Have the last answer wait for a grader."""
        if attempt.state.is_finished:
            return False
        response = attempt.last.response
        step.state = State.NEEDS_GRADING if attempt.question.is_gradable(response) else State.GAVE_UP
        attempt.response_summary = attempt.question.response_summary(response)
        return True

    def shown(self, attempt: QuestionAttempt, display: Display) -> Display:
        """Nothing tells of right and wrong but the comment of the grader and what is said to all."""
        found = super().shown(attempt, display)
        if not attempt.state.is_finished:
            return found
        kept = {"general_feedback": found.general_feedback, "comment": found.comment}
        return msgspec.structs.replace(found.without_feedback(), **kept)

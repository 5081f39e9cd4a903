"""Deferred feedback: answers are saved, and judged at the end."""

from __future__ import annotations

from typing import ClassVar

from gateway.components.core_question.attempts import QuestionAttempt, Step
from gateway.components.core_question.behaviours.base import Saving, judge

__all__ = ["DeferredFeedback"]


class DeferredFeedback(Saving):
    """Answers are judged when all is finished."""

    name: ClassVar[str] = "deferredfeedback"

    def finish(self, attempt: QuestionAttempt, step: Step) -> bool:
        """Judge the last answer."""
        if attempt.state.is_finished:
            return False
        judge(attempt, step, attempt.last.response)
        return True

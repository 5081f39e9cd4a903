"""Adaptive mode: any number of tries, each of which may cost a penalty; the best try counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import msgspec

from gateway.components.core_question.attempts import QuestionAttempt, Step
from gateway.components.core_question.behaviours.base import Saving
from gateway.components.core_question.display import Display
from gateway.components.core_question.questions import Field
from gateway.components.core_question.states import State, graded

__all__ = ["Adaptive", "AdaptiveWithoutPenalties"]

# The number of the try that a step judged, and what its answer was worth by itself.
_TRY, _WORTH = "-_try", "-_rawfraction"


class Adaptive(Saving):
    """Tries of which each costs the penalty of the question once more."""

    name: ClassVar[str] = "adaptive"
    submits: ClassVar[bool] = True
    answered: ClassVar[State] = State.TODO

    def actions(self, attempt: QuestionAttempt) -> Mapping[str, Field]:
        """To try."""
        return {"submit": Field.FLAG} if attempt.state.is_active else {}

    def process(self, attempt: QuestionAttempt, step: Step) -> bool:
        """Try, finish or save an answer."""
        if step.has("finish"):
            return self.finish(attempt, step)
        return self.submit(attempt, step) if step.has("submit") else self.save(attempt, step)

    def save(self, attempt: QuestionAttempt, step: Step) -> bool:
        """Keep an answer with the best fraction so far."""
        kept = super().save(attempt, step)
        step.fraction, step.state = attempt.fraction, State.TODO
        return kept

    def submit(self, attempt: QuestionAttempt, step: Step) -> bool:
        """Judge an answer, unless the same one was judged by the last try."""
        if attempt.state.is_finished:
            return False
        kept = self.save(attempt, step)
        if not attempt.question.is_complete(step.response):
            step.state = State.INVALID
            return kept or attempt.state is not State.INVALID
        before = attempt.last_with(_TRY)
        if attempt.question.is_same(before.response if before else {}, step.response):
            return False
        tries = int(before.data[_TRY]) if before else 0
        right = self._judge(attempt, step, step.response, tries) is State.RIGHT
        done = right or (before is not None and before.state is State.COMPLETE)
        step.state = State.COMPLETE if done else State.TODO
        return True

    def finish(self, attempt: QuestionAttempt, step: Step) -> bool:
        """Judge the last answer: again if it was tried, or as a further try."""
        if attempt.state.is_finished:
            return False
        last, tries = attempt.last, int(attempt.value(_TRY) or 0)
        if not attempt.question.is_gradable(last.response):
            step.state, step.fraction = State.GAVE_UP, max(attempt.fraction or 0.0, 0.0)
            return True
        step.state = self._judge(attempt, step, last.response, tries - 1 if _TRY in last.data else tries)
        return True

    def cost(self, attempt: QuestionAttempt, tries: int) -> float:
        """What is taken off the worth of an answer after a number of tries."""
        return attempt.question.penalty * tries

    def label(self, attempt: QuestionAttempt, *, correctness: bool) -> str:
        """The state of the last try if it was the last step, else of the attempt, in words."""
        if (worth := attempt.last.data.get(_WORTH)) is not None:
            return graded(float(worth)).label(correctness=True)
        return "Not complete" if attempt.state is State.TODO else super().label(attempt, correctness=correctness)

    def shown(self, attempt: QuestionAttempt, display: Display) -> Display:
        """After a try, what tells of the answer is shown before the end."""
        found = super().shown(attempt, display)
        if attempt.state.is_finished or attempt.value(_TRY) is None:
            return found
        return msgspec.structs.replace(
            found,
            feedback=display.feedback,
            correctness=display.correctness and attempt.has_marks,
            parts_right=display.parts_right and attempt.question.shows_parts_right,
        )

    def _judge(self, attempt: QuestionAttempt, step: Step, response: Mapping[str, str], tries: int) -> State:
        """Judge an answer after a number of tries; returns the state that the answer alone leads to."""
        worth, state = attempt.question.grade(response)
        step.fraction = max(attempt.fraction or 0.0, worth - self.cost(attempt, tries))
        step.data |= {_TRY: str(tries + 1), _WORTH: f"{worth:.7f}" if worth % 1 else str(int(worth))}
        attempt.response_summary = attempt.question.response_summary(response)
        return state


class AdaptiveWithoutPenalties(Adaptive):
    """Tries that cost nothing."""

    name: ClassVar[str] = "adaptivenopenalty"

    def cost(self, attempt: QuestionAttempt, tries: int) -> float:
        """Nothing."""
        return 0.0

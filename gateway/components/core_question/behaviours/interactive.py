"""Interactive mode: after a wrong try there is a hint, and then another try, as many as there are hints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import msgspec

from gateway.components.core_question.attempts import QuestionAttempt, Step
from gateway.components.core_question.behaviours.base import Saving
from gateway.components.core_question.definitions import Row
from gateway.components.core_question.display import Display, Marks
from gateway.components.core_question.questions import Field, Question, Response
from gateway.components.core_question.states import State

__all__ = ["Interactive"]

_LEFT = "-_triesleft"


class Interactive(Saving):
    """Tries with hints, of which each costs the penalty of the question."""

    name: ClassVar[str] = "interactive"
    submits: ClassVar[bool] = True
    answered: ClassVar[State] = State.TODO

    def begin(self, question: Question) -> dict[str, str]:
        """How many tries there are."""
        return {_LEFT: str(len(question.definition.hints) + 1)}

    def may_try_again(self, attempt: QuestionAttempt) -> bool:
        """Whether the last step was a wrong try, after which another one must be begun."""
        return attempt.state.is_active and attempt.last.has("submit") and _LEFT in attempt.last.data

    def hint(self, attempt: QuestionAttempt) -> Row | None:
        """The hint that is shown now."""
        if not self.may_try_again(attempt):
            return None
        hints = attempt.question.definition.hints
        number = len(hints) - self.tries_left(attempt)
        return hints[number] if 0 <= number < len(hints) else None

    def tries_left(self, attempt: QuestionAttempt) -> int:
        """How many tries are left."""
        return int(attempt.value(_LEFT) or 1)

    def actions(self, attempt: QuestionAttempt) -> Mapping[str, Field]:
        """To try, or to begin another try."""
        if self.may_try_again(attempt):
            return {"tryagain": Field.FLAG}
        return {"submit": Field.FLAG} if attempt.state.is_active else {}

    def fields(self, attempt: QuestionAttempt) -> Mapping[str, Field]:
        """The fields of an answer; none between two tries, unless the hint takes back what was wrong."""
        hint = self.hint(attempt)
        if self.may_try_again(attempt) and not (hint is not None and hint["clearwrong"]):
            return {}
        return super().fields(attempt)

    def process(self, attempt: QuestionAttempt, step: Step) -> bool:
        """Try, begin another try, finish or save an answer."""
        if step.has("finish"):
            return self.finish(attempt, step)
        if self.may_try_again(attempt):
            step.state = State.TODO
            return step.has("tryagain")
        return self.submit(attempt, step) if step.has("submit") else self.save(attempt, step)

    def submit(self, attempt: QuestionAttempt, step: Step) -> bool:
        """Judge an answer; it ends the attempt if it is right, or the last try."""
        if attempt.state.is_finished:
            return False
        if not attempt.question.is_complete(step.response):
            step.state = State.INVALID
            return True
        left = self.tries_left(attempt)
        worth, state = attempt.question.grade(step.response)
        if state is State.RIGHT or left == 1:
            step.state, step.fraction = state, self._after_penalties(attempt, worth)
        else:
            step.data[_LEFT], step.state = str(left - 1), State.TODO
        attempt.response_summary = attempt.question.response_summary(step.response)
        return True

    def finish(self, attempt: QuestionAttempt, step: Step) -> bool:
        """Judge the last answer that there is."""
        if attempt.state.is_finished:
            return False
        response: Response = attempt.response
        if attempt.question.is_gradable(response):
            worth, step.state = attempt.question.grade(response)
            step.fraction = self._after_penalties(attempt, worth)
        else:
            step.state = State.GAVE_UP
        attempt.response_summary = attempt.question.response_summary(response)
        return True

    def label(self, attempt: QuestionAttempt, *, correctness: bool) -> str:
        """The state in words, with the number of tries left."""
        if not attempt.state.is_active or attempt.state is State.INVALID:
            return super().label(attempt, correctness=correctness)
        return "Not complete" if self.may_try_again(attempt) else f"Tries remaining: {self.tries_left(attempt)}"

    def shown(self, attempt: QuestionAttempt, display: Display) -> Display:
        """Between two tries the answer cannot be changed, and what tells of it is shown."""
        found = super().shown(attempt, display)
        if self.may_try_again(attempt):
            hint = self.hint(attempt)
            parts = bool(hint is not None and hint["shownumcorrect"])
            return msgspec.structs.replace(found, readonly=True, feedback=display.feedback, parts_right=display.parts_right and parts)
        if attempt.state is State.INVALID and found.marks is Marks.BOTH:
            return msgspec.structs.replace(found, marks=Marks.HIGHEST)
        return found

    def _after_penalties(self, attempt: QuestionAttempt, worth: float) -> float:
        """What an answer is worth after the tries before."""
        used = int(attempt.steps[0].data.get(_LEFT, "1")) - self.tries_left(attempt)
        return max(worth - used * attempt.question.penalty, 0.0)

"""What every behaviour does: what can be done with a question, what follows from it, and what is shown of it then."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import ClassVar

import msgspec

from gateway.api import CodingError
from gateway.components.core_question.attempts import QuestionAttempt, Step
from gateway.components.core_question.display import Display
from gateway.components.core_question.questions import Field, Question
from gateway.components.core_question.states import State

__all__ = ["Behaviour", "Saving", "judge"]


class Behaviour:
    """How attempts at questions go; it keeps nothing itself."""

    name: ClassVar[str]
    submits: ClassVar[bool] = False
    """Whether people may have single answers judged before the end."""

    def begin(self, question: Question) -> dict[str, str]:
        """What the first step of an attempt sets, besides what the question sets."""
        return {}

    def actions(self, attempt: QuestionAttempt) -> Mapping[str, Field]:
        """What the owner of the attempt may do now, by name."""
        return {}

    def fields(self, attempt: QuestionAttempt) -> Mapping[str, Field]:
        """The fields of an answer that are taken now."""
        return attempt.question.fields() if attempt.state.is_active else {}

    def process(self, attempt: QuestionAttempt, step: Step) -> bool:
        """Work out what follows from a step; whether it is to be kept."""
        raise NotImplementedError

    def save_by_itself(self, attempt: QuestionAttempt, step: Step) -> bool:
        """The same for an answer that is saved while people go on writing."""
        return False

    def comment(self, attempt: QuestionAttempt, step: Step) -> bool:
        """Take over the comment and the mark of a grader. Raises ``CodingError`` for an unfinished question or a wrong mark."""
        if not attempt.state.is_finished:
            raise CodingError("only finished questions are graded by hand")
        known = attempt.last_with("-comment")
        names = ("-comment", "-commentformat", "-mark", "-maxmark")
        if known is not None and all(known.data.get(name) == step.data.get(name) for name in names):
            return False
        step.fraction = attempt.fraction
        if "-mark" in step.data:
            step.fraction = _fraction(attempt, step.data["-mark"])
        step.state = attempt.state.commented(step.fraction)
        return True

    def label(self, attempt: QuestionAttempt, *, correctness: bool) -> str:
        """The state of the attempt in words."""
        return attempt.state.label(correctness=correctness)

    def shown(self, attempt: QuestionAttempt, display: Display) -> Display:
        """What of ``display`` is shown in the state of the attempt."""
        if not attempt.has_marks:
            display = msgspec.structs.replace(display, correctness=False, parts_right=False)
        if not attempt.state.is_finished:
            return display.without_feedback()
        partly = display.parts_right and attempt.state.is_partial and attempt.question.shows_parts_right
        return msgspec.structs.replace(display, readonly=True, parts_right=partly)


class Saving(Behaviour):
    """A behaviour with answers that are saved before they are judged."""

    answered: ClassVar[State] = State.COMPLETE
    """The state after a complete answer was saved."""

    def process(self, attempt: QuestionAttempt, step: Step) -> bool:
        """Finish the attempt or save the answer."""
        return self.finish(attempt, step) if step.has("finish") else self.save(attempt, step)

    def finish(self, attempt: QuestionAttempt, step: Step) -> bool:
        """Judge the last answer."""
        raise NotImplementedError

    def save(self, attempt: QuestionAttempt, step: Step) -> bool:
        """Keep an answer unless it says the same as the last step."""
        if attempt.state.is_finished or attempt.question.is_same(attempt.last.response, step.response):
            return False
        step.state = self.answered if attempt.question.is_complete(step.response) else State.TODO
        return True

    def save_by_itself(self, attempt: QuestionAttempt, step: Step) -> bool:
        """Keep an answer for the time being unless it says the same as what there is."""
        if attempt.state.is_finished or attempt.question.is_same(attempt.last.response, step.response):
            return False
        if attempt.autosaved is not None:
            attempt.discard_autosaved()
            if attempt.question.is_same(attempt.last.response, step.response):
                return False
        return self.save(attempt, step)


def judge(attempt: QuestionAttempt, step: Step, response: Mapping[str, str]) -> None:
    """Give a step the fraction, the state and the summary that an answer leads to, which may be no answer at all."""
    question = attempt.question
    if question.is_gradable(response):
        step.fraction, step.state = question.grade(response)
    else:
        step.state = State.GAVE_UP
    attempt.response_summary = question.response_summary(response)


def _fraction(attempt: QuestionAttempt, mark: str) -> float | None:
    """The fraction that a mark is of the highest one; None for no mark. Raises ``CodingError``."""
    if not mark.strip():
        return None
    try:
        fraction = float(mark.replace(",", ".")) / attempt.maxmark
    except (ValueError, ZeroDivisionError):
        raise CodingError("the mark is not a number, or the question has no marks") from None
    if not math.isfinite(fraction) or not attempt.minfraction <= fraction <= attempt.maxfraction:
        raise CodingError("the mark is not within the marks of the question")
    return fraction

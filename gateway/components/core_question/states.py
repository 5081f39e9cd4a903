"""The states of attempts at questions, by the names that the contract has for them (``question_attempt_steps.state``)."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["State", "graded"]

# A fraction this close to 0 or 1 counts as it.
_ALMOST = 0.000001


class State(StrEnum):
    """The state of an attempt at a question after one of its steps."""

    UNPROCESSED = "unprocessed"
    NOT_STARTED = "notstarted"
    TODO = "todo"
    INVALID = "invalid"
    COMPLETE = "complete"
    NEEDS_GRADING = "needsgrading"
    FINISHED = "finished"
    GAVE_UP = "gaveup"
    WRONG = "gradedwrong"
    PARTIAL = "gradedpartial"
    RIGHT = "gradedright"
    MANUALLY_FINISHED = "manfinished"
    MANUALLY_GAVE_UP = "mangaveup"
    MANUALLY_WRONG = "mangrwrong"
    MANUALLY_PARTIAL = "mangrpartial"
    MANUALLY_RIGHT = "mangrright"

    @property
    def is_active(self) -> bool:
        """Whether answers are still taken."""
        return self in _ACTIVE

    @property
    def is_finished(self) -> bool:
        """Whether no more answers are taken."""
        return self not in _ACTIVE and self not in (State.UNPROCESSED, State.NOT_STARTED)

    @property
    def is_graded(self) -> bool:
        """Whether there is a mark, by the question or by a grader."""
        return self in _CORRECTNESS

    @property
    def is_partial(self) -> bool:
        """Whether the answer is right in part."""
        return self in (State.PARTIAL, State.MANUALLY_PARTIAL)

    @property
    def correctness(self) -> str:
        """``correct``, ``partiallycorrect`` or ``incorrect`` of a graded state, empty for any other."""
        return _CORRECTNESS.get(self, "")

    def style(self, *, correctness: bool) -> str:
        """The class of the state in answers; ``complete`` for a graded one whose ``correctness`` is not to be seen."""
        if self.is_graded:
            return self.correctness if correctness else "complete"
        return _STYLES[self]

    def label(self, *, correctness: bool) -> str:
        """The state in words."""
        return _LABELS[self.style(correctness=correctness)]

    def commented(self, fraction: float | None) -> State:
        """The state after a grader has commented, with a fraction of the highest mark or without any."""
        if fraction is not None:
            return _BY_HAND[graded(fraction)]
        if self in (State.GAVE_UP, State.MANUALLY_GAVE_UP):
            return State.MANUALLY_GAVE_UP
        if self in (State.FINISHED, State.MANUALLY_FINISHED):
            return State.MANUALLY_FINISHED
        return State.NEEDS_GRADING


def graded(fraction: float) -> State:
    """The state of an answer that is worth a fraction of the highest mark."""
    if fraction < _ALMOST:
        return State.WRONG
    return State.RIGHT if fraction > 1 - _ALMOST else State.PARTIAL


_ACTIVE = frozenset({State.TODO, State.INVALID, State.COMPLETE})
_BY_HAND = {State.WRONG: State.MANUALLY_WRONG, State.PARTIAL: State.MANUALLY_PARTIAL, State.RIGHT: State.MANUALLY_RIGHT}
_CORRECTNESS = {
    State.WRONG: "incorrect",
    State.MANUALLY_WRONG: "incorrect",
    State.PARTIAL: "partiallycorrect",
    State.MANUALLY_PARTIAL: "partiallycorrect",
    State.RIGHT: "correct",
    State.MANUALLY_RIGHT: "correct",
}
_STYLES = {
    State.UNPROCESSED: "notyetanswered",
    State.NOT_STARTED: "notyetanswered",
    State.TODO: "notyetanswered",
    State.INVALID: "invalidanswer",
    State.COMPLETE: "answersaved",
    State.NEEDS_GRADING: "requiresgrading",
    State.FINISHED: "complete",
    State.MANUALLY_FINISHED: "complete",
    State.GAVE_UP: "notanswered",
    State.MANUALLY_GAVE_UP: "notanswered",
}
# As the contract has them: clients show them as they are.
_LABELS = {
    "notyetanswered": "Not yet answered",
    "invalidanswer": "Incomplete answer",
    "answersaved": "Answer saved",
    "requiresgrading": "Requires grading",
    "complete": "Complete",
    "notanswered": "Not answered",
    "incorrect": "Incorrect",
    "partiallycorrect": "Partially correct",
    "correct": "Correct",
}

"""Attempts at questions: the steps of each, and what follows from them.

A step holds what was answered with it (names without a sign), what was done (names with ``-``), and what was set at the
beginning (names with ``_``). An answer that was saved by itself, as people go on writing, is a step for the time being: the next
real one takes its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from gateway.components.core_question.questions.base import Question, Response
from gateway.components.core_question.states import State

__all__ = ["QuestionAttempt", "Step"]


class Step(msgspec.Struct, kw_only=True):
    """One step: the state after it, the fraction of the highest mark, when it was made by whom, and its values by name.

    ``counts`` are the numbers of files in its fields for files, and ``drafts`` the draft areas that these are yet to be stored from.
    """

    data: dict[str, str]
    time: int
    userid: int | None
    state: State = State.UNPROCESSED
    fraction: float | None = None
    id: int | None = None
    drafts: dict[str, int] = msgspec.field(default_factory=dict)
    counts: dict[str, int] = msgspec.field(default_factory=dict)

    @property
    def response(self) -> Response:
        """What was answered; the number of files in a field is under its name with ``:count``."""
        answered = {name: value for name, value in self.data.items() if name[:1] not in ("-", ":")}
        return answered | {f"{name}:count": str(number) for name, number in self.counts.items()}

    def has(self, action: str) -> bool:
        """Whether something was done with it, such as ``submit``."""
        return f"-{action}" in self.data


class QuestionAttempt:
    """An attempt at a question in a slot of a usage.

    ``steps`` are those that count, ``autosaved`` is the one for the time being, None without. For storing it, ``removed`` are the ids
    of stored steps that are to be deleted, ``accepted`` is the one that was for the time being and counts now, and ``stored`` are the
    values that were stored last.
    """

    def __init__(
        self, question: Question, *, usageid: int, slot: int, behaviour: str, maxmark: float, variant: int = 1, id: int | None = None
    ) -> None:
        """An attempt without steps."""
        self.question, self.usageid, self.slot, self.behaviour, self.id = question, usageid, slot, behaviour, id
        self.maxmark, self.variant = maxmark, variant
        self.minfraction, self.maxfraction = question.least, question.greatest
        self.flagged = False
        self.question_summary: str | None = None
        self.right_answer: str | None = None
        self.response_summary: str | None = None
        self.steps: list[Step] = []
        self.autosaved: Step | None = None
        self.accepted: Step | None = None
        self.removed: list[int] = []
        self.stored: dict[str, object] = {}

    @property
    def prefix(self) -> str:
        """What the names of its fields in forms begin with."""
        return f"q{self.usageid}:{self.slot}_"

    @property
    def last(self) -> Step:
        """The last step, that for the time being included."""
        return self.autosaved or self.steps[-1]

    @property
    def state(self) -> State:
        """The state after the last step."""
        return self.last.state

    @property
    def fraction(self) -> float | None:
        """The fraction of the highest mark after the last step."""
        return self.last.fraction

    @property
    def mark(self) -> float | None:
        """The mark, None without."""
        return None if self.fraction is None else self.fraction * self.maxmark

    @property
    def has_marks(self) -> bool:
        """Whether there are marks for it."""
        return self.maxmark > 0

    @property
    def sequence_check(self) -> int:
        """The number of steps that count: an answer names it, and is refused when others were faster."""
        return len(self.steps)

    def backwards(self) -> Iterator[Step]:
        """The steps from the last to the first."""
        if self.autosaved:
            yield self.autosaved
        yield from reversed(self.steps)

    def last_with(self, name: str) -> Step | None:
        """The last step with a value of that name."""
        return next((step for step in self.backwards() if name in step.data), None)

    def value(self, name: str) -> str | None:
        """The last value of that name."""
        step = self.last_with(name)
        return step.data[name] if step else None

    @property
    def response(self) -> Response:
        """The last answer that there is."""
        found: Mapping[str, str] = next((answer for step in self.backwards() if (answer := step.response)), {})
        return found

    def add(self, step: Step) -> None:
        """Add a step that counts."""
        self.steps.append(step)

    def save_by_itself(self, step: Step) -> None:
        """Keep a step for the time being, in the place of another."""
        self.discard_autosaved()
        self.autosaved = step

    def discard_autosaved(self) -> None:
        """Forget the step for the time being."""
        if self.autosaved is not None and self.autosaved.id is not None:
            self.removed.append(self.autosaved.id)
        self.autosaved = None

    def accept_autosaved(self) -> None:
        """Let the step for the time being count."""
        if self.autosaved is not None:
            self.steps.append(self.autosaved)
            self.accepted, self.autosaved = self.autosaved, None

"""Usages: the questions that an activity asks somebody at once, with the attempts at them.

A usage is loaded whole, with a fixed number of statements, worked on, and stored: what was added, replaced or taken back.
"""

from __future__ import annotations

import random
from collections.abc import Collection

from gateway.api import CallContext, CodedError
from gateway.components.core_question.attempts import QuestionAttempt, Step
from gateway.components.core_question.behaviours import behaviour, chosen
from gateway.components.core_question.forms import Form
from gateway.components.core_question.questions import Question
from gateway.components.core_question.states import State

__all__ = ["OutOfSequence", "Usage"]


class OutOfSequence(CodedError):
    """An answer came after another one that it did not know of."""

    def __init__(self, slot: int) -> None:
        """``slot`` is that of the question."""
        super().__init__("submissionoutofsequencefriendlymessage", "question", debug=f"slot {slot}")


class Usage:
    """The attempts at questions by slot, in a context, for a component."""

    def __init__(self, *, id: int, contextid: int, component: str, preferred: str) -> None:
        """A usage without questions; ``preferred`` is the behaviour that is preferred."""
        self.id, self.contextid, self.component, self.preferred = id, contextid, component, preferred
        self.attempts: dict[int, QuestionAttempt] = {}

    def add(self, question: Question, maxmark: float, *, preferred: str | None = None) -> QuestionAttempt:
        """Add a question in a slot of its own, with an attempt that is not begun."""
        slot = max(self.attempts, default=0) + 1
        name = chosen(question, preferred or self.preferred).name
        attempt = QuestionAttempt(question, usageid=self.id, slot=slot, behaviour=name, maxmark=maxmark)
        self.attempts[slot] = attempt
        return attempt

    def begin(self, attempt: QuestionAttempt, chance: random.Random, *, now: int, userid: int, shuffle: bool) -> None:
        """Begin an attempt."""
        question = attempt.question
        data = question.begin(chance, shuffle=shuffle) | behaviour(attempt.behaviour).begin(question)
        self._first_step(attempt, Step(data=data, time=now, userid=userid, state=State.TODO))

    def begin_from(self, attempt: QuestionAttempt, before: QuestionAttempt, *, now: int, userid: int) -> None:
        """Begin an attempt with the answer that another one ended with."""
        attempt.variant = before.variant
        data = {**before.steps[0].data, **before.response}
        data = {name: value for name, value in data.items() if not name.endswith(":count")}
        self._first_step(attempt, Step(data=data, time=now, userid=userid, state=State.TODO))

    def _first_step(self, attempt: QuestionAttempt, step: Step) -> None:
        """Begin an attempt with a step."""
        attempt.question.arrange(step.data)
        attempt.add(step)
        attempt.question_summary = attempt.question.summary()
        attempt.right_answer = attempt.question.right_summary()

    def process(self, ctx: CallContext, form: Form) -> None:
        """Take the answers of a form. Raises ``OutOfSequence`` if one of them is not about the last step of its question."""
        for attempt in self.named_in(form):
            sequence = form.sequence(attempt)
            if sequence is None:
                continue
            if sequence != attempt.sequence_check:
                raise OutOfSequence(attempt.slot)
            self.act(attempt, form.step(ctx, attempt, behaviour(attempt.behaviour)))
        self._flag(form)

    def save_by_itself(self, ctx: CallContext, form: Form) -> None:
        """Keep the answers of a form for the time being; those that are not about the last step are left out."""
        for attempt in self.named_in(form):
            if form.sequence(attempt) != attempt.sequence_check:
                continue
            step = form.step(ctx, attempt, behaviour(attempt.behaviour))
            if behaviour(attempt.behaviour).save_by_itself(attempt, step):
                attempt.save_by_itself(step)
        self._flag(form)

    def finish(self, *, now: int, userid: int | None) -> None:
        """Finish all attempts: what was saved for the time being counts."""
        for attempt in self.attempts.values():
            attempt.accept_autosaved()
            self.act(attempt, Step(data={"-finish": "1"}, time=now, userid=userid))

    def act(self, attempt: QuestionAttempt, step: Step) -> bool:
        """Have a step follow the last one, in the place of what was saved for the time being; returns whether it was kept."""
        attempt.discard_autosaved()
        kept = behaviour(attempt.behaviour).process(attempt, step)
        if kept:
            attempt.add(step)
        return kept

    def grade_by_hand(self, slot: int, *, comment: str, mark: float | None, now: int, userid: int) -> None:
        """Give a finished question the comment and the mark of a grader. Raises ``CodingError`` for one that is not."""
        attempt = self.attempts[slot]
        data = {
            "-comment": comment,
            "-commentformat": "1",
            "-mark": "" if mark is None else f"{mark:.14G}",
            "-maxmark": f"{attempt.maxmark:.14G}",
        }
        step = Step(data=data, time=now, userid=userid)
        if behaviour(attempt.behaviour).comment(attempt, step):
            attempt.add(step)

    @property
    def total(self) -> float | None:
        """The sum of the marks; None as long as one waits for a grader."""
        if any(attempt.has_marks and attempt.state is State.NEEDS_GRADING for attempt in self.attempts.values()):
            return None
        return sum(attempt.mark or 0.0 for attempt in self.attempts.values())

    def named_in(self, form: Form) -> Collection[QuestionAttempt]:
        """The attempts that a form is about: those in the slots that it lists, or all."""
        slots = form.slots
        return [attempt for slot, attempt in self.attempts.items() if slots is None or slot in slots]

    def _flag(self, form: Form) -> None:
        """Set and take back flags."""
        for attempt in self.named_in(form):
            if (flagged := form.flag(attempt)) is not None:
                attempt.flagged = flagged

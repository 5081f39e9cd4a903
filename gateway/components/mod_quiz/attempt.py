"""An attempt at a quiz: its row, the quiz as it is for its owner, its questions, and what becomes of it as time goes by."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from sqlalchemy import bindparam, select, update

from gateway.api import CallContext, CodedError, Context, MissingRecord
from gateway.components.core_question import storage
from gateway.components.core_question.attempts import QuestionAttempt
from gateway.components.core_question.behaviours import behaviour
from gateway.components.core_question.forms import Form
from gateway.components.core_question.states import State
from gateway.components.core_question.usages import OutOfSequence, Usage
from gateway.components.mod_quiz import completing, events, grading, rules, slots
from gateway.components.mod_quiz.entering import EnteredQuiz, quiz_of
from gateway.components.mod_quiz.slots import Layout
from gateway.components.mod_quiz.tables import quiz_attempts

__all__ = ["Attempt", "attempt_of"]

IN_PROGRESS, OVERDUE, FINISHED, ABANDONED = "inprogress", "overdue", "finished", "abandoned"

# With fewer seconds left than this there is no point in going on.
_TOO_LITTLE: Final = 2
_SEQUENTIAL: Final = "sequential"
_ATTEMPT = select(quiz_attempts).where(quiz_attempts.c.id == bindparam("id"))


def attempt_of(ctx: CallContext, attemptid: int) -> Attempt:
    """The attempt with that id. Raises ``MissingRecord``."""
    row = ctx.db.execute(_ATTEMPT, {"id": attemptid}).mappings().first()
    if row is None:
        raise MissingRecord("quiz_attempts")
    return Attempt(ctx, row, quiz_of(ctx, row["quiz"], row["userid"]))


class Attempt:
    """One attempt; ``row`` is kept up to date with what is stored."""

    def __init__(self, ctx: CallContext, row: Mapping[Any, Any], quiz: EnteredQuiz) -> None:
        """``quiz`` is as it is for the owner of the attempt."""
        self.ctx, self.quiz = ctx, quiz
        self.row: dict[str, Any] = dict(row)

    @property
    def id(self) -> int:
        """The id."""
        return int(self.row["id"])

    @property
    def context(self) -> Context:
        """The context of the quiz."""
        return self.quiz.context

    @property
    def state(self) -> str:
        """The state: inprogress, overdue, finished or abandoned."""
        return str(self.row["state"])

    @property
    def is_own(self) -> bool:
        """Whether it is the caller's."""
        return bool(self.row["userid"] == self.ctx.userid)

    @property
    def is_preview(self) -> bool:
        """Whether somebody tries the quiz out with it."""
        return bool(self.row["preview"])

    @property
    def is_over(self) -> bool:
        """Whether nothing can be answered any more."""
        return self.state in (FINISHED, ABANDONED)

    @cached_property
    def usage(self) -> Usage:
        """Its questions. Raises ``MissingRecord`` if they are gone."""
        found = storage.load(self.ctx.db, [self.row["uniqueid"]]).get(self.row["uniqueid"])
        if found is None:
            raise MissingRecord("question_usages")
        return found

    @cached_property
    def _slots(self) -> dict[int, slots.Slot]:
        return {slot.row["slot"]: slot for slot in slots.slots_of(self.ctx.db, self.quiz.id, self.context)}

    @cached_property
    def _sections(self) -> list[Mapping[Any, Any]]:
        return list(slots.sections_of(self.ctx.db, self.quiz.id))

    @cached_property
    def layout(self) -> Layout:
        """Its pages, and what its questions are called."""
        lengths = {slot: int(attempt.question.row["length"]) for slot, attempt in self.usage.attempts.items()}
        names = {slot: found.row["displaynumber"] or "" for slot, found in self._slots.items() if not self._is_shuffled(slot)}
        return Layout(self.row["layout"], lengths, names)

    def _is_shuffled(self, slot: int) -> bool:
        """Whether a slot lies in a section that is shuffled."""
        section = slots.section_of(self._sections, slot)
        return bool(section is not None and section["shufflequestions"])

    @property
    def is_sequential(self) -> bool:
        """Whether people may only go forwards."""
        return bool(self.quiz.row["navmethod"] == _SEQUENTIAL)

    def may_see_page(self, page: int, *, next_too: bool = True) -> bool:
        """Whether a page may be seen now: only this one, or the next, where people may only go forwards; -1 stands for the summary."""
        if not self.is_sequential or self.state == FINISHED or page == -1:
            return True
        return page == self.row["currentpage"] or (next_too and page == self.row["currentpage"] + 1)

    def is_blocked(self, attempt: QuestionAttempt) -> bool:
        """Whether a question cannot be answered before the one before it is finished."""
        slot = self._slots.get(attempt.slot)
        before = self.usage.attempts.get(attempt.slot - 1)
        if slot is None or before is None or not slot.row["requireprevious"] or self.is_sequential:
            return False
        shuffled = self._is_shuffled(attempt.slot) or self._is_shuffled(attempt.slot - 1)
        return not shuffled and not before.state.is_finished and behaviour(before.behaviour).submits

    @property
    def unanswered(self) -> int:
        """How many questions have no complete answer yet."""
        real = [attempt for attempt in self.usage.attempts.values() if attempt.question.row["length"]]
        return sum(attempt.state in (State.TODO, State.INVALID) for attempt in real)

    @property
    def ends(self) -> int | None:
        """When it must end at the latest, None for never; who tries a quiz out has all time."""
        return None if self.is_preview else rules.end_of(self.ctx, self.quiz, self.row)

    def change(self, **values: Any) -> None:
        """Store values of its row."""
        changed = {name: value for name, value in values.items() if self.row[name] != value}
        if changed:
            self.ctx.db.execute(update(quiz_attempts).where(quiz_attempts.c.id == self.id).values(**changed))
            self.row |= changed

    def keep_time(self, *, online: bool) -> None:
        """Do what has become due: an attempt whose time is over is handed in, becomes overdue, or is given up.

        ``online`` says whether its owner is here to see it.
        """
        end, now = self.ends, self.ctx.now
        if end is None or now < end:
            self.change(timecheckstate=end)
        elif self.state == OVERDUE:
            until = end + self.quiz.row["graceperiod"]
            if now >= until:
                self.abandon()
            else:
                self.change(timecheckstate=until)
        elif self.state != IN_PROGRESS:
            self.change(timecheckstate=None)
        elif self.quiz.row["overduehandling"] == "autosubmit":
            self.finish(None, at=now if online else end)
        elif self.quiz.row["overduehandling"] == "graceperiod":
            self.become_overdue()
        else:
            self.abandon()

    def autosave(self, form: Form) -> None:
        """Keep the answers of a form for the time being."""
        self.usage.save_by_itself(self.ctx, form)
        storage.save(self.ctx, self.usage)
        events.note(self, events.AUTOSAVED)

    def process(self, form: Form, *, finish: bool, time_up: bool) -> str:
        """Take the answers of a form, and hand the attempt in if that is wanted or its time is over; returns the state then.

        Raises ``submissionoutofsequencefriendlymessage`` if other answers were faster.
        """
        end, now, row = self.ends, self.ctx.now, self.quiz.row
        least = self.ctx.site.config.number("quiz/graceperiodmin")
        too_late = False
        if end is not None:
            # The client's clock counts only where the time is nearly over.
            time_up = now > end - _TOO_LITTLE
            too_late = now > end + least
        overdue = abandoned = False
        if time_up:
            if row["overduehandling"] != "graceperiod":
                finish = True
            elif end is not None and now > end + row["graceperiod"] + least:
                finish = abandoned = True
            else:
                overdue = True
        if abandoned:
            self.abandon()
            return ABANDONED
        if finish:
            in_time = not too_late or row["overduehandling"] == "graceperiod"
            self.finish(None if too_late else form, at=now if in_time else (end or now))
            return FINISHED
        if too_late:
            self.become_overdue()
            return OVERDUE
        self._take(form)
        self.change(timemodified=now)
        if overdue:
            self.become_overdue()
        events.note(self, events.UPDATED)
        return OVERDUE if overdue else IN_PROGRESS

    def finish(self, form: Form | None, *, at: int) -> None:
        """Take the answers of a form, if there is one, and hand the attempt in, as of a time."""
        if form is not None:
            self._take(form, store=False)
        self.usage.finish(now=self.ctx.now, userid=self.ctx.userid)
        storage.save(self.ctx, self.usage)
        waits = self.usage.total is None
        told = waits and self.ctx.has("mod/quiz:emailnotifyattemptgraded", self.context, self.row["userid"])
        self.change(
            state=FINISHED,
            timemodified=self.ctx.now,
            timefinish=at,
            sumgrades=_rounded(self.usage.total),
            timecheckstate=None,
            gradednotificationsenttime=None if told else at,
        )
        if not self.is_preview:
            grading.refresh(self.ctx, self.quiz, self.row["userid"])
            completing.note(self.ctx, self.quiz, self.row["userid"])
            events.note(self, events.SUBMITTED)

    def become_overdue(self) -> None:
        """Go on as an attempt whose time is over and which can still be handed in."""
        self.change(state=OVERDUE, timemodified=self.ctx.now, timecheckstate=self.ctx.now)
        events.note(self, events.BECAME_OVERDUE)

    def abandon(self) -> None:
        """Give the attempt up: what was not handed in does not count."""
        self.change(state=ABANDONED, timemodified=self.ctx.now, timecheckstate=None)
        if not self.is_preview:
            completing.note(self.ctx, self.quiz, self.row["userid"])
        events.note(self, events.ABANDONED)

    def _take(self, form: Form, *, store: bool = True) -> None:
        """Take the answers of a form."""
        try:
            self.usage.process(self.ctx, form)
        except OutOfSequence:
            raise
        except CodedError as error:
            raise CodedError("errorprocessingresponses", "question", debug=error.errorcode) from error
        if store:
            storage.save(self.ctx, self.usage)


def _rounded(marks: float | None) -> float | None:
    """Marks as they are stored."""
    return None if marks is None else round(marks, 5)

"""Beginning attempts at quizzes: whether somebody may, and what is asked then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select, update

from gateway.api import CallContext, CodedError, chance
from gateway.api.rows import insert_row
from gateway.components.core_question import bank, storage
from gateway.components.core_question.definitions import definitions
from gateway.components.core_question.questions import question
from gateway.components.core_question.tables import question_attempts
from gateway.components.core_question.usages import Usage
from gateway.components.mod_quiz import attempts, events, rules, slots
from gateway.components.mod_quiz.attempt import FINISHED, IN_PROGRESS, OVERDUE, Attempt
from gateway.components.mod_quiz.entering import EnteredQuiz
from gateway.components.mod_quiz.slots import Slot
from gateway.components.mod_quiz.tables import quiz_attempts

__all__ = ["require_answers", "settle", "start"]

Row = Mapping[Any, Any]


def start(ctx: CallContext, quiz: EnteredQuiz, said: Mapping[str, str], *, force: bool) -> tuple[dict[str, Any], Sequence[str]]:
    """Begin an attempt of the caller; returns its row, or the reasons for which there is none.

    ``said`` are the answers to what is asked before; ``force`` has a preview begin anew. Raises ``CodedError`` if there are no
    questions, an attempt is not finished yet, or an answer to what is asked before is wrong.
    """
    listed = slots.slots_of(ctx.db, quiz.id, quiz.context)
    if not listed:
        raise CodedError("noquestionsfound", "quiz")
    previewing = quiz.is_previewed(ctx)
    if not previewing:
        ctx.require("mod/quiz:attempt", quiz.context)
    elif force:
        cols = quiz_attempts.c
        ctx.db.execute(update(quiz_attempts).where(cols.quiz == quiz.id, cols.userid == ctx.userid).values(state=FINISHED))
    made = attempts.of_user(ctx, quiz, ctx.userid, attempts.STATES["all"])
    current = made[-1] if made and made[-1]["state"] in (IN_PROGRESS, OVERDUE) else None
    counted = [row for row in made if not row["preview"]]
    last = counted[-1] if counted else None
    refused = rules.reasons(ctx, quiz)
    if current is None:
        refused += rules.new_attempt_reasons(ctx, quiz, len(counted), last)
    if refused and not previewing:
        return {}, refused
    require_answers(ctx, quiz, current, said)
    if current is not None:
        raise CodedError("stateoverdue" if current["state"] == OVERDUE else "attemptstillinprogress", "quiz")
    _forget_previews(ctx, quiz)
    row = _create(ctx, quiz, listed, last, preview=previewing)
    return row, ()


def settle(ctx: CallContext, quiz: EnteredQuiz) -> bool:
    """Do what has become due with the last attempt of the caller; returns whether it is over by that."""
    made = attempts.of_user(ctx, quiz, ctx.userid, attempts.STATES["unfinished"])
    if not made:
        return False
    attempt = Attempt(ctx, made[-1], quiz)
    attempt.keep_time(online=True)
    return attempt.is_over


def require_answers(ctx: CallContext, quiz: EnteredQuiz, attempt: Row | None, said: Mapping[str, str]) -> None:
    """Raise the error of what is wrong with the answers to what is asked before an attempt, such as the password."""
    for problem in rules.problems(ctx, quiz, attempt, said):
        raise CodedError(problem, "quiz")


def _create(
    ctx: CallContext, quiz: EnteredQuiz, listed: Sequence[Slot], last: Mapping[Any, Any] | None, *, preview: bool
) -> dict[str, Any]:
    """A new attempt with its questions."""
    usage = storage.create(ctx.db, contextid=quiz.context.id, component="mod_quiz", preferred=quiz.row["preferredbehaviour"])
    again = last if quiz.row["attemptonlast"] else None
    layout = _repeat(ctx, usage, again) if again is not None else _ask(ctx, quiz, usage, listed)
    storage.save(ctx, usage)
    row: dict[str, Any] = {
        "quiz": quiz.id,
        "userid": ctx.userid,
        "attempt": last["attempt"] + 1 if last is not None else 1,
        "uniqueid": usage.id,
        "layout": layout,
        "currentpage": 0,
        "preview": int(preview),
        "state": IN_PROGRESS,
        "timestart": ctx.now,
        "timefinish": 0,
        "timemodified": ctx.now,
        "timemodifiedoffline": ctx.now,
        "timecheckstate": None,
        "sumgrades": None,
        "gradednotificationsenttime": None,
    }
    if not preview:
        row["timecheckstate"] = rules.end_of(ctx, quiz, row)
    row = {"id": insert_row(ctx.db, quiz_attempts, row), **row}
    events.note(Attempt(ctx, row, quiz), events.PREVIEW_STARTED if preview else events.STARTED)
    return row


def _ask(ctx: CallContext, quiz: EnteredQuiz, usage: Usage, listed: Sequence[Slot]) -> str:
    """Ask the questions of the slots, some of which are drawn; returns the layout. Raises ``CodedError`` where one cannot be asked."""
    if draft := next((slot for slot in listed if slot.status == slots.DRAFT), None):
        raise CodedError("questiondraftonly", "mod_quiz", debug=draft.name)
    chosen = [slot.questionid for slot in listed if slot.questionid is not None]
    used = [*chosen, *_asked_before(ctx, quiz)]
    ids: list[int] = []
    for slot in listed:
        number = slot.questionid if slot.condition is None else _drawn(ctx, slot.condition, chosen, used)
        if number is None:
            raise CodedError("noquestionsfound", "quiz", debug=f"slot {slot.row['slot']}")
        ids.append(number)
        chosen.append(number)
        used.append(number)
    known = definitions(ctx.db, ids)
    for slot, number in zip(listed, ids, strict=True):
        attempt = usage.add(question(known[number]), slot.row["maxmark"])
        usage.begin(attempt, chance.source(), now=ctx.now, userid=ctx.userid, shuffle=bool(quiz.row["shuffleanswers"]))
    return slots.arranged(quiz.row, listed, slots.sections_of(ctx.db, quiz.id), chance.source())


def _drawn(ctx: CallContext, condition: str, chosen: Sequence[int], used: Sequence[int]) -> int:
    """A question that fits a condition: one that was never asked, or else one that is not asked in this attempt yet."""
    filters = bank.filters_of(condition)
    try:
        return bank.draw(ctx.db, filters, used, chance.source())
    except CodedError:
        return bank.draw(ctx.db, filters, chosen, chance.source())


def _asked_before(ctx: CallContext, quiz: EnteredQuiz) -> list[int]:
    """The ids of the questions that the caller was asked in earlier attempts."""
    cols = quiz_attempts.c
    mine = select(cols.uniqueid).where(cols.quiz == quiz.id, cols.userid == ctx.userid, cols.preview == 0)
    query = select(question_attempts.c.questionid).where(question_attempts.c.questionusageid.in_(mine)).distinct()
    return list(ctx.db.execute(query).scalars())


def _repeat(ctx: CallContext, usage: Usage, last: Row) -> str:
    """Ask the questions of the last attempt again, with its answers; returns the layout."""
    before = storage.load(ctx.db, [last["uniqueid"]])[last["uniqueid"]]
    numbers = {}
    known = definitions(ctx.db, {old.question.definition.id for old in before.attempts.values()})
    for slot, old in before.attempts.items():
        new = usage.add(question(known.get(old.question.definition.id, old.question.definition)), old.maxmark, preferred=old.behaviour)
        usage.begin_from(new, old, now=ctx.now, userid=ctx.userid)
        numbers[str(slot)] = str(new.slot)
    return ",".join(numbers.get(part, "0") for part in last["layout"].split(","))


def _forget_previews(ctx: CallContext, quiz: EnteredQuiz) -> None:
    """Delete what the caller has tried out before."""
    cols = quiz_attempts.c
    mine = cols.quiz == quiz.id, cols.userid == ctx.userid, cols.preview == 1
    usages = list(ctx.db.execute(select(cols.uniqueid).where(*mine)).scalars())
    if usages:
        storage.forget(ctx.db, usages)
        ctx.db.execute(delete(quiz_attempts).where(*mine))

"""Storing usages and loading them, whole, with a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, select, update

from gateway.api import CallContext
from gateway.api.rows import insert_row
from gateway.components.core_question import answer_files
from gateway.components.core_question.attempts import QuestionAttempt, Step
from gateway.components.core_question.definitions import Definition, definitions
from gateway.components.core_question.questions import Field, question
from gateway.components.core_question.states import State
from gateway.components.core_question.tables import question_attempt_step_data, question_attempt_steps, question_attempts, question_usages
from gateway.components.core_question.usages import Usage

__all__ = ["create", "forget", "load", "save"]

# The states that are known, by their names.
_STATES = {state.value: state for state in State}
# The decimal places that fractions and marks are stored with.
_PLACES = 7

_RENUMBER = (
    update(question_attempt_steps).where(question_attempt_steps.c.id == bindparam("step")).values(sequencenumber=bindparam("number"))
)
_CHANGE = (
    update(question_attempts)
    .where(question_attempts.c.id == bindparam("attempt"))
    .values(
        flagged=bindparam("new_flagged"),
        responsesummary=bindparam("new_responsesummary"),
        maxmark=bindparam("new_maxmark"),
        timemodified=bindparam("now"),
    )
)


def create(db: Connection, *, contextid: int, component: str, preferred: str) -> Usage:
    """A new usage without questions."""
    row = {"contextid": contextid, "component": component, "preferredbehaviour": preferred}
    return Usage(id=insert_row(db, question_usages, row), contextid=contextid, component=component, preferred=preferred)


def load(db: Connection, ids: Collection[int]) -> dict[int, Usage]:
    """The usages that exist of these, by id."""
    usages = {
        row["id"]: Usage(id=row["id"], contextid=row["contextid"], component=row["component"], preferred=row["preferredbehaviour"])
        for row in db.execute(select(question_usages).where(question_usages.c.id.in_(ids))).mappings()
    }
    cols = question_attempts.c
    query = select(question_attempts).where(cols.questionusageid.in_(ids)).order_by(cols.questionusageid, cols.slot)
    rows = [row for row in db.execute(query).mappings() if row["questionusageid"] in usages]
    known = definitions(db, {row["questionid"] for row in rows})
    steps = _steps(db, [row["id"] for row in rows])
    for row in rows:
        usages[row["questionusageid"]].attempts[row["slot"]] = _attempt(row, known, steps.get(row["id"], []))
    for usage in usages.values():
        _count_files(db, usage)
    return usages


def save(ctx: CallContext, usage: Usage) -> None:
    """Store what has changed of a usage."""
    removed = [stepid for attempt in usage.attempts.values() for stepid in attempt.removed]
    if removed:
        ctx.db.execute(delete(question_attempt_step_data).where(question_attempt_step_data.c.attemptstepid.in_(removed)))
        ctx.db.execute(delete(question_attempt_steps).where(question_attempt_steps.c.id.in_(removed)))
    for attempt in usage.attempts.values():
        attempt.removed = []
    _add_attempts(ctx, usage, [attempt for attempt in usage.attempts.values() if attempt.id is None])
    _accept(ctx.db, usage)
    _add_steps(ctx, usage)
    changed = [attempt for attempt in usage.attempts.values() if _changing(attempt) != attempt.stored]
    if changed:
        ctx.db.execute(_CHANGE, [_change(attempt, ctx.now) for attempt in changed])
    for attempt in changed:
        attempt.stored = _changing(attempt)


def forget(db: Connection, ids: Any) -> None:
    """Delete usages, given by ids or by a statement that selects them."""
    attempts = select(question_attempts.c.id).where(question_attempts.c.questionusageid.in_(ids))
    steps = select(question_attempt_steps.c.id).where(question_attempt_steps.c.questionattemptid.in_(attempts))
    db.execute(delete(question_attempt_step_data).where(question_attempt_step_data.c.attemptstepid.in_(steps)))
    db.execute(delete(question_attempt_steps).where(question_attempt_steps.c.questionattemptid.in_(attempts)))
    db.execute(delete(question_attempts).where(question_attempts.c.questionusageid.in_(ids)))
    db.execute(delete(question_usages).where(question_usages.c.id.in_(ids)))


def _steps(db: Connection, attemptids: Collection[int]) -> dict[int, list[tuple[int, Step]]]:
    """The steps of attempts with their sequence numbers, by attempt."""
    cols, data = question_attempt_steps.c, question_attempt_step_data.c
    found: dict[int, list[tuple[int, Step]]] = {}
    if not attemptids:
        return found
    ours = cols.questionattemptid.in_(attemptids)
    values: dict[int, dict[str, str]] = {}
    joined = question_attempt_step_data.join(question_attempt_steps, cols.id == data.attemptstepid)
    for row in db.execute(select(data.attemptstepid, data.name, data.value).select_from(joined).where(ours).order_by(data.id)):
        values.setdefault(row.attemptstepid, {})[row.name] = row.value or ""
    for row in db.execute(select(question_attempt_steps).where(ours).order_by(cols.questionattemptid, cols.sequencenumber)):
        state = _STATES.get(row.state, State.UNPROCESSED)
        step = Step(data=values.get(row.id, {}), time=row.timecreated, userid=row.userid, state=state, fraction=row.fraction, id=row.id)
        found.setdefault(row.questionattemptid, []).append((row.sequencenumber, step))
    return found


def _attempt(row: RowMapping, known: Mapping[int, Definition], steps: list[tuple[int, Step]]) -> QuestionAttempt:
    """A stored attempt with its steps."""
    definition = known.get(row["questionid"]) or Definition(_gone(row), {}, {}, [])
    attempt = QuestionAttempt(
        question(definition),
        usageid=row["questionusageid"],
        slot=row["slot"],
        behaviour=row["behaviour"],
        maxmark=row["maxmark"],
        variant=row["variant"],
        id=row["id"],
    )
    attempt.minfraction, attempt.maxfraction, attempt.flagged = row["minfraction"], row["maxfraction"], bool(row["flagged"])
    attempt.question_summary, attempt.right_answer = row["questionsummary"], row["rightanswer"]
    attempt.response_summary = row["responsesummary"]
    attempt.steps = [step for number, step in steps if number >= 0]
    # One step for the time being holds if it was saved after the last one that counts; any other is a leftover.
    for number, step in steps:
        if number == -len(attempt.steps):
            attempt.autosaved = step
        elif number < 0 and step.id is not None:
            attempt.removed.append(step.id)
    if attempt.steps:
        attempt.question.arrange(attempt.steps[0].data)
    attempt.stored = _changing(attempt)
    return attempt


def _gone(row: RowMapping) -> dict[str, Any]:
    """What is known of a question that was deleted: an attempt at it stays readable."""
    texts = {"questiontext": row["questionsummary"] or "", "questiontextformat": 2, "generalfeedback": "", "generalfeedbackformat": 1}
    return {**texts, "id": row["questionid"], "qtype": "missingtype", "penalty": 0.0, "length": 1, "name": "", "contextid": None}


def _changing(attempt: QuestionAttempt) -> dict[str, Any]:
    """The columns of an attempt that change, and the number of steps that count."""
    told = {"flagged": int(attempt.flagged), "responsesummary": attempt.response_summary, "maxmark": round(attempt.maxmark, _PLACES)}
    return {**told, "steps": len(attempt.steps)}


def _change(attempt: QuestionAttempt, now: int) -> dict[str, Any]:
    """The values of ``_CHANGE``."""
    found = {f"new_{name}": value for name, value in _changing(attempt).items() if name != "steps"}
    return {**found, "attempt": attempt.id, "now": now}


def _count_files(db: Connection, usage: Usage) -> None:
    """Give the steps of a usage the numbers of their files, if any question takes some."""
    taking = [attempt for attempt in usage.attempts.values() if set(attempt.question.fields().values()) & {Field.FILES, Field.EDITOR}]
    steps = {step.id: step for attempt in taking for step in attempt.backwards() if step.id is not None}
    names = {name for attempt in taking for name in attempt.question.file_areas}
    for stepid, counts in answer_files.counts(db, usage.contextid, steps, names).items() if taking else ():
        steps[stepid].counts = counts


def _add_attempts(ctx: CallContext, usage: Usage, attempts: Collection[QuestionAttempt]) -> None:
    """Insert new attempts."""
    if not attempts:
        return
    rows = [
        {
            **{name: value for name, value in _changing(attempt).items() if name != "steps"},
            "questionusageid": usage.id,
            "slot": attempt.slot,
            "behaviour": attempt.behaviour,
            "questionid": attempt.question.definition.id,
            "variant": attempt.variant,
            "minfraction": round(attempt.minfraction, _PLACES),
            "maxfraction": round(attempt.maxfraction, _PLACES),
            "questionsummary": attempt.question_summary,
            "rightanswer": attempt.right_answer,
            "timemodified": ctx.now,
        }
        for attempt in attempts
    ]
    ctx.db.execute(insert(question_attempts), rows)
    cols = question_attempts.c
    ids = {row.slot: row.id for row in ctx.db.execute(select(cols.id, cols.slot).where(cols.questionusageid == usage.id))}
    for attempt in attempts:
        attempt.id, attempt.stored = ids[attempt.slot], _changing(attempt)


def _accept(db: Connection, usage: Usage) -> None:
    """Renumber the stored steps that were for the time being and count now."""
    rows = [
        {"step": attempt.accepted.id, "number": attempt.steps.index(attempt.accepted)}
        for attempt in usage.attempts.values()
        if attempt.accepted is not None and attempt.accepted.id is not None
    ]
    if rows:
        db.execute(_RENUMBER, rows)
    for attempt in usage.attempts.values():
        attempt.accepted = None


def _add_steps(ctx: CallContext, usage: Usage) -> None:
    """Insert new steps with their values and files."""
    new: list[tuple[QuestionAttempt, int, Step]] = []
    for attempt in usage.attempts.values():
        new += [(attempt, number, step) for number, step in enumerate(attempt.steps) if step.id is None]
        if attempt.autosaved is not None and attempt.autosaved.id is None:
            new.append((attempt, -len(attempt.steps), attempt.autosaved))
    if not new:
        return
    rows = [
        {
            "questionattemptid": attempt.id,
            "sequencenumber": number,
            "state": step.state.value,
            "fraction": None if step.fraction is None else round(step.fraction, _PLACES),
            "timecreated": step.time,
            "userid": step.userid,
        }
        for attempt, number, step in new
    ]
    ctx.db.execute(insert(question_attempt_steps), rows)
    cols = question_attempt_steps.c
    stored = select(cols.id, cols.questionattemptid, cols.sequencenumber).where(
        cols.questionattemptid.in_({row["questionattemptid"] for row in rows})
    )
    ids = {(attemptid, number): stepid for stepid, attemptid, number in ctx.db.execute(stored)}
    for attempt, number, step in new:
        step.id = ids[attempt.id, number]
    values = [{"attemptstepid": step.id, "name": name, "value": value} for _, _, step in new for name, value in step.data.items()]
    if values:
        ctx.db.execute(insert(question_attempt_step_data), values)
    for attempt, _, step in new:
        answer_files.keep(ctx, usage.contextid, attempt, step)

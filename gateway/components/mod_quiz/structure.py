"""The slots of quizzes, as teachers change them: what is asked in each, how much it counts, and what is drawn."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, and_, func, select, update

from gateway.api import CallContext, InvalidParameter, MissingRecord, chance, contexts
from gateway.api.rows import insert_row
from gateway.components.core_question.tables import (
    question_attempt_steps,
    question_attempts,
    question_categories,
    question_references,
    question_set_references,
    question_versions,
)
from gateway.components.mod_quiz import grading, parts, slots
from gateway.components.mod_quiz.entering import EnteredQuiz, quiz_of
from gateway.components.mod_quiz.tables import quiz, quiz_attempts, quiz_slots

__all__ = ["add_random", "condition_for_new_category", "quiz_of_slot", "set_condition", "set_version", "update_slots"]

_COMPONENT, _AREA = "mod_quiz", "slot"
_COLS = quiz_slots.c
# At most this many questions are drawn at once.
_MOST = 100
# How long the condition for a question may be.
_LONGEST = 100_000


def quiz_of_slot(ctx: CallContext, slotid: int) -> EnteredQuiz:
    """The quiz that a slot belongs to. Raises ``MissingRecord``."""
    quizid = ctx.db.execute(select(_COLS.quizid).where(_COLS.id == slotid)).scalar_one_or_none()
    if quizid is None:
        raise MissingRecord("quiz_slots")
    return quiz_of(ctx, quizid)


def set_version(ctx: CallContext, entered: EnteredQuiz, slotid: int, version: int) -> bool:
    """Have a slot ask a version of its question, the newest for 0; returns whether it asks a question of its own at all."""
    cols, versions = question_references.c, question_versions.c
    mine = and_(cols.usingcontextid == entered.context.id, cols.component == _COMPONENT, cols.questionarea == _AREA, cols.itemid == slotid)
    entry = ctx.db.execute(select(cols.questionbankentryid).where(mine)).scalars().first()
    if entry is None:
        return False
    known = select(versions.id).where(versions.questionbankentryid == entry, versions.version == version)
    if version and ctx.db.execute(known).first() is None:
        raise InvalidParameter("is no version of the question", path="newversion")
    ctx.db.execute(update(question_references).where(mine).values(version=version or None))
    return True


def set_condition(ctx: CallContext, entered: EnteredQuiz, slotid: int, condition: str) -> None:
    """Have a slot draw its question by another condition. Raises ``MissingRecord`` for a slot that draws none."""
    cols = question_set_references.c
    mine = and_(cols.usingcontextid == entered.context.id, cols.component == _COMPONENT, cols.questionarea == _AREA, cols.itemid == slotid)
    changed = ctx.db.execute(update(question_set_references).where(mine).values(filtercondition=_condition(condition)))
    if not changed.rowcount:
        raise MissingRecord("question_set_references")


def add_random(ctx: CallContext, entered: EnteredQuiz, page: int, number: int, condition: str) -> None:
    """Add slots that draw their questions at the end of a page, on the last one for a page that there is not."""
    if not 0 < number <= _MOST:
        raise InvalidParameter(f"must be between 1 and {_MOST}", path="randomcount")
    kept = _condition(condition)
    rows = ctx.db.execute(select(quiz_slots).where(_COLS.quizid == entered.id).order_by(_COLS.slot)).mappings().all()
    last_page = max((row["page"] for row in rows), default=1)
    page = page if 0 < page <= last_page else last_page
    after = max((row["slot"] for row in rows if row["page"] <= page), default=0)
    _move(ctx, entered, [row for row in rows if row["slot"] > after], number)
    categoryid = _category(kept)
    place = ctx.db.execute(select(question_categories.c.contextid).where(question_categories.c.id == categoryid)).scalar()
    if place is None:
        raise InvalidParameter("names no category of questions", path="filtercondition")
    for offset in range(1, number + 1):
        row = {"slot": after + offset, "quizid": entered.id, "page": page, "requireprevious": 0, "maxmark": 1.0}
        slotid = insert_row(ctx.db, quiz_slots, row)
        used = {"usingcontextid": entered.context.id, "component": _COMPONENT, "questionarea": _AREA, "itemid": slotid}
        insert_row(ctx.db, question_set_references, {**used, "questionscontextid": place, "filtercondition": kept})
    _sum_up(ctx, entered)


def condition_for_new_category(ctx: CallContext, entered: EnteredQuiz, name: str, parent: str) -> str:
    """Add a category to draw from inside of another one (its id, a comma, and that of its context); returns the condition for it.

    Raises ``InvalidParameter`` for a parent that there is not in a context of the caller's.
    """
    parentid = parent.partition(",")[0]
    cols = question_categories.c
    known = int(parentid) if parentid.isdecimal() and len(parentid) < 19 else 0
    row = ctx.db.execute(select(cols.id, cols.contextid).where(cols.id == known)).first()
    place = contexts.by_id(ctx.db, row.contextid) if row is not None else None
    if row is None or place is None:
        raise InvalidParameter("is no category of questions", path="parentcategory")
    ctx.require("moodle/question:managecategory", place)
    last = ctx.db.execute(select(func.coalesce(func.max(cols.sortorder), 0)).where(cols.parent == row.id)).scalar_one()
    values = {"name": name, "contextid": place.id, "info": "", "infoformat": 1, "parent": row.id, "sortorder": last + 1}
    stamp = {"stamp": f"triglot+{ctx.now}+{chance.token_hex(6)}"}
    categoryid = insert_row(ctx.db, question_categories, {**values, **stamp})
    category = {"jointype": 1, "values": [categoryid], "filteroptions": {"includesubcategories": False}}
    return json.dumps({"filter": {"category": category}})


def update_slots(ctx: CallContext, entered: EnteredQuiz, changes: Sequence[Mapping[str, Any]]) -> None:
    """Change slots, given by ``id``: what is given of their names, marks, parts, and whether the one before must be finished.

    Raises ``InvalidParameter`` for a slot of another quiz. Other marks lead to other grades of all attempts.
    """
    known = {row["id"]: row for row in ctx.db.execute(select(quiz_slots).where(_COLS.quizid == entered.id)).mappings()}
    items = {row["id"] for row in parts.of_quiz(ctx.db, entered.id)}
    marks = False
    for number, change in enumerate(changes):
        row, path = known.get(change["id"]), f"slots[{number}]"
        if row is None:
            raise InvalidParameter("is no slot of this quiz", path=f"{path}.id")
        values: dict[str, Any] = {}
        if "displaynumber" in change:
            values["displaynumber"] = change["displaynumber"] or None
        if "requireprevious" in change:
            values["requireprevious"] = int(bool(change["requireprevious"]))
        if "quizgradeitemid" in change:
            if change["quizgradeitemid"] and change["quizgradeitemid"] not in items:
                raise InvalidParameter("is no grade item of this quiz", path=f"{path}.quizgradeitemid")
            values["quizgradeitemid"] = change["quizgradeitemid"] or None
        if "maxmark" in change and change["maxmark"] != row["maxmark"]:
            if not 0 <= change["maxmark"] < 1e9:
                raise InvalidParameter("must not be negative", path=f"{path}.maxmark")
            values["maxmark"], marks = change["maxmark"], True
            _set_marks_of_attempts(ctx, entered, row, change["maxmark"])
        if values:
            ctx.db.execute(update(quiz_slots).where(_COLS.id == row["id"]).values(values))
    if marks:
        _sum_up(ctx, entered)
        _grade_anew(ctx, quiz_of(ctx, entered.id))


def _condition(text: str) -> str:
    """A condition for questions as it is stored. Raises ``InvalidParameter`` for one that is not JSON or names no category."""
    try:
        found = json.loads(text) if len(text) <= _LONGEST else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not _category(json.dumps(found)):
        raise InvalidParameter("is no condition for questions in JSON, with a category", path="filtercondition")
    # Clients send what they filter by as it is, or as a member of it.
    return json.dumps(found if "filter" in found else {"filter": found})


def _category(condition: str) -> int:
    """The id of the first category that a condition names, 0 for none."""
    found = json.loads(condition)
    filters = found.get("filter", found)
    category = filters.get("category") if isinstance(filters, dict) else None
    values = category.get("values") if isinstance(category, dict) else None
    first = str(values[0]) if isinstance(values, list) and values else ""
    return int(first) if first.isdecimal() and len(first) < 19 else 0


def _move(ctx: CallContext, entered: EnteredQuiz, rows: Sequence[RowMapping], by: int) -> None:
    """Make room in the order of slots, and of the sections that begin with them."""
    if not rows:
        return
    first = rows[0]["slot"]
    ctx.db.execute(update(quiz_slots).where(_COLS.quizid == entered.id, _COLS.slot >= first).values(slot=_COLS.slot + by))
    slots.move_sections(ctx.db, entered.id, since=first, by=by)


def _sum_up(ctx: CallContext, entered: EnteredQuiz) -> None:
    """Sum up the marks of a quiz."""
    total = select(func.coalesce(func.sum(_COLS.maxmark), 0)).where(_COLS.quizid == entered.id).scalar_subquery()
    ctx.db.execute(update(quiz).where(quiz.c.id == entered.id).values(sumgrades=total))


def _set_marks_of_attempts(ctx: CallContext, entered: EnteredQuiz, row: RowMapping, maxmark: float) -> None:
    """Give a slot another highest mark in all attempts."""
    usages = select(quiz_attempts.c.uniqueid).where(quiz_attempts.c.quiz == entered.id)
    cols = question_attempts.c
    mine = cols.slot == row["slot"], cols.questionusageid.in_(usages)
    ctx.db.execute(update(question_attempts).where(*mine).values(maxmark=maxmark))


def _grade_anew(ctx: CallContext, entered: EnteredQuiz) -> None:
    """Sum up the marks of all finished attempts, and work out the grades of all who made them."""
    asked, steps, later = question_attempts.c, question_attempt_steps.c, question_attempt_steps.alias("later").c
    last = select(func.max(later.sequencenumber)).where(later.questionattemptid == asked.id).scalar_subquery()
    total = (
        select(func.coalesce(func.sum(asked.maxmark * func.coalesce(steps.fraction, 0)), 0))
        .select_from(question_attempts.join(question_attempt_steps, steps.questionattemptid == asked.id))
        .where(asked.questionusageid == quiz_attempts.c.uniqueid, steps.sequencenumber == last)
        .scalar_subquery()
    )
    cols = quiz_attempts.c
    mine = cols.quiz == entered.id, cols.state == "finished"
    ctx.db.execute(update(quiz_attempts).where(*mine, cols.sumgrades.is_not(None)).values(sumgrades=total))
    for userid in ctx.db.execute(select(cols.userid).where(*mine, cols.preview == 0).distinct()).scalars().all():
        grading.refresh(ctx, entered, userid)

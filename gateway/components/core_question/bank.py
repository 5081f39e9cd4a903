"""The bank of questions: finding questions by category and tags, for those who draw some."""

from __future__ import annotations

import json
import random
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, Select, func, select

from gateway.api import CallContext, CodedError, Context, InvalidParameter, MissingRecord, contexts
from gateway.components.core_question.tables import question, question_bank_entries, question_categories, question_versions
from gateway.components.core_tag.tables import tag_instance

__all__ = ["Filters", "category", "draw", "filters_of", "page", "summary", "types"]

_READY = "ready"
# Categories lie in each other no deeper than this.
_DEEPEST = 50
# At most this many questions are told of at once.
_MOST = 1000
_NAMES = {
    "description": "Description",
    "essay": "Essay",
    "match": "Matching",
    "multichoice": "Multiple choice",
    "numerical": "Numerical",
    "shortanswer": "Short answer",
    "truefalse": "True/False",
}


class Filters(msgspec.Struct, frozen=True):
    """Which questions are meant: those of categories, ``below`` says whether also of those inside of them, that have all these tags."""

    categories: Collection[int]
    below: bool = False
    tagids: Collection[int] = ()


def filters_of(condition: str) -> Filters:
    """The filters of a stored condition (``question_set_references.filtercondition``); one that cannot be read lets nothing through."""
    try:
        found = json.loads(condition)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        return Filters(())
    if not isinstance(found.get("filter"), dict):  # as conditions were written before there were filters of several kinds
        tags = [str(tag).partition(",")[0] for tag in found.get("tags") or []]
        return Filters(_numbers([found.get("questioncategoryid")]), bool(found.get("includingsubcategories")), _numbers(tags))
    by_category, by_tag = (_filter(found["filter"], name) for name in ("category", "qtagids"))
    options = by_category.get("filteroptions")
    below = isinstance(options, dict) and bool(options.get("includesubcategories"))
    return Filters(_numbers(by_category.get("values")), below, _numbers(by_tag.get("values")))


def draw(db: Connection, filters: Filters, used: Collection[int], chance: random.Random) -> int:
    """The id of a question that fits and is not used yet. Raises ``notenoughrandomquestions``."""
    taken = set(used)
    found: list[int] = [questionid for questionid in db.execute(_ids(db, filters)).scalars().all() if questionid not in taken]
    if not found:
        raise CodedError("notenoughrandomquestions", "quiz")
    return chance.choice(found)


def types(db: Connection, filters: Collection[Filters]) -> set[str]:
    """The types of the questions that fit any of these filters."""
    found: set[str] = set()
    for each in filters:
        found |= set(db.execute(select(question.c.qtype).where(question.c.id.in_(_ids(db, each))).distinct()).scalars())
    return found


def category(ctx: CallContext, categoryid: int) -> Context:
    """The context of a category. Raises ``MissingRecord``."""
    contextid = ctx.db.execute(select(question_categories.c.contextid).where(question_categories.c.id == categoryid)).scalar()
    place = contexts.by_id(ctx.db, contextid) if contextid is not None else None
    if place is None:
        raise MissingRecord("question_categories")
    return place


def page(db: Connection, filters: Filters, *, limit: int, offset: int) -> tuple[int, Sequence[RowMapping]]:
    """How many questions fit, and the rows of a page of them, with their category. Raises ``InvalidParameter``."""
    if limit < 0 or offset < 0:
        raise InvalidParameter("must not be negative", path="limit" if limit < 0 else "offset")
    fits = question.c.id.in_(_ids(db, filters))
    total = db.execute(select(func.count()).select_from(question).where(fits)).scalar_one()
    source = question.join(question_versions, question_versions.c.questionid == question.c.id).join(
        question_bank_entries, question_bank_entries.c.id == question_versions.c.questionbankentryid
    )
    query = select(question, question_bank_entries.c.questioncategoryid).select_from(source).where(fits).order_by(question.c.id)
    return int(total), db.execute(query.limit(min(limit or _MOST, _MOST)).offset(offset)).mappings().all()


def summary(row: RowMapping) -> dict[str, Any]:
    """A question in the form of the result."""
    kind = row["qtype"]
    icon = {"key": "icon", "component": f"qtype_{kind}", "alttext": _NAMES.get(kind, kind)}
    return {
        "id": row["id"],
        "category": row["questioncategoryid"],
        "parent": row["parent"],
        "name": row["name"],
        "qtype": kind,
        "icon": icon,
    }


def _ids(db: Connection, filters: Filters) -> Select[int]:
    """A statement for the ids of the questions that fit: of each the newest version, if it is ready."""
    entries, versions, newer = question_bank_entries.c, question_versions.c, question_versions.alias("newer").c
    newest = select(func.max(newer.version)).where(newer.questionbankentryid == versions.questionbankentryid, newer.status == _READY)
    source = question.join(question_versions, versions.questionid == question.c.id).join(
        question_bank_entries, entries.id == versions.questionbankentryid
    )
    ids = set(filters.categories)
    ids |= _below(db, ids) if filters.below else set()
    query = (
        select(question.c.id)
        .select_from(source)
        .where(versions.version == newest.scalar_subquery(), question.c.parent == 0, question.c.qtype.not_in(("random", "missingtype")))
        .where(entries.questioncategoryid.in_(ids))
        .order_by(question.c.id)
    )
    if filters.tagids:
        cols, wanted = tag_instance.c, set(filters.tagids)
        tagged = select(cols.itemid).where(cols.itemtype == "question", cols.tagid.in_(wanted)).group_by(cols.itemid)
        query = query.where(question.c.id.in_(tagged.having(func.count(cols.tagid.distinct()) == len(wanted))))
    return query


def _filter(filters: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """One of the filters of a condition."""
    found = filters.get(name)
    return found if isinstance(found, dict) else {}


def _numbers(values: Any) -> set[int]:
    """The whole numbers among values."""
    given = values if isinstance(values, list) else []
    return {int(value) for value in given if str(value).isdecimal() and len(str(value)) < 19}


def _below(db: Connection, ids: Collection[int]) -> set[int]:
    """The ids of the categories inside of others."""
    found: set[int] = set()
    level = set(ids)
    for _ in range(_DEEPEST):
        query = select(question_categories.c.id).where(question_categories.c.parent.in_(level))
        level = set(db.execute(query).scalars()) - found if level else set()
        found |= level
    return found

"""The parts of a quiz that are marked by themselves (``quiz_grade_items``): their marks, and how teachers arrange them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, select, update

from gateway.api import CallContext, InvalidParameter, format_string
from gateway.api.rows import insert_row
from gateway.components.core_question import storage
from gateway.components.mod_quiz import slots as slots_
from gateway.components.mod_quiz.tables import quiz_grade_items, quiz_slots

__all__ = ["add", "add_per_section", "marks", "of_quiz", "remove", "rename"]

_COLS = quiz_grade_items.c
_UNNAMED = "Untitled section"


def of_quiz(db: Connection, quizid: int) -> list[RowMapping]:
    """The parts of a quiz in their order."""
    return list(db.execute(select(quiz_grade_items).where(_COLS.quizid == quizid).order_by(_COLS.sortorder, _COLS.id)).mappings())


def marks(ctx: CallContext, quizid: int, usageids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """The marks that attempts have in the parts of a quiz, by usage; none without parts."""
    found: dict[int, list[dict[str, Any]]] = {usageid: [] for usageid in usageids}
    listed = of_quiz(ctx.db, quizid) if usageids else []
    if not listed:
        return found
    slots = ctx.db.execute(select(quiz_slots.c.slot, quiz_slots.c.quizgradeitemid).where(quiz_slots.c.quizid == quizid)).all()
    for usageid, usage in storage.load(ctx.db, list(found)).items():
        for part in listed:
            inside = [usage.attempts[slot] for slot, partid in slots if partid == part["id"] and slot in usage.attempts]
            if inside:
                name = format_string(part["name"], ctx.settings)
                grade, highest = sum(each.mark or 0.0 for each in inside), sum(each.maxmark for each in inside)
                found[usageid].append({"name": name, "grade": grade, "maxgrade": highest})
    return found


def add(db: Connection, quizid: int, names: Collection[str]) -> list[int]:
    """Add parts after those that there are; returns their ids."""
    last = db.execute(select(func.coalesce(func.max(_COLS.sortorder), 0)).where(_COLS.quizid == quizid)).scalar_one()
    return [
        insert_row(db, quiz_grade_items, {"quizid": quizid, "sortorder": last + number, "name": name})
        for number, name in enumerate(names, start=1)
    ]


def add_per_section(db: Connection, quizid: int) -> None:
    """Add a part for each section with questions that are marked, and give it their slots."""
    sections = slots_.sections_of(db, quizid)
    marked = db.execute(select(quiz_slots).where(quiz_slots.c.quizid == quizid, quiz_slots.c.maxmark > 0)).mappings().all()
    for number, section in enumerate(sections):
        end = sections[number + 1]["firstslot"] if number + 1 < len(sections) else None
        inside = [slot["id"] for slot in marked if slot["slot"] >= section["firstslot"] and (end is None or slot["slot"] < end)]
        if inside:
            (partid,) = add(db, quizid, [section["heading"] or _UNNAMED])
            db.execute(update(quiz_slots).where(quiz_slots.c.id.in_(inside)).values(quizgradeitemid=partid))


def rename(db: Connection, quizid: int, names: Mapping[int, str | None]) -> None:
    """Rename parts, given by id; None leaves a name. Raises ``InvalidParameter`` for a part of another quiz."""
    _require(db, quizid, names)
    for partid, name in names.items():
        if name is not None:
            db.execute(update(quiz_grade_items).where(_COLS.id == partid).values(name=name))


def remove(db: Connection, quizid: int, ids: Collection[int]) -> None:
    """Delete parts that no slot belongs to. Raises ``InvalidParameter`` for a part of another quiz, or one that has slots."""
    _require(db, quizid, ids)
    used = set(db.execute(select(quiz_slots.c.quizgradeitemid).where(quiz_slots.c.quizgradeitemid.in_(ids))).scalars())
    if used:
        raise InvalidParameter("questions belong to it", path="quizgradeitems")
    db.execute(delete(quiz_grade_items).where(_COLS.id.in_(ids)))
    for number, row in enumerate(of_quiz(db, quizid), start=1):
        if row["sortorder"] != number:
            db.execute(update(quiz_grade_items).where(_COLS.id == row["id"]).values(sortorder=number))


def _require(db: Connection, quizid: int, ids: Collection[int]) -> None:
    """Raise ``InvalidParameter`` unless all these parts are of a quiz."""
    if set(ids) - {row["id"] for row in of_quiz(db, quizid)}:
        raise InvalidParameter("is no grade item of this quiz", path="quizgradeitems")

"""The questions of quizzes: the slots with what is asked in each, their sections, and the pages of an attempt."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, and_, case, func, select, update

from gateway.api import Context
from gateway.components.core_question.tables import question, question_references, question_set_references, question_versions
from gateway.components.mod_quiz.overrides import Quiz
from gateway.components.mod_quiz.tables import quiz_sections, quiz_slots

__all__ = ["DRAFT", "Layout", "Slot", "arranged", "move_sections", "section_of", "sections_of", "slots_of"]

DRAFT = "draft"
_COMPONENT, _AREA = "mod_quiz", "slot"
# What a slot is called in which nothing is asked.
_INFORMATION = "i"


class Slot(msgspec.Struct, frozen=True):
    """A slot: its row, and the question asked there, or the condition for the one that is drawn; neither if it was deleted."""

    row: RowMapping
    questionid: int | None
    qtype: str
    name: str
    status: str
    condition: str | None = None


class Layout:
    """The slots of an attempt, page by page, with what each is called."""

    def __init__(self, layout: str, lengths: Mapping[int, int], names: Mapping[int, str]) -> None:
        """``layout`` has the slots separated by commas, a 0 ends a page; ``names`` are those that a slot has of its own."""
        self.pages: list[list[int]] = []
        page: list[int] = []
        for part in layout.split(","):
            if part == "0":
                self.pages += [page] if page else []
                page = []
            elif part.isdecimal() and int(part) in lengths:
                page.append(int(part))
        self.pages += [page] if page else []
        self.page_of = {slot: number for number, page in enumerate(self.pages) for slot in page}
        self.called: dict[int, str] = {}
        number = 1
        for slot in self.slots:
            self.called[slot] = (names.get(slot) or str(number)) if lengths[slot] else _INFORMATION
            number += lengths[slot]

    @property
    def slots(self) -> list[int]:
        """All slots in their order."""
        return [slot for page in self.pages for slot in page]


def slots_of(db: Connection, quizid: int, context: Context) -> list[Slot]:
    """The slots of a quiz in their order, each with the newest version of its question that is no draft, or the one it names."""
    references, versions, sets = question_references.c, question_versions.c, question_set_references.c
    named = and_(
        references.itemid == quiz_slots.c.id,
        references.component == _COMPONENT,
        references.questionarea == _AREA,
        references.usingcontextid == context.id,
    )
    drawn = and_(
        sets.itemid == quiz_slots.c.id, sets.component == _COMPONENT, sets.questionarea == _AREA, sets.usingcontextid == context.id
    )
    newer = question_versions.alias("newer").c
    finished = func.max(case((newer.status != DRAFT, newer.version)))
    newest = select(func.coalesce(finished, func.max(newer.version))).where(newer.questionbankentryid == references.questionbankentryid)
    wanted = func.coalesce(references.version, newest.scalar_subquery())
    source = (
        quiz_slots.outerjoin(question_references, named)
        .outerjoin(question_versions, and_(versions.questionbankentryid == references.questionbankentryid, versions.version == wanted))
        .outerjoin(question, question.c.id == versions.questionid)
        .outerjoin(question_set_references, drawn)
    )
    query = (
        select(quiz_slots, question.c.id.label("questionid"), question.c.qtype, question.c.name, versions.status)
        .add_columns(sets.id.label("setid"), sets.filtercondition)
        .select_from(source)
        .where(quiz_slots.c.quizid == quizid)
        .order_by(quiz_slots.c.slot)
    )
    return [
        Slot(
            row,
            row["questionid"],
            row["qtype"] or "",
            row["name"] or "",
            row["status"] or "",
            None if row["setid"] is None else (row["filtercondition"] or ""),
        )
        for row in db.execute(query).mappings()
    ]


def sections_of(db: Connection, quizid: int) -> list[RowMapping]:
    """The sections of a quiz in their order."""
    return list(db.execute(select(quiz_sections).where(quiz_sections.c.quizid == quizid).order_by(quiz_sections.c.firstslot)).mappings())


def move_sections(db: Connection, quizid: int, *, since: int, by: int) -> None:
    """Have the sections that begin with a slot or later begin later, because slots were put in before; the first one stays."""
    cols = quiz_sections.c
    later = cols.quizid == quizid, cols.firstslot >= since, cols.firstslot > 1
    db.execute(update(quiz_sections).where(*later).values(firstslot=cols.firstslot + by))


def section_of(sections: Collection[Mapping[Any, Any]], slot: int) -> Mapping[Any, Any] | None:
    """The section that a slot lies in."""
    return next((section for section in reversed(list(sections)) if section["firstslot"] <= slot), None)


def arranged(row: Quiz, slots: Sequence[Slot], sections: Sequence[Mapping[Any, Any]], chance: random.Random) -> str:
    """The layout of a new attempt: the slots of each section on their pages, or shuffled; a section ends with its page."""
    places: list[int] = []
    numbers = [slot.row["slot"] for slot in slots]
    pages = {slot.row["slot"]: slot.row["page"] for slot in slots}
    for section in sections or [{"firstslot": 1, "shufflequestions": 0}]:
        inside = [number for number in numbers if section_of(sections, number) is section or not sections]
        if section["shufflequestions"]:
            chance.shuffle(inside)
        for position, number in enumerate(inside):
            if section["shufflequestions"]:
                ends = bool(position and row["questionsperpage"] and position % row["questionsperpage"] == 0)
            else:
                ends = bool(position and pages[number] != pages[inside[position - 1]])
            places += [0, number] if ends else [number]
        places.append(0)
    return ",".join(map(str, places))

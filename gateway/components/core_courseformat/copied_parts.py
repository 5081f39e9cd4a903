"""What is copied with an activity: what teachers have put into it, and nothing that others have done there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Table, select

from gateway.api.rows import insert_row
from gateway.components.core_grading.tables import (
    grading_areas,
    grading_definitions,
    gradingform_guide_comments,
    gradingform_guide_criteria,
    gradingform_rubric_criteria,
    gradingform_rubric_levels,
)
from gateway.components.core_question.tables import question_references, question_set_references
from gateway.components.mod_assign.tables import assign_plugin_config
from gateway.components.mod_book.tables import book_chapters
from gateway.components.mod_choice.tables import choice_options
from gateway.components.mod_lesson.tables import lesson_answers, lesson_pages
from gateway.components.mod_quiz.tables import quiz_feedback, quiz_grade_items, quiz_sections, quiz_slots

__all__ = ["AREAS", "copy_grading", "copy_parts", "copy_questions"]

Numbers = dict[int, int]
"""The ids of copies, by those of what they are copies of."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A table with rows of an activity: the column that says whose they are, and columns that name rows of other copied tables."""

    table: Table
    column: str
    links: Mapping[str, str] = {}


_PARTS: Final[Mapping[str, Sequence[Part]]] = {
    "assign": (Part(table=assign_plugin_config, column="assignment"),),
    "book": (Part(table=book_chapters, column="bookid"),),
    "choice": (Part(table=choice_options, column="choiceid"),),
    "lesson": (
        Part(table=lesson_pages, column="lessonid", links={"prevpageid": "lesson_pages", "nextpageid": "lesson_pages"}),
        Part(table=lesson_answers, column="lessonid", links={"pageid": "lesson_pages", "jumpto": "lesson_pages"}),
    ),
    "quiz": (
        Part(table=quiz_grade_items, column="quizid"),
        Part(table=quiz_slots, column="quizid", links={"quizgradeitemid": "quiz_grade_items"}),
        Part(table=quiz_sections, column="quizid"),
        Part(table=quiz_feedback, column="quizid"),
    ),
}

AREAS: Final[Mapping[str, str]] = {
    "intro": "",
    "content": "",
    "chapter": "book_chapters",
    "introattachment": "",
    "activityattachment": "",
    "package": "",
    "mediafile": "",
    "backup": "",
    "page_contents": "lesson_pages",
    "page_answers": "lesson_answers",
    "page_responses": "lesson_answers",
    "page_after_submit": "",
    "instructauthors": "",
    "instructreviewers": "",
    "conclusion": "",
}
"""The file areas that are copied, each with the table whose rows its items are ("" for none)."""


def copy_parts(db: Connection, modname: str, instance: int, made: int) -> dict[str, Numbers]:
    """Copy what is in an instance of an activity type, and return the ids of what was copied, by table."""
    numbers: dict[str, Numbers] = {}
    for part in _PARTS.get(modname, ()):
        numbers[part.table.name] = copy_rows(db, part.table, part.column, instance, made)
        for column, table in part.links.items():
            _relink(db, part.table, numbers[part.table.name], column, numbers[table])
    return numbers


def copy_rows(db: Connection, table: Table, column: str, of: int, to: int, **changed: Any) -> Numbers:
    """Copy the rows of a table whose column has the value ``of``, so that it has the value ``to``; returns the ids."""
    rows = db.execute(select(table).where(table.c[column] == of).order_by(table.c.id)).mappings().all()
    return {row["id"]: insert_row(db, table, {**_without_id(row), **changed, column: to}) for row in rows}


def copy_questions(db: Connection, slots: Numbers, contextid: int) -> None:
    """Let the copies of slots of a quiz ask what the slots ask."""
    for table in (question_references, question_set_references):
        cols = table.c
        query = select(table).where(cols.component == "mod_quiz", cols.questionarea == "slot", cols.itemid.in_(slots))
        for row in db.execute(query.order_by(cols.id)).mappings().all():
            insert_row(db, table, {**_without_id(row), "itemid": slots[row["itemid"]], "usingcontextid": contextid})


def copy_grading(db: Connection, contextid: int, made: int) -> None:
    """Copy the rubrics and marking guides of a context."""
    for area, copy in copy_rows(db, grading_areas, "contextid", contextid, made).items():
        for definition, copied in copy_rows(db, grading_definitions, "areaid", area, copy).items():
            criteria = copy_rows(db, gradingform_rubric_criteria, "definitionid", definition, copied)
            for criterion, own in criteria.items():
                copy_rows(db, gradingform_rubric_levels, "criterionid", criterion, own)
            for table in (gradingform_guide_criteria, gradingform_guide_comments):
                copy_rows(db, table, "definitionid", definition, copied)


def _without_id(row: Mapping[Any, Any]) -> dict[str, Any]:
    """The columns of a row but its id."""
    return {name: value for name, value in row.items() if name != "id"}


def _relink(db: Connection, table: Table, copies: Numbers, column: str, targets: Numbers) -> None:
    """Let the copies name copies where the rows that they are made from name what was copied."""
    for made in copies.values():
        named = db.execute(select(table.c[column]).where(table.c.id == made)).scalar()
        if named in targets:
            db.execute(table.update().where(table.c.id == made).values({column: targets[named]}))

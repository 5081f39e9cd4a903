"""Nothing that belongs to a course or to a context stays behind in a component's tables when these are deleted."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, Table, insert, select

from gateway.registry.declarations import Deletable
from tests.unit.campus import REGISTRY

# The column by which a table's rows lie in another table's, for all that lies in courses by way of something else.
PARENTS = {
    "assignid": "assign", "assignment": "assign", "quizid": "quiz", "quiz": "quiz", "discussion": "forum_discussions",
    "forum": "forum", "forumid": "forum", "choiceid": "choice", "bookid": "book", "coursemoduleid": "course_modules",
    "areaid": "grading_areas", "definitionid": "grading_definitions", "criterionid": "gradingform_rubric_criteria",
}  # fmt: skip
KEPT = {"badge", "post", "wiki_subwikis", "wiki_pages"}  # what is deleted with something else, or stays for its readers


def tables() -> list[Table]:
    return [table for component in REGISTRY.components if component.tables is not None for table in component.tables.tables.values()]


def column_of(table: Table, *names: str) -> str | None:
    return next((name for name in names if name in table.c), None)


def of_courses() -> list[Table]:
    return [table for table in tables() if column_of(table, "course", "courseid") and table.name not in KEPT]


def of_what_is_in_courses() -> list[Table]:
    """The tables whose rows lie in a course by way of another table's."""
    return [
        table
        for table in tables()
        if table.name not in KEPT
        and not column_of(table, "course", "courseid")
        and (column := column_of(table, *PARENTS))
        and column_of(REGISTRY.tables[PARENTS[column]], "course", "courseid")
    ]


@pytest.mark.parametrize("table", of_courses(), ids=lambda table: table.name)
def test_rows_of_a_course_go_with_it(db: Connection, table: Table) -> None:
    column = table.c[column_of(table, "course", "courseid") or ""]
    for courseid in (77, 78):
        db.execute(insert(table).values({column.name: courseid}))
    REGISTRY.forget(db, Deletable.COURSE, [77])
    assert set(db.execute(select(column)).scalars()) & {77, 78} == {78}


@pytest.mark.parametrize("table", of_what_is_in_courses(), ids=lambda table: table.name)
def test_rows_of_what_lies_in_a_course_go_with_it(db: Connection, table: Table) -> None:
    column = table.c[column_of(table, *PARENTS) or ""]
    parent = REGISTRY.tables[PARENTS[column.name]]
    for rowid, courseid in ((7700, 77), (7800, 78)):
        db.execute(insert(parent).values({"id": rowid, column_of(parent, "course", "courseid"): courseid}))
        db.execute(insert(table).values({column.name: rowid}))
    REGISTRY.forget(db, Deletable.COURSE, [77])
    assert set(db.execute(select(column)).scalars()) & {7700, 7800} == {7800}


def test_grading_goes_with_its_context(db: Connection) -> None:
    chain = ["grading_areas", "grading_definitions", "gradingform_rubric_criteria", "gradingform_rubric_levels"]
    for contextid in (77, 78):
        above = contextid
        for name, column in zip(chain, ("contextid", "areaid", "definitionid", "criterionid"), strict=True):
            db.execute(insert(REGISTRY.tables[name]).values({"id": contextid, column: above}))
            above = contextid
        db.execute(insert(REGISTRY.tables["customfield_data"]).values(id=contextid, contextid=contextid))
    REGISTRY.forget(db, Deletable.CONTEXT, [77])
    for name in (*chain, "customfield_data"):
        assert list(db.execute(select(REGISTRY.tables[name].c.id)).scalars()) == [78], name

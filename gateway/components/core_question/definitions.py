"""Questions as they are stored: the row of each, with its answers, its hints and what its type keeps in tables of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, Table, select

from gateway.components.core_question.tables import (
    qtype_essay_options,
    qtype_match_options,
    qtype_match_subquestions,
    qtype_multichoice_options,
    qtype_shortanswer_options,
    question,
    question_answers,
    question_bank_entries,
    question_categories,
    question_hints,
    question_numerical,
    question_numerical_options,
    question_numerical_units,
    question_truefalse,
    question_versions,
)

__all__ = ["KEPT", "Definition", "Row", "definitions"]

Row = Mapping[Any, Any]

KEPT: Mapping[str, tuple[tuple[Table, str, bool], ...]] = {
    "multichoice": ((question_answers, "question", True), (qtype_multichoice_options, "questionid", False)),
    "truefalse": ((question_answers, "question", True), (question_truefalse, "question", False)),
    "shortanswer": ((question_answers, "question", True), (qtype_shortanswer_options, "questionid", False)),
    "numerical": (
        (question_answers, "question", True),
        (question_numerical, "question", True),
        (question_numerical_units, "question", True),
        (question_numerical_options, "question", False),
    ),
    "match": ((qtype_match_subquestions, "questionid", True), (qtype_match_options, "questionid", False)),
    "essay": ((qtype_essay_options, "questionid", False),),
}
"""What each type keeps: the table, its column with the question, and whether there are several rows of a question."""


class Definition(msgspec.Struct, frozen=True):
    """A question as it is stored.

    ``row`` is its row, with ``status``, ``version`` and ``contextid``, that of its category; ``options`` the one row that its type
    has of it, empty without; ``parts`` the further rows by table, in the order of their ids; ``hints`` those for further tries.
    """

    row: Row
    options: Row
    parts: Mapping[str, list[RowMapping]]
    hints: list[RowMapping]

    @property
    def id(self) -> int:
        """The id of the question."""
        return int(self.row["id"])

    def of(self, table: Table) -> list[RowMapping]:
        """The rows of a table of the type."""
        return self.parts.get(table.name, [])


def definitions(db: Connection, ids: Collection[int]) -> dict[int, Definition]:
    """The questions that exist of these, by id, with a number of statements that depends on their types alone."""
    versions, entries = question_versions.c, question_bank_entries.c
    query = (
        select(question, versions.status, versions.version, versions.questionbankentryid, question_categories.c.contextid)
        .select_from(
            question.outerjoin(question_versions, versions.questionid == question.c.id)
            .outerjoin(question_bank_entries, entries.id == versions.questionbankentryid)
            .outerjoin(question_categories, question_categories.c.id == entries.questioncategoryid)
        )
        .where(question.c.id.in_(ids))
    )
    rows = {row["id"]: row for row in db.execute(query).mappings()} if ids else {}
    kept = _kept(db, rows)
    hints = _by_question(db, question_hints, "questionid", list(rows)) if rows else {}
    return {number: Definition(row, *kept.get(number, ({}, {})), hints.get(number, [])) for number, row in rows.items()}


def _kept(db: Connection, rows: Mapping[int, Row]) -> dict[int, tuple[Row, dict[str, list[RowMapping]]]]:
    """The options and the parts of questions, by id."""
    wanted: dict[tuple[Table, str, bool], list[int]] = {}
    for number, row in rows.items():
        for kept in KEPT.get(row["qtype"], ()):
            wanted.setdefault(kept, []).append(number)
    options: dict[int, Row] = {}
    parts: dict[int, dict[str, list[RowMapping]]] = {}
    for (table, column, several), ids in wanted.items():
        for number, found in _by_question(db, table, column, ids).items():
            if several:
                parts.setdefault(number, {})[table.name] = found
            else:
                options[number] = found[0]
    return {number: (options.get(number, {}), parts.get(number, {})) for number in rows}


def _by_question(db: Connection, table: Table, column: str, ids: Collection[int]) -> dict[int, list[RowMapping]]:
    """The rows of a table that belong to questions, by the question."""
    found: dict[int, list[RowMapping]] = {}
    for row in db.execute(select(table).where(table.c[column].in_(ids)).order_by(table.c.id)).mappings():
        found.setdefault(row[column], []).append(row)
    return found

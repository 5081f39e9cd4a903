"""The tables of questions: their versions, and where they are used."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import decimal, key, long, number, schema, text

__all__ = ["metadata", "question", "question_bank_entries", "question_references", "question_versions"]

metadata = schema()

question = Table(
    "question",
    metadata,
    key(),
    number("parent"),
    text("name"),
    long("questiontext", null=True),
    number("questiontextformat"),
    long("generalfeedback", null=True),
    number("generalfeedbackformat"),
    decimal("defaultmark"),
    decimal("penalty"),
    text("qtype"),
    number("length"),
    text("stamp"),
    number("timecreated"),
    number("timemodified"),
    number("createdby", null=True),
    number("modifiedby", null=True),
)

question_bank_entries = Table(
    "question_bank_entries",
    metadata,
    key(),
    number("questioncategoryid"),
    text("idnumber", null=True),
    number("ownerid", null=True),
    Index("question_bank_entries_questioncategoryid", "questioncategoryid"),
)

question_versions = Table(
    "question_versions",
    metadata,
    key(),
    number("questionbankentryid"),
    number("version"),
    number("questionid"),
    text("status"),
    Index("question_versions_questionbankentryid", "questionbankentryid"),
    Index("question_versions_questionid", "questionid"),
)

question_references = Table(
    "question_references",
    metadata,
    key(),
    number("usingcontextid"),
    text("component"),
    text("questionarea"),
    number("itemid"),
    number("questionbankentryid"),
    number("version", null=True),
    Index("question_references_usingcontextid", "usingcontextid"),
    Index("question_references_questionbankentryid", "questionbankentryid"),
)

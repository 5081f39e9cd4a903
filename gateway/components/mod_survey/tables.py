"""The table of mod_survey."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "survey"]

metadata = schema()

survey = Table(
    "survey",
    metadata,
    key(),
    number("course"),
    number("template"),
    number("days"),
    number("timecreated"),
    number("timemodified"),
    text("name"),
    long("intro", null=True),
    number("introformat"),
    text("questions"),
    number("completionsubmit"),
    Index("survey_course", "course"),
)

"""The table of mod_survey."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "survey", "survey_answers"]

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

survey_answers = Table(
    "survey_answers",
    metadata,
    key(),
    number("userid"),
    number("survey"),
    number("question"),
    number("time"),
    long("answer1", null=True),
    long("answer2", null=True),
    Index("survey_answers_userid", "userid"),
    Index("survey_answers_survey", "survey"),
)

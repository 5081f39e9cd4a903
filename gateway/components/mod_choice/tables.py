"""The tables of choices and their options."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "choice", "choice_options", "choice_answers"]

metadata = schema()

choice = Table(
    "choice",
    metadata,
    key(),
    number("course"),
    text("name"),
    long("intro", null=True),
    number("introformat"),
    number("publish"),
    number("showresults"),
    number("display"),
    number("allowupdate"),
    number("allowmultiple"),
    number("showunanswered"),
    number("includeinactive"),
    number("limitanswers"),
    number("timeopen"),
    number("timeclose"),
    number("showpreview"),
    number("timemodified"),
    number("completionsubmit"),
    number("showavailable"),
    Index("choice_course", "course"),
)

choice_options = Table(
    "choice_options",
    metadata,
    key(),
    number("choiceid"),
    long("text", null=True),
    number("maxanswers"),
    number("timemodified"),
    Index("choice_options_choiceid", "choiceid"),
)

choice_answers = Table(
    "choice_answers",
    metadata,
    key(),
    number("choiceid"),
    number("userid"),
    number("optionid"),
    number("timemodified"),
    Index("choice_answers_choiceid", "choiceid"),
    Index("choice_answers_userid", "userid"),
)

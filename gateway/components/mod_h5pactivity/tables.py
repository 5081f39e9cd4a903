"""The tables of mod_h5pactivity."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import decimal, key, long, number, schema, text

__all__ = ["metadata", "h5pactivity", "h5pactivity_attempts"]

metadata = schema()

h5pactivity = Table(
    "h5pactivity",
    metadata,
    key(),
    number("course"),
    text("name"),
    number("timecreated"),
    number("timemodified"),
    long("intro", null=True),
    number("introformat"),
    number("grade", null=True),
    number("displayoptions"),
    number("enabletracking"),
    number("grademethod"),
    number("reviewmode"),
    Index("h5pactivity_course", "course"),
)

h5pactivity_attempts = Table(
    "h5pactivity_attempts",
    metadata,
    key(),
    number("h5pactivityid"),
    number("userid"),
    number("timecreated"),
    number("timemodified"),
    number("attempt"),
    number("rawscore", null=True),
    number("maxscore", null=True),
    decimal("scaled"),
    number("duration", null=True),
    number("completion", null=True),
    number("success", null=True),
    Index("h5pactivity_attempts_h5pactivityid", "h5pactivityid"),
    Index("h5pactivity_attempts_userid", "userid"),
)

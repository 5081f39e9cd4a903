"""The table of mod_h5pactivity."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "h5pactivity"]

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

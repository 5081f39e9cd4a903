"""The table of folders."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "folder"]

metadata = schema()

folder = Table(
    "folder",
    metadata,
    key(),
    number("course"),
    text("name"),
    long("intro", null=True),
    number("introformat"),
    number("revision"),
    number("timemodified"),
    number("display"),
    number("showexpanded"),
    number("showdownloadfolder"),
    number("forcedownload"),
    Index("folder_course", "course"),
)

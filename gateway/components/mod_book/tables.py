"""The tables of books and their chapters."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "book", "book_chapters"]

metadata = schema()

book = Table(
    "book",
    metadata,
    key(),
    number("course"),
    text("name"),
    long("intro", null=True),
    number("introformat"),
    number("numbering"),
    number("navstyle"),
    number("customtitles"),
    number("revision"),
    number("timecreated"),
    number("timemodified"),
    Index("book_course", "course"),
)

book_chapters = Table(
    "book_chapters",
    metadata,
    key(),
    number("bookid"),
    number("pagenum"),
    number("subchapter"),
    text("title"),
    long("content", null=True),
    number("contentformat"),
    number("hidden"),
    number("timecreated"),
    number("timemodified"),
    text("importsrc"),
    Index("book_chapters_bookid", "bookid"),
)

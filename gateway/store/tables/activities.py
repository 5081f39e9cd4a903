"""The activities that are described by one or two tables: page, label, url, resource, folder, book, choice."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.store.tables._columns import key, long, metadata, number, text

__all__ = [
    "page",
    "label",
    "url",
    "resource",
    "folder",
    "book",
    "book_chapters",
    "choice",
    "choice_options",
]

page = Table(
    "page",
    metadata,
    key(),
    number("course"),
    text("name"),
    long("intro", null=True),
    number("introformat"),
    long("content", null=True),
    number("contentformat"),
    number("legacyfiles"),
    number("legacyfileslast", null=True),
    number("display"),
    long("displayoptions", null=True),
    number("revision"),
    number("timemodified"),
    Index("page_course", "course"),
)

label = Table(
    "label",
    metadata,
    key(),
    number("course"),
    text("name"),
    long("intro", null=True),
    number("introformat"),
    number("timemodified"),
    Index("label_course", "course"),
)

url = Table(
    "url",
    metadata,
    key(),
    number("course"),
    text("name"),
    long("intro", null=True),
    number("introformat"),
    long("externalurl", null=True),
    number("display"),
    long("displayoptions", null=True),
    long("parameters", null=True),
    number("timemodified"),
    Index("url_course", "course"),
)

resource = Table(
    "resource",
    metadata,
    key(),
    number("course"),
    text("name"),
    long("intro", null=True),
    number("introformat"),
    number("tobemigrated"),
    number("legacyfiles"),
    number("legacyfileslast", null=True),
    number("display"),
    long("displayoptions", null=True),
    number("filterfiles"),
    number("revision"),
    number("timemodified"),
    Index("resource_course", "course"),
)

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

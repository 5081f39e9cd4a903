"""The external functions about books."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    INT,
    RAW,
    READ,
    SAFEDIR,
    WRITE,
    CallContext,
    List,
    Struct,
    Value,
    files,
    format_value,
    function,
    warnings,
)
from gateway.components.core_completion import viewing
from gateway.components.core_course import instances
from gateway.components.mod_book import lib


@function(
    "mod_book_get_books_by_courses",
    READ,
    params={
        "courseids": List(Value(INT, "id of a course"), "the courses; those of the caller unless given", default=[]),
    },
    returns=Struct(
        {
            "books": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "coursemodule": Value(INT, "id of the course module"),
                        "course": Value(INT, "id of the course"),
                        "name": Value(RAW, "name"),
                        "intro": Value(RAW, "introduction"),
                        "introformat": format_value("intro"),
                        "introfiles": files("files of the introduction", optional=True),
                        "section": Value(INT, "number of the section", optional=True),
                        "visible": Value(BOOL, "whether it is shown", optional=True),
                        "groupmode": Value(INT, "group mode: 0 none, 1 separate, 2 visible", optional=True),
                        "groupingid": Value(INT, "id of the grouping", optional=True),
                        "lang": Value(SAFEDIR, "forced language", optional=True),
                        "numbering": Value(INT, "how chapters are numbered"),
                        "navstyle": Value(INT, "style of the navigation"),
                        "customtitles": Value(INT, "whether chapters have titles in the text"),
                        "revision": Value(INT, "number of changes, for caches", optional=True),
                        "timecreated": Value(INT, "when it was created", optional=True),
                        "timemodified": Value(INT, "when it was changed", optional=True),
                    }
                ),
                "the books",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_books_by_courses(ctx: CallContext, courseids: list[int]) -> dict[str, Any]:
    """Return the books in courses that the caller sees."""
    found, warned = instances.of_courses(ctx, lib.TABLE, courseids)
    return {"books": [lib.book_result(ctx, activity) for activity in found], "warnings": warned}


@function(
    "mod_book_view_book",
    WRITE,
    params={
        "bookid": Value(INT, "id of the book"),
        "chapterid": Value(INT, "id of the chapter, 0 for the first one", default=0),
    },
    returns=viewing.status(),
    capabilities=["mod/book:read"],
    services=["moodle_mobile_app"],
)
def view_book(ctx: CallContext, bookid: int, chapterid: int) -> dict[str, Any]:
    """Note that the caller looks at a book, or a chapter of it; whoever has looked at the last one has looked at the book."""
    seen = viewing.enter(ctx, "book", bookid, "mod/book:read")
    if not chapterid:
        viewing.note(ctx, seen, completes=False)
    if lib.note_chapter_view(ctx, seen, chapterid):
        return viewing.DONE
    empty = {"item": "book", "itemid": bookid, "warningcode": "1", "message": "There is nothing in this book yet."}
    return {"status": True, "warnings": [empty]}

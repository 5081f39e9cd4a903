"""The results of ``mod_book_get_books_by_courses``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from gateway.api import CallContext, CodedError
from gateway.components.core_completion import states
from gateway.components.core_completion.viewing import Viewed
from gateway.components.core_course import events, instances
from gateway.components.core_course.events import Happening
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_book.tables import book, book_chapters

__all__ = ["TABLE", "book_result", "note_chapter_view"]

TABLE = book

_CHAPTER_VIEWED = Happening("mod_book", "chapter", "book_chapters")
_CHAPTERS = (
    select(book_chapters.c.id, book_chapters.c.hidden)
    .where(book_chapters.c.bookid == bindparam("book"))
    .order_by(book_chapters.c.pagenum, book_chapters.c.id)
)

# Columns that are returned as they are stored.
_COLUMNS = (
    "numbering",
    "navstyle",
    "customtitles",
    "revision",
    "timecreated",
    "timemodified",
)

# Members returned only to callers who may manage activities.
_FOR_MANAGERS = frozenset({"section", "visible", "groupmode", "groupingid", "revision", "timecreated", "timemodified"})


def book_result(ctx: CallContext, activity: CourseActivity) -> dict[str, Any]:
    """The result of one book; members that only editors need are left out for callers who may not manage activities."""
    found = {
        **instances.common_result(ctx, activity),
        **{name: activity.row[name] for name in _COLUMNS},
        "lang": activity.module["lang"] or "",
    }
    if not ctx.has("moodle/course:manageactivities", activity.context):
        found = {name: value for name, value in found.items() if name not in _FOR_MANAGERS}
    return found


def note_chapter_view(ctx: CallContext, seen: Viewed, chapterid: int) -> bool:
    """Log that the caller looks at a chapter of a book, the first one that is shown for 0; returns False if there is none.

    Looking at the last one that is shown may complete the book. Raises ``errorchapter`` for a chapter that is not the caller's to see.
    """
    hidden = {row.id: bool(row.hidden) for row in ctx.db.execute(_CHAPTERS, {"book": seen.row["id"]})}
    shown = [each for each, is_hidden in hidden.items() if not is_hidden]
    if not chapterid and not shown:
        return False
    wanted = chapterid or shown[0]
    if hidden.get(wanted, True) and (wanted not in hidden or not ctx.has("mod/book:viewhiddenchapters", seen.context)):
        raise CodedError("errorchapter", "mod_book")
    events.note(ctx, _CHAPTER_VIEWED, seen.context, courseid=seen.module["course"], objectid=wanted)
    if shown and wanted == shown[-1]:
        states.viewed(ctx, seen.module)
    return True

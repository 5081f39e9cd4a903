"""The chapters of a book, and the numbers that they have in it."""

from __future__ import annotations

from sqlalchemy import Connection, RowMapping, select

from gateway.api import CallSettings, format_string
from gateway.components.mod_book.tables import book, book_chapters

__all__ = ["heading"]

# The numbering of a book in which chapters have numbers.
_NUMBERS = 1


def heading(db: Connection, chapter: RowMapping) -> str:
    """The heading over a chapter in HTML: its title, below that of the chapter it is in; none in a book whose texts have their own."""
    around = db.execute(select(book).where(book.c.id == chapter["bookid"])).mappings().one()
    if around["customtitles"]:
        return ""
    titles = _titles(db, chapter, numbered=around["numbering"] == _NUMBERS)
    return "".join(f"<h{level}>{title}</h{level}>" for level, title in enumerate(titles, 3))


def _titles(db: Connection, chapter: RowMapping, *, numbered: bool) -> list[str]:
    """The titles of a chapter and, before it, of the one it is in, each with its number. Hidden chapters are not counted."""
    cols = book_chapters.c
    columns = (cols.id, cols.title, cols.subchapter, cols.hidden)
    query = select(*columns).where(cols.bookid == chapter["bookid"], cols.pagenum <= chapter["pagenum"]).order_by(cols.pagenum)
    number = inner = 0
    above: RowMapping | None = None
    for row in db.execute(query).mappings():
        if not row["subchapter"]:
            above, inner = row, 0
            number += not row["hidden"]
        elif above is not None:
            inner += not row["hidden"]
    outer = [str(number)] if above is not None and not above["hidden"] else []
    if not chapter["subchapter"] or above is None:
        return [_title(chapter, outer if numbered else [])]
    own = [str(inner)] if not chapter["hidden"] else []
    return [_title(above, outer if numbered else []), _title(chapter, [*outer, *own] if numbered else [])]


def _title(chapter: RowMapping, numbers: list[str]) -> str:
    """A title with its numbers before it."""
    title = format_string(chapter["title"], CallSettings()).strip()
    return f"{'.'.join(numbers)}. {title}" if numbers else title

"""The file areas of books and their rules: the files of chapters, and beside them each chapter as a page of its own to keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from gateway.api import CallContext, Context, contexts
from gateway.api.areas import INTRO, FileArea, MadeFile, StoredFile, enterable, view
from gateway.api.php import to_int
from gateway.api.text import offline_page
from gateway.components.core_course import course_modules
from gateway.components.mod_book import chapters
from gateway.components.mod_book.tables import book_chapters

__all__ = ["AREAS"]

_PAGE = "index.html"


def of_shown_chapter(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may read the chapter that a file belongs to."""
    context = contexts.by_id(ctx.db, file.contextid)
    hidden = ctx.db.execute(select(book_chapters.c.hidden).where(book_chapters.c.id == file.itemid)).scalar_one_or_none()
    if context is None or hidden is None or not enterable(ctx, file):
        return False
    return not hidden or ctx.has("mod/book:viewhiddenchapters", context)


def places(rest: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """The file that is named after its chapter; the name of the page that a chapter is stands for that page only."""
    if len(rest) > 1 and rest[1:] != [_PAGE]:
        yield to_int(rest[0]), "/" + "".join(f"{segment}/" for segment in rest[1:-1]), rest[-1]


def whole_chapter(ctx: CallContext, context: Context, rest: Sequence[str]) -> MadeFile | None:
    """A chapter as HTML under its title, in which the addresses of its files lead to files beside it."""
    if rest[1:] != [_PAGE] or not view(ctx, context, "mod_book"):
        return None
    instance = course_modules.by_id(ctx.db, context.instance)["instance"]
    query = select(book_chapters).where(book_chapters.c.id == to_int(rest[0]), book_chapters.c.bookid == instance)
    row = ctx.db.execute(query).mappings().first()
    if row is None or (row["hidden"] and not ctx.has("mod/book:viewhiddenchapters", context)):
        return None
    text = offline_page(row["content"], row["contentformat"], ctx.site, context)
    heading = chapters.heading(ctx.db, row)
    return MadeFile(filename=_PAGE, mimetype="text/html", content=f"{heading}{text}".encode(), download=True)


_CHAPTERS = FileArea(may_read=of_shown_chapter, places=places, made=whole_chapter, lifetime=600, download=False)

AREAS = {"intro": INTRO, "chapter": _CHAPTERS}
"""The file areas of books, each with the rule of who may read it."""

"""The file areas of books and their rules."""

from __future__ import annotations

from sqlalchemy import select

from gateway.api import CallContext, contexts
from gateway.api.areas import INTRO, FileArea, StoredFile, enterable
from gateway.components.mod_book.tables import book_chapters

__all__ = ["AREAS"]


def of_shown_chapter(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may read the chapter that a file belongs to."""
    context = contexts.by_id(ctx.db, file.contextid)
    hidden = ctx.db.execute(select(book_chapters.c.hidden).where(book_chapters.c.id == file.itemid)).scalar_one_or_none()
    if context is None or hidden is None or not enterable(ctx, file):
        return False
    return not hidden or ctx.has("mod/book:viewhiddenchapters", context)


AREAS = {"intro": INTRO, "chapter": FileArea(may_read=of_shown_chapter, lifetime=600, download=False)}
"""The file areas of books, each with the rule of who may read it."""

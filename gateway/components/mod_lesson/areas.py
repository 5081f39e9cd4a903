"""The file areas of lessons and their rules: files of pages, of answers and of what people write."""

from __future__ import annotations

from sqlalchemy import RowMapping, Table, select

from gateway.api import CallContext, contexts
from gateway.api.areas import INTRO, Areas, FileArea, ItemSegment, StoredFile, enterable
from gateway.components.core_course import course_modules
from gateway.components.mod_lesson.tables import lesson_answers, lesson_attempts, lesson_pages

__all__ = ["AREAS"]


def of_page(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may enter the lesson that has the page that a file belongs to."""
    return enterable(ctx, file) and _row(ctx, file, lesson_pages) is not None


def of_answer(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may enter the lesson that has the answer that a file belongs to."""
    return enterable(ctx, file) and _row(ctx, file, lesson_answers) is not None


def of_essay(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller has written, or may grade, the essay that a file belongs to."""
    context = contexts.by_id(ctx.db, file.contextid)
    row = _row(ctx, file, lesson_attempts)
    if context is None or row is None or not enterable(ctx, file):
        return False
    return bool(row["userid"] == ctx.userid) or ctx.has("mod/lesson:grade", context)


def _row(ctx: CallContext, file: StoredFile, table: Table) -> RowMapping | None:
    """The row that a file belongs to, None if it is not of the lesson of the file's context."""
    context = contexts.by_id(ctx.db, file.contextid)
    row = ctx.db.execute(select(table).where(table.c.id == file.itemid)).mappings().first()
    if context is None or row is None:
        return None
    return row if course_modules.by_id(ctx.db, context.instance)["instance"] == row["lessonid"] else None


AREAS: Areas = {
    "intro": INTRO,
    "page_contents": FileArea(may_read=of_page, download=False),
    "page_answers": FileArea(may_read=of_answer, download=False),
    "page_responses": FileArea(may_read=of_answer, download=False),
    "essay_responses": FileArea(may_read=of_essay, download=False),
    "essay_answers": FileArea(may_read=of_essay, download=False),
    "mediafile": FileArea(may_read=enterable, item=ItemSegment.REVISION, download=False),
}
"""The file areas of lessons, each with the rule of who may read it."""

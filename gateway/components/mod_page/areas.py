"""The file areas of pages: their files, and beside them the page itself, as a page of its own to keep."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from gateway.api import CallContext, Context
from gateway.api.areas import INTRO, MadeFile, kept_by_revision, view
from gateway.api.text import offline_page
from gateway.components.core_course import course_modules
from gateway.components.mod_page.tables import page

__all__ = ["AREAS"]

_NAMES = ("index.html", "index.htm")


def whole_page(ctx: CallContext, context: Context, rest: Sequence[str]) -> MadeFile | None:
    """The page as HTML, in which the addresses of its files lead to files beside it."""
    if not rest or rest[0] not in _NAMES or not view(ctx, context, "mod_page"):
        return None
    instance = course_modules.by_id(ctx.db, context.instance)["instance"]
    row = ctx.db.execute(select(page).where(page.c.id == instance)).mappings().first()
    if row is None:
        return None
    text = offline_page(row["content"], row["contentformat"], ctx.site, context)
    return MadeFile(filename=rest[0], mimetype="text/html", content=text.encode(), download=True)


AREAS = {"intro": INTRO, "content": kept_by_revision(made=whole_page)}
"""The file areas of pages, each with the rule of who may read it."""

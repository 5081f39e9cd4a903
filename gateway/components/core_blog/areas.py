"""The file areas of blogs and their rule: files are readable like the entries that they belong to."""

from __future__ import annotations

from sqlalchemy import select

from gateway.api import CallContext, LoginRequired
from gateway.api.areas import FileArea, StoredFile
from gateway.components.core_blog import filters, lib
from gateway.components.core_blog.tables import post

__all__ = ["AREAS"]


def of_readable_entry(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may read the entry that a file belongs to. Raises ``LoginRequired`` where blogs need a log-in."""
    level = ctx.site.config.number("bloglevel")
    if ctx.caller is None and level < filters.EVERYBODY:
        raise LoginRequired("blogs are for people who are logged in")
    author = ctx.db.execute(select(post.c.userid).where(post.c.id == file.itemid, post.c.module == "blog")).scalar_one_or_none()
    if not level or author is None:
        return False
    query = select(post.c.id).where(post.c.id == file.itemid, *lib.readable(ctx, author))
    return author == ctx.userid or ctx.db.execute(query).first() is not None


_FILES = FileArea(may_read=of_readable_entry, lifetime=600, open=True)

AREAS = {"blog/post": _FILES, "blog/attachment": _FILES}
"""The file areas of blogs, each with the rule of who may read it."""

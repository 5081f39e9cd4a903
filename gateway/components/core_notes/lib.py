"""Notes: what teachers write down of people, for themselves, for the course, or for the site."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select

from gateway.api import SITE_COURSE, SYSTEM, CallContext, CodedError, Context, Level, MissingRecord, contexts, format_text
from gateway.components.core_course import lib as courses
from gateway.components.core_user import lib as users
from gateway.store.tables.content import post

__all__ = ["enter", "notes"]


def enter(ctx: CallContext, courseid: int, userid: int) -> Context:
    """Enter the course whose notes are asked for; the site for 0. Raises ``CodedError`` or ``MissingRecord``."""
    if not ctx.site.config.flag("enablenotes"):
        raise CodedError("notesdisabled", "notes", message="Notes are switched off on this site.")
    if userid:
        users.active(ctx.db, ctx.site, userid)
    if courseid in (0, SITE_COURSE):
        return ctx.validate(SYSTEM)
    if not courses.courses(ctx.db, id=courseid):
        raise MissingRecord("course")
    return ctx.validate(contexts.by_instance(ctx.db, Level.COURSE, courseid))


def notes(ctx: CallContext, place: Context, courseid: int, userid: int) -> dict[str, Any]:
    """The notes on one person, or on all (0), by who may read them; in the site as a whole there are none of courses."""
    of_person = [post.c.userid == userid] if userid else []
    of_course = [post.c.courseid == courseid]
    site = _told(ctx, place, post.c.publishstate == "site", *(of_person or of_course))
    own = _told(ctx, place, post.c.publishstate == "draft", post.c.usermodified == ctx.userid, *of_person, *of_course)
    course = [] if place is SYSTEM else _told(ctx, place, post.c.publishstate == "public", *of_person, *of_course)
    return {"sitenotes": site, "coursenotes": course, "personalnotes": own}


def _told(ctx: CallContext, place: Context, *conditions: ColumnElement[bool]) -> list[dict[str, Any]]:
    """The notes for which all that holds, newest first."""
    query = select(post).where(post.c.module == "notes", *conditions).order_by(post.c.lastmodified.desc(), post.c.id.desc())
    found = []
    for row in ctx.db.execute(query).mappings():
        text, text_format = format_text(row["content"], row["format"], ctx.settings, ctx.site, place)
        names = ("id", "courseid", "userid", "created", "lastmodified", "usermodified", "publishstate")
        found.append({**{name: row[name] for name in names}, "content": text, "format": text_format})
    return found

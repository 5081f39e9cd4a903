"""What is told of forums."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_forum import places
from gateway.components.mod_forum.places import Place
from gateway.components.mod_forum.tables import forum, forum_discussions, forum_posts, forum_read

__all__ = ["TABLE", "listed"]

TABLE = forum

# What is told as it is stored.
_COLUMNS = (
    "type", "duedate", "cutoffdate", "assessed", "assesstimestart", "assesstimefinish", "scale", "grade_forum", "grade_forum_notify",
    "maxbytes", "maxattachments", "forcesubscribe", "trackingtype", "rsstype", "rssarticles", "timemodified", "warnafter", "blockafter",
    "blockperiod", "completiondiscussions", "completionreplies", "completionposts", "lockdiscussionafter",
)  # fmt: skip


def listed(ctx: CallContext, wanted: Collection[int]) -> list[dict[str, Any]]:
    """The forums in courses whose discussions the caller may read."""
    found, _ = instances.of_courses(ctx, TABLE, wanted)
    stand = places.of(ctx, [one.row["id"] for one in found])
    return [_told(ctx, one, stand[one.row["id"]]) for one in found if stand[one.row["id"]].may("viewdiscussion")]


def _told(ctx: CallContext, one: CourseActivity, place: Place) -> dict[str, Any]:
    """A forum, as the caller sees it."""
    count = select(func.count()).select_from(forum_discussions).where(forum_discussions.c.forum == one.row["id"])
    tracked = place.is_tracked()
    found = {
        **instances.name_and_intro(ctx, one),
        **{name: one.row[name] for name in _COLUMNS},
        "lang": one.module["lang"] or "",
        "cmid": one.module["id"],
        "numdiscussions": ctx.db.execute(count).scalar_one(),
        "cancreatediscussions": place.may_begin(),
        "istracked": tracked,
    }
    return {**found, "unreadpostscount": _unread(ctx, one)} if tracked else found


def _unread(ctx: CallContext, one: CourseActivity) -> int:
    """How many posts the caller has not read; old ones count as read."""
    since = ctx.now - ctx.site.config.number("forum_oldpostdays") * 24 * 3600
    read = select(forum_read.c.postid).where(forum_read.c.userid == ctx.userid, forum_read.c.forumid == one.row["id"])
    query = (
        select(func.count())
        .select_from(forum_posts.join(forum_discussions, forum_discussions.c.id == forum_posts.c.discussion))
        .where(forum_discussions.c.forum == one.row["id"], forum_posts.c.modified >= since, forum_posts.c.id.not_in(read))
    )
    return int(ctx.db.execute(query).scalar_one())

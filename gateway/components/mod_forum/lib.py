"""The results of ``mod_forum_get_forums_by_courses``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import func, select

from gateway.api import CallContext
from gateway.api.access import GroupMode
from gateway.components.core_course import instances
from gateway.components.core_course.instances import CourseActivity
from gateway.components.mod_forum.access import EVERYBODY, ForumAccess, forum_accesses
from gateway.components.mod_forum.tables import forum, forum_discussions, forum_posts, forum_read

__all__ = ["TABLE", "forum_results"]

TABLE = forum

# Columns that are returned as they are stored.
_COLUMNS = (
    "type", "duedate", "cutoffdate", "assessed", "assesstimestart", "assesstimefinish", "scale", "grade_forum", "grade_forum_notify",
    "maxbytes", "maxattachments", "forcesubscribe", "trackingtype", "rsstype", "rssarticles", "timemodified", "warnafter", "blockafter",
    "blockperiod", "completiondiscussions", "completionreplies", "completionposts", "lockdiscussionafter",
)  # fmt: skip


def forum_results(ctx: CallContext, wanted: Collection[int]) -> list[dict[str, Any]]:
    """The forums in these courses whose discussions the caller may read."""
    found, _ = instances.of_courses(ctx, TABLE, wanted)
    accesses = forum_accesses(ctx, [activity.row["id"] for activity in found])
    counts = _discussion_counts(ctx, accesses)
    return [
        _forum_result(ctx, activity, accesses[activity.row["id"]], counts.get(activity.row["id"], {}))
        for activity in found
        if accesses[activity.row["id"]].may("viewdiscussion")
    ]


def _discussion_counts(ctx: CallContext, ids: Collection[int]) -> dict[int, dict[int, int]]:
    """The numbers of discussions that are displayed now, by forum and group."""
    cols = forum_discussions.c
    shown = (cols.timestart < ctx.now) & ((cols.timeend == 0) | (cols.timeend > ctx.now))
    query = (
        select(cols.forum, cols.groupid, func.count().label("number")).where(cols.forum.in_(ids), shown).group_by(cols.forum, cols.groupid)
    )
    found: dict[int, dict[int, int]] = {}
    for row in ctx.db.execute(query):
        found.setdefault(row.forum, {})[row.groupid] = row.number
    return found


def _forum_result(ctx: CallContext, activity: CourseActivity, access: ForumAccess, counts: Mapping[int, int]) -> dict[str, Any]:
    """The result of one forum; ``counts`` are its numbers of discussions by group."""
    sees_all = access.mode != GroupMode.SEPARATE or access.is_open_to_all
    groups = counts if sees_all else {*access.listed_groups, EVERYBODY}
    tracked = access.is_tracked()
    found = {
        **instances.name_and_intro(ctx, activity),
        **{name: activity.row[name] for name in _COLUMNS},
        "lang": activity.module["lang"] or "",
        "cmid": activity.module["id"],
        "numdiscussions": sum(number for groupid, number in counts.items() if groupid in groups),
        "cancreatediscussions": access.may_begin(),
        "istracked": tracked,
    }
    return {**found, "unreadpostscount": _unread(ctx, activity)} if tracked else found


def _unread(ctx: CallContext, activity: CourseActivity) -> int:
    """The number of posts the caller has not read; posts older than ``forum_oldpostdays`` count as read."""
    since = ctx.now - ctx.site.config.number("forum_oldpostdays") * 24 * 3600
    read = select(forum_read.c.postid).where(forum_read.c.userid == ctx.userid, forum_read.c.forumid == activity.row["id"])
    query = (
        select(func.count())
        .select_from(forum_posts.join(forum_discussions, forum_discussions.c.id == forum_posts.c.discussion))
        .where(forum_discussions.c.forum == activity.row["id"], forum_posts.c.modified >= since, forum_posts.c.id.not_in(read))
    )
    return int(ctx.db.execute(query).scalar_one())

"""The results of ``mod_forum_get_forums_by_courses``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

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
    discussions = _discussion_counts(ctx, accesses)
    unread = _unread_counts(ctx, {forumid: access for forumid, access in accesses.items() if access.is_tracked()})
    results = []
    for activity in found:
        access = accesses[activity.row["id"]]
        if not access.may("viewdiscussion"):
            continue
        result = _forum_result(ctx, activity, access)
        result |= {"numdiscussions": _in_listed_groups(access, discussions), "istracked": access.is_tracked()}
        if access.is_tracked():
            result["unreadpostscount"] = _in_listed_groups(access, unread)
        results.append(result)
    return results


def _forum_result(ctx: CallContext, activity: CourseActivity, access: ForumAccess) -> dict[str, Any]:
    """The result of one forum, without its numbers of discussions and posts."""
    return {
        **instances.name_and_intro(ctx, activity),
        **instances.stored(activity, _COLUMNS),
        "lang": activity.module["lang"] or "",
        "cmid": activity.module["id"],
        "cancreatediscussions": access.may_begin(),
    }


def _in_listed_groups(access: ForumAccess, counts: Mapping[tuple[int, int], int]) -> int:
    """The sum, over the groups whose discussions the caller sees, of what was counted by forum and group."""
    sees_all = access.mode != GroupMode.SEPARATE or access.is_open_to_all
    listed = set() if sees_all else {*access.listed_groups, EVERYBODY}
    return sum(number for (forumid, groupid), number in counts.items() if forumid == access.id and (sees_all or groupid in listed))


def _displayed(ctx: CallContext) -> ColumnElement[bool]:
    """The condition for discussions that are displayed now."""
    cols = forum_discussions.c
    return (cols.timestart < ctx.now) & ((cols.timeend == 0) | (cols.timeend > ctx.now))


def _counts(ctx: CallContext, query: Select[Any]) -> dict[tuple[int, int], int]:
    """The numbers of rows of a statement, by forum and group of their discussions."""
    cols = forum_discussions.c
    counted = query.add_columns(cols.forum, cols.groupid, func.count().label("number")).group_by(cols.forum, cols.groupid)
    return {(row.forum, row.groupid): row.number for row in ctx.db.execute(counted)}


def _discussion_counts(ctx: CallContext, ids: Collection[int]) -> dict[tuple[int, int], int]:
    """The numbers of discussions that are displayed now, by forum and group."""
    return _counts(ctx, select().select_from(forum_discussions).where(forum_discussions.c.forum.in_(ids), _displayed(ctx)))


def _unread_counts(ctx: CallContext, accesses: Mapping[int, ForumAccess]) -> dict[tuple[int, int], int]:
    """The numbers of posts that the caller has not read, by forum and group; those older than ``forum_oldpostdays`` count as read."""
    if not accesses:
        return {}
    cols, since = forum_posts.c, ctx.now - ctx.site.config.number("forum_oldpostdays") * 24 * 3600
    read = select(forum_read.c.postid).where(forum_read.c.userid == ctx.userid, forum_read.c.forumid.in_(accesses))
    with_private = [forumid for forumid, access in accesses.items() if access.may("readprivatereplies")]
    query = (
        select()
        .select_from(forum_posts.join(forum_discussions, forum_discussions.c.id == cols.discussion))
        .where(forum_discussions.c.forum.in_(accesses), _displayed(ctx), cols.modified >= since, cols.id.not_in(read))
        .where(or_(cols.privatereplyto.in_((0, ctx.userid)), forum_discussions.c.forum.in_(with_private)))
    )
    return _counts(ctx, query)

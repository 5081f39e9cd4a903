"""What is told of forums."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from gateway.api import CallContext
from gateway.components.core_course import instances
from gateway.components.core_course.instances import Activity
from gateway.components.core_user import lib as users
from gateway.store.tables.forum import forum, forum_discussions, forum_posts, forum_read
from gateway.store.tables.groups import groups, groups_members

__all__ = ["TABLE", "told"]

TABLE = forum

# What is told as it is stored.
_COLUMNS = (
    "type", "duedate", "cutoffdate", "assessed", "assesstimestart", "assesstimefinish", "scale", "grade_forum", "grade_forum_notify",
    "maxbytes", "maxattachments", "forcesubscribe", "trackingtype", "rsstype", "rssarticles", "timemodified", "warnafter", "blockafter",
    "blockperiod", "completiondiscussions", "completionreplies", "completionposts", "lockdiscussionafter",
)  # fmt: skip

# Whether read posts are tracked: never, as everybody wishes, always.
_NEVER_TRACKED, _TRACKED_FOR_ALL = 0, 2


def told(ctx: CallContext, one: Activity) -> dict[str, Any]:
    """A forum, as the caller sees it."""
    count = select(func.count()).select_from(forum_discussions).where(forum_discussions.c.forum == one.row["id"])
    tracked = _is_tracked(ctx, one)
    found = {
        **instances.named(ctx, one),
        **{name: one.row[name] for name in _COLUMNS},
        "lang": one.module["lang"] or "",
        "cmid": one.module["id"],
        "numdiscussions": ctx.db.execute(count).scalar_one(),
        "cancreatediscussions": _may_discuss(ctx, one),
        "istracked": tracked,
    }
    return {**found, "unreadpostscount": _unread(ctx, one)} if tracked else found


def _may_discuss(ctx: CallContext, one: Activity) -> bool:
    """Whether the caller may begin discussions; where there are groups, only members of one or those who are above them."""
    capability = "mod/forum:addnews" if one.row["type"] == "news" else "mod/forum:startdiscussion"
    if not ctx.has(capability, one.context):
        return False
    if not one.module["groupmode"] or ctx.has("moodle/site:accessallgroups", one.context):
        return True
    member = groups.join(groups_members, groups_members.c.groupid == groups.c.id)
    own = select(groups.c.id).select_from(member).where(groups.c.courseid == one.row["course"], groups_members.c.userid == ctx.userid)
    return ctx.db.execute(own.limit(1)).first() is not None


def _is_tracked(ctx: CallContext, one: Activity) -> bool:
    """Whether it is noted which posts the caller has read."""
    config, tracking = ctx.site.config, one.row["trackingtype"]
    if not config.flag("forum_trackreadposts") or tracking == _NEVER_TRACKED or ctx.userid in (0, ctx.site.guest_id):
        return False
    if tracking == _TRACKED_FOR_ALL and config.flag("forum_allowforcedreadtracking"):
        return True
    return bool(users.existing(ctx.db, ctx.userid)["trackforums"])


def _unread(ctx: CallContext, one: Activity) -> int:
    """How many posts the caller has not read; old ones count as read."""
    since = ctx.now - ctx.site.config.number("forum_oldpostdays") * 24 * 3600
    read = select(forum_read.c.postid).where(forum_read.c.userid == ctx.userid, forum_read.c.forumid == one.row["id"])
    query = (
        select(func.count())
        .select_from(forum_posts.join(forum_discussions, forum_discussions.c.id == forum_posts.c.discussion))
        .where(forum_discussions.c.forum == one.row["id"], forum_posts.c.modified >= since, forum_posts.c.id.not_in(read))
    )
    return int(ctx.db.execute(query).scalar_one())

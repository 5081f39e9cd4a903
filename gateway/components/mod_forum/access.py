"""Forums as the caller may use them: their rows, their contexts, groups and capabilities."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from sqlalchemy import RowMapping, bindparam, func, select

from gateway.api import CallContext, Context, Level, MissingCapability, MissingRecord, contexts
from gateway.api.access import GroupMode, OwnGroups
from gateway.api.tables import course, course_modules, modules
from gateway.components.core_user import lib as users
from gateway.components.mod_forum.tables import forum, forum_discussions, forum_posts

__all__ = ["EVERYBODY", "ForumAccess", "enter_forum", "enter_forum_module", "forum_access", "forum_accesses"]

# The group id of discussions for all participants.
EVERYBODY = -1

# Values of ``trackingtype``: read posts are never tracked; they are always tracked. Between them, each user decides.
_NEVER_TRACKED, _TRACKED_FOR_ALL = 0, 2

_FOUND = (
    select(
        forum,
        course_modules.c.id.label("cmid"),
        course_modules.c.groupmode,
        course_modules.c.groupingid,
        course.c.groupmode.label("coursegroupmode"),
        course.c.groupmodeforce,
    )
    .select_from(
        forum.join(course_modules, course_modules.c.instance == forum.c.id)
        .join(modules, modules.c.id == course_modules.c.module)
        .join(course, course.c.id == forum.c.course)
    )
    .where(modules.c.name == "forum", forum.c.id.in_(bindparam("forums", expanding=True)))
)
_WRITTEN_IN = (
    select(forum_posts.c.discussion)
    .select_from(forum_posts.join(forum_discussions, forum_discussions.c.id == forum_posts.c.discussion))
    .where(forum_discussions.c.forum == bindparam("forum"), forum_posts.c.userid == bindparam("userid"))
    .group_by(forum_posts.c.discussion)
    .having(func.min(forum_posts.c.created) <= bindparam("before"))
)
_BEGUN = select(forum_discussions.c.id).where(
    forum_discussions.c.forum == bindparam("forum"), forum_discussions.c.userid == bindparam("userid")
)


class _Reader:
    """What is the same for the caller in all forums: whether read posts are tracked on request, and the caller's groups."""

    def __init__(self, ctx: CallContext) -> None:
        """Load nothing before it is asked for."""
        self._ctx, self._groups = ctx, OwnGroups(ctx.db, ctx)

    @cached_property
    def wants_tracking(self) -> bool:
        """Whether the caller has chosen that read posts are tracked."""
        return bool(users.existing(self._ctx.db, self._ctx.userid)["trackforums"])

    def groups_in(self, courseid: int, groupingid: int = 0) -> frozenset[int]:
        """The ids of the caller's groups in a course, or in a grouping of it, as far as they may see that they are members."""
        return self._groups.of(contexts.by_instance(self._ctx.db, Level.COURSE, courseid), groupingid)


class ForumAccess:
    """A forum with its context, and what the caller may do in it; ``row`` has columns of its course module and course, too."""

    def __init__(self, ctx: CallContext, row: RowMapping, context: Context, reader: _Reader) -> None:
        """Keep the row; what else is needed is loaded when it is first asked for, and once."""
        self.ctx, self.row, self.context, self._reader = ctx, row, context, reader

    @property
    def id(self) -> int:
        """The id of the forum."""
        return int(self.row["id"])

    def may(self, capability: str) -> bool:
        """Whether the caller has the capability ``mod/forum:…`` in the forum's context."""
        return self.ctx.has(f"mod/forum:{capability}", self.context)

    @cached_property
    def mode(self) -> int:
        """The group mode of the forum, or that of the course if the course forces its own."""
        return int(self.row["coursegroupmode"] if self.row["groupmodeforce"] else self.row["groupmode"])

    @cached_property
    def is_open_to_all(self) -> bool:
        """Whether the caller sees all groups: there are none, or the caller has ``moodle/site:accessallgroups``."""
        return self.mode == GroupMode.NONE or self.ctx.has("moodle/site:accessallgroups", self.context)

    @property
    def own_groups(self) -> frozenset[int]:
        """The ids of the caller's groups in the course."""
        return self._reader.groups_in(self.row["course"])

    @property
    def listed_groups(self) -> frozenset[int]:
        """The ids of the caller's groups whose discussions are listed: with a grouping, those of the grouping."""
        return self._reader.groups_in(self.row["course"], self.row["groupingid"])

    @cached_property
    def written_in(self) -> set[int]:
        """The ids of the discussions in which the caller has posted, and can no longer change what."""
        before = self.ctx.now - self.ctx.site.config.number("maxeditingtime")
        return set(self.ctx.db.execute(_WRITTEN_IN, {"forum": self.id, "userid": self.ctx.userid, "before": before}).scalars())

    def sees_group(self, groupid: int) -> bool:
        """Whether the caller may see discussions of a group."""
        return groupid == EVERYBODY or self.mode != GroupMode.SEPARATE or self.is_open_to_all or groupid in self.own_groups

    def writes_for(self, groupid: int) -> bool:
        """Whether the caller may reply in discussions of a group."""
        if groupid == EVERYBODY and self.mode == GroupMode.VISIBLE:
            return True
        return self.is_open_to_all or groupid in self.own_groups

    def is_closed(self) -> bool:
        """Whether the cut-off date is over, and holds for the caller."""
        cutoff = self.row["cutoffdate"]
        return bool(cutoff) and cutoff < self.ctx.now and not self.may("canoverridecutoff")

    def may_begin(self, groupid: int | None = None) -> bool:
        """Whether the caller may add discussions: for a group, for all participants (-1), or (None) for any group."""
        kind = self.row["type"]
        capability = {"news": "addnews", "qanda": "addquestion"}.get(kind, "startdiscussion")
        if kind == "single" or self.is_closed() or not self.may(capability):
            return False
        if kind == "eachuser" and self.ctx.db.execute(_BEGUN, {"forum": self.id, "userid": self.ctx.userid}).first():
            return False
        if self.is_open_to_all:
            return True
        own_groups = self.own_groups
        return groupid in own_groups if groupid else bool(own_groups)

    def may_attach(self) -> bool:
        """Whether the caller may attach files."""
        return self.row["maxattachments"] > 0 and self.row["maxbytes"] != 1 and self.may("createattachment")

    def is_tracked(self) -> bool:
        """Whether the read posts of the caller are tracked in the forum."""
        config, tracking = self.ctx.site.config, self.row["trackingtype"]
        if not config.flag("forum_trackreadposts") or tracking == _NEVER_TRACKED or self.ctx.userid in (0, self.ctx.site.guest_id):
            return False
        if tracking == _TRACKED_FOR_ALL and config.flag("forum_allowforcedreadtracking"):
            return True
        return self._reader.wants_tracking


def forum_access(ctx: CallContext, forumid: int) -> ForumAccess | None:
    """The forum with this id, or None if it does not exist or has no course module."""
    return forum_accesses(ctx, [forumid]).get(forumid)


def forum_accesses(ctx: CallContext, ids: Collection[int]) -> dict[int, ForumAccess]:
    """The forums with these ids that have a course module, by id."""
    rows = ctx.db.execute(_FOUND, {"forums": list(ids)}).mappings().all()
    found = contexts.by_instances(ctx.db, Level.MODULE, [row["cmid"] for row in rows])
    reader = _Reader(ctx)
    return {row["id"]: ForumAccess(ctx, row, found[row["cmid"]], reader) for row in rows if row["cmid"] in found}


def enter_forum_module(ctx: CallContext, cmid: int) -> ForumAccess:
    """Validate the context of a forum, given its course module id. Raises ``MissingRecord`` or ``MissingCapability``."""
    kind = course_modules.join(modules, modules.c.id == course_modules.c.module)
    query = select(course_modules.c.instance).select_from(kind).where(course_modules.c.id == cmid, modules.c.name == "forum")
    found = ctx.db.execute(query).scalar()
    if found is None:
        raise MissingRecord("course_modules")
    return enter_forum(ctx, found, reading=True)


def enter_forum(ctx: CallContext, forumid: int, *, reading: bool = False) -> ForumAccess:
    """Validate a forum's context. Raises ``MissingRecord``, with ``reading`` ``MissingCapability`` without ``viewdiscussion``."""
    access = forum_access(ctx, forumid)
    if access is None:
        raise MissingRecord("forum")
    ctx.validate(access.context)
    if reading and not access.may("viewdiscussion"):
        raise MissingCapability("mod/forum:viewdiscussion", "noviewdiscussionspermission")
    return access

"""Forums, each with where it stands, and what of it the caller may do."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from sqlalchemy import RowMapping, bindparam, select

from gateway.api import CallContext, Context, Level, MissingCapability, MissingRecord, contexts
from gateway.api.access import GroupMode
from gateway.api.tables import course, course_modules, groups, groups_members, modules
from gateway.components.core_user import lib as users
from gateway.components.mod_forum.tables import forum, forum_discussions, forum_posts

__all__ = ["EVERYBODY", "Place", "enter", "enter_module", "find", "of"]

# The group of what is for all participants.
EVERYBODY = -1

# Whether read posts are tracked: never, as everybody wishes, always.
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
_MEMBERSHIPS = (
    select(groups_members.c.groupid)
    .select_from(groups_members.join(groups, groups.c.id == groups_members.c.groupid))
    .where(groups.c.courseid == bindparam("course"), groups_members.c.userid == bindparam("userid"))
)
_WRITTEN_IN = (
    select(forum_posts.c.discussion)
    .distinct()
    .select_from(forum_posts.join(forum_discussions, forum_discussions.c.id == forum_posts.c.discussion))
    .where(forum_discussions.c.forum == bindparam("forum"), forum_posts.c.userid == bindparam("userid"))
)
_BEGUN = select(forum_discussions.c.id).where(
    forum_discussions.c.forum == bindparam("forum"), forum_discussions.c.userid == bindparam("userid")
)


class Place:
    """A forum as the caller finds it: its row, with what matters here of its course and course module, and its context."""

    def __init__(self, ctx: CallContext, row: RowMapping, context: Context) -> None:
        """Nothing is asked of the database before it is needed, and nothing twice."""
        self.ctx, self.row, self.context = ctx, row, context

    @property
    def id(self) -> int:
        """The id of the forum."""
        return int(self.row["id"])

    def may(self, capability: str) -> bool:
        """Whether the caller holds a capability of forums there."""
        return self.ctx.has(f"mod/forum:{capability}", self.context)

    @cached_property
    def mode(self) -> int:
        """How groups keep people apart there: as the course says where it decides for all."""
        return int(self.row["coursegroupmode"] if self.row["groupmodeforce"] else self.row["groupmode"])

    @cached_property
    def is_open_to_all(self) -> bool:
        """Whether groups keep nothing from the caller."""
        return self.mode == GroupMode.NONE or self.ctx.has("moodle/site:accessallgroups", self.context)

    @cached_property
    def own_groups(self) -> set[int]:
        """The ids of the groups of the course that the caller is in."""
        asked = {"course": self.row["course"], "userid": self.ctx.userid}
        return set(self.ctx.db.execute(_MEMBERSHIPS, asked).scalars())

    @cached_property
    def written_in(self) -> set[int]:
        """The ids of the discussions in which the caller has written."""
        return set(self.ctx.db.execute(_WRITTEN_IN, {"forum": self.id, "userid": self.ctx.userid}).scalars())

    def sees_group(self, groupid: int) -> bool:
        """Whether the caller may see what is for a group."""
        return groupid == EVERYBODY or self.mode != GroupMode.SEPARATE or self.is_open_to_all or groupid in self.own_groups

    def writes_for(self, groupid: int) -> bool:
        """Whether the caller may answer what is for a group."""
        return groupid == EVERYBODY or self.is_open_to_all or groupid in self.own_groups

    def is_closed(self) -> bool:
        """Whether it is too late to write."""
        cutoff = self.row["cutoffdate"]
        return bool(cutoff) and cutoff < self.ctx.now and not self.may("canoverridecutoff")

    def may_begin(self, groupid: int | None = None) -> bool:
        """Whether the caller may begin discussions: for a group or everybody, or for whatever group they may."""
        kind = self.row["type"]
        capability = {"news": "addnews", "qanda": "addquestion"}.get(kind, "startdiscussion")
        if kind == "single" or self.is_closed() or not self.may(capability):
            return False
        if kind == "eachuser" and self.ctx.db.execute(_BEGUN, {"forum": self.id, "userid": self.ctx.userid}).first():
            return False
        if self.is_open_to_all:
            return True
        mine = self.own_groups
        return groupid in mine if groupid else bool(mine)

    def may_attach(self) -> bool:
        """Whether the caller may attach files."""
        return self.row["maxattachments"] > 0 and self.row["maxbytes"] != 1 and self.may("createattachment")

    def is_tracked(self) -> bool:
        """Whether it is noted which posts the caller has read."""
        config, tracking = self.ctx.site.config, self.row["trackingtype"]
        if not config.flag("forum_trackreadposts") or tracking == _NEVER_TRACKED or self.ctx.userid in (0, self.ctx.site.guest_id):
            return False
        if tracking == _TRACKED_FOR_ALL and config.flag("forum_allowforcedreadtracking"):
            return True
        return bool(users.existing(self.ctx.db, self.ctx.userid)["trackforums"])


def find(ctx: CallContext, forumid: int) -> Place | None:
    """A forum that stands in a course, or None."""
    return of(ctx, [forumid]).get(forumid)


def of(ctx: CallContext, ids: Collection[int]) -> dict[int, Place]:
    """The forums with these ids that stand in courses, by id."""
    rows = ctx.db.execute(_FOUND, {"forums": list(ids)}).mappings().all()
    found = contexts.by_instances(ctx.db, Level.MODULE, [row["cmid"] for row in rows])
    return {row["id"]: Place(ctx, row, found[row["cmid"]]) for row in rows if row["cmid"] in found}


def enter_module(ctx: CallContext, cmid: int) -> Place:
    """Enter a forum by its course module, to read in it. Raises ``MissingRecord``, or ``MissingCapability``."""
    kind = course_modules.join(modules, modules.c.id == course_modules.c.module)
    query = select(course_modules.c.instance).select_from(kind).where(course_modules.c.id == cmid, modules.c.name == "forum")
    found = ctx.db.execute(query).scalar()
    if found is None:
        raise MissingRecord("course_modules")
    return enter(ctx, found, reading=True)


def enter(ctx: CallContext, forumid: int, *, reading: bool = False) -> Place:
    """Enter a forum. Raises ``MissingRecord``, or ``MissingCapability`` for one whose discussions the caller may not read."""
    place = find(ctx, forumid)
    if place is None:
        raise MissingRecord("forum")
    ctx.validate(place.context)
    if reading and not place.may("viewdiscussion"):
        raise MissingCapability("mod/forum:viewdiscussion", "noviewdiscussionspermission")
    return place

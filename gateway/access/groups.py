"""Groups: which groups and memberships a user may see, and whether groups keep a user from seeing others.

A group mode says whether groups separate their members, a group's visibility who may see it and its members, and
capabilities lift both. Functions that list groups or users ask here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import IntEnum
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select, true

from gateway.access import contexts
from gateway.access.contexts import Context, Level
from gateway.store.tables.groups import groupings_groups, groups, groups_members

__all__ = [
    "GroupMode",
    "OwnGroups",
    "Visibility",
    "activity_members",
    "are_apart",
    "fellows",
    "in_grouping",
    "known_groups",
    "known_members",
    "mode_of",
    "own_groups",
    "members_of",
    "memberships",
    "with_member",
]


class GroupMode(IntEnum):
    """The group modes (the values of ``course.groupmode`` and ``course_modules.groupmode``)."""

    NONE = 0
    SEPARATE = 1
    VISIBLE = 2


class Visibility(IntEnum):
    """Who may see the members of a group (the values of ``groups.visibility``)."""

    ALL = 0
    MEMBERS = 1
    OWN = 2
    NOBODY = 3


class Viewer(Protocol):
    """A user who looks at groups, with capabilities; ``CallContext`` is one."""

    @property
    def userid(self) -> int:
        """The id of the account, 0 for nobody."""

    def has(self, capability: str, context: Context, /) -> bool:
        """Whether the user holds a capability in a context."""


# The visibilities of groups that their members may see, beside those that everybody may.
_SEEN_BY_MEMBERS = (Visibility.MEMBERS, Visibility.OWN)
# The capability with which all groups and their members are seen.
_SEES_HIDDEN = "moodle/course:viewhiddengroups"


def mode_of(course: Mapping[Any, Any], activity: Mapping[Any, Any] | None = None) -> int:
    """The group mode that holds in a course or in an activity of it: the activity's own unless the course decides for all."""
    own = course["groupmode"] if activity is None or course["groupmodeforce"] else activity["groupmode"]
    return int(own)


def are_apart(viewer: Viewer, mode: int, place: Context) -> bool:
    """Whether a group mode keeps a user from seeing members of other groups in a course or an activity."""
    return mode == GroupMode.SEPARATE and not viewer.has("moodle/site:accessallgroups", place)


def with_member(userid: int) -> Select[tuple[int]]:
    """A subquery of the ids of the groups that a user is a member of."""
    return select(groups_members.c.groupid).where(groups_members.c.userid == userid)


def in_grouping(groupingid: int) -> ColumnElement[bool]:
    """The condition that a group is in a grouping; 0 stands for no grouping."""
    if not groupingid:
        return true()
    return groups.c.id.in_(select(groupings_groups.c.groupid).where(groupings_groups.c.groupingid == groupingid))


def known_groups(viewer: Viewer, course: Context) -> ColumnElement[bool]:
    """The condition that a user may see a group of a course: it is visible to all, or to members and the user is one."""
    if viewer.has(_SEES_HIDDEN, course):
        return true()
    mine = groups.c.id.in_(with_member(viewer.userid))
    return or_(groups.c.visibility == Visibility.ALL, and_(groups.c.visibility.in_(_SEEN_BY_MEMBERS), mine))


def known_members(viewer: Viewer, course: Context) -> ColumnElement[bool]:
    """The condition that a user may see a membership, in a statement that joins groups and their members.

    It is stricter than ``known_groups``: where members see only their own membership, those of others are hidden.
    """
    if viewer.has(_SEES_HIDDEN, course):
        return true()
    return or_(
        groups.c.visibility == Visibility.ALL,
        and_(groups.c.visibility == Visibility.MEMBERS, groups.c.id.in_(with_member(viewer.userid))),
        and_(groups.c.visibility == Visibility.OWN, groups_members.c.userid == viewer.userid),
    )


def own_groups(viewer: Viewer, course: Context, groupingid: int = 0) -> Select[tuple[int]]:
    """A subquery of the ids of the groups of a course, or of a grouping of it, that a user is a member of and may see."""
    mine = groups.c.id.in_(with_member(viewer.userid))
    return select(groups.c.id).where(groups.c.courseid == course.instance, mine, known_groups(viewer, course), in_grouping(groupingid))


def memberships(db: Connection, viewer: Viewer, userid: int) -> dict[int, list[int]]:
    """The ids of the groups that a user may see another, or themselves, to be a member of, by course id."""
    joined = groups_members.join(groups, groups.c.id == groups_members.c.groupid)
    query = select(groups.c.courseid, groups.c.id, groups.c.visibility).select_from(joined).where(groups_members.c.userid == userid)
    rows = db.execute(query.order_by(groups.c.id)).all()
    mine = userid == viewer.userid
    shared = set() if mine else {row.groupid for row in db.execute(with_member(viewer.userid))}
    known = {Visibility.ALL, *(_SEEN_BY_MEMBERS if mine else ())}
    hidden = {row.courseid for row in rows if row.visibility not in known}
    free = {courseid for courseid, place in contexts.by_instances(db, Level.COURSE, hidden).items() if viewer.has(_SEES_HIDDEN, place)}
    found: dict[int, list[int]] = {}
    for row in rows:
        if row.visibility in known or row.courseid in free or (row.visibility == Visibility.MEMBERS and row.id in shared):
            found.setdefault(row.courseid, []).append(row.id)
    return found


class OwnGroups:
    """The ids of the groups that a user is a member of and may see, by course and grouping, each loaded once."""

    def __init__(self, db: Connection, viewer: Viewer) -> None:
        """Load nothing before it is asked for."""
        self._db, self._viewer = db, viewer
        self._loaded: dict[tuple[int, int], frozenset[int]] = {}

    def of(self, course: Context, groupingid: int = 0) -> frozenset[int]:
        """The user's groups in a course, or in a grouping of it."""
        key = course.id, groupingid
        if key not in self._loaded:
            self._loaded[key] = frozenset(row.id for row in self._db.execute(own_groups(self._viewer, course, groupingid)))
        return self._loaded[key]


def members_of(ids: Select[tuple[int]]) -> Select[tuple[int]]:
    """A subquery of the ids of the members of groups."""
    return select(groups_members.c.userid).where(groups_members.c.groupid.in_(ids))


def activity_members(viewer: Viewer, course: Context, activity: Context, groupingid: int = 0) -> Select[tuple[int]]:
    """A subquery of the ids of the users whose work a user sees in an activity with separate groups.

    These are members of the groups that take part in activities: of the user's own or, for those who access all groups, of any.
    Whoever is in none of them is not among them.
    """
    joined = groups_members.join(groups, groups.c.id == groups_members.c.groupid)
    here = groups.c.courseid == course.instance, groups.c.participation == 1, in_grouping(groupingid)
    query = select(groups_members.c.userid).select_from(joined).where(*here, known_members(viewer, course))
    if viewer.has("moodle/site:accessallgroups", activity):
        return query
    return query.where(groups.c.id.in_(with_member(viewer.userid)), known_groups(viewer, course))


def fellows(db: Connection, viewer: Viewer, courses: Mapping[int, Context], userids: Collection[int]) -> dict[int, set[int]]:
    """Those of some users with whom a user shares a group that the user may see, by course id.

    ``courses`` has the contexts of the courses, by id.
    """
    found: dict[int, set[int]] = {courseid: set() for courseid in courses}
    if not found:
        return found
    mine = select(groups.c.id, groups.c.courseid, groups.c.visibility)
    mine = mine.where(groups.c.courseid.in_(found), groups.c.id.in_(with_member(viewer.userid)))
    known = {
        row.id: row.courseid
        for row in db.execute(mine)
        if row.visibility != Visibility.NOBODY or viewer.has(_SEES_HIDDEN, courses[row.courseid])
    }
    members = select(groups_members.c.groupid, groups_members.c.userid)
    for row in db.execute(members.where(groups_members.c.groupid.in_(known), groups_members.c.userid.in_(userids))):
        found[known[row.groupid]].add(row.userid)
    return found

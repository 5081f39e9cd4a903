"""Who sees whom in groups: which groups of a course somebody may know of, and which people they are kept apart from.

A group mode says whether groups keep people apart, a group's visibility who learns of it and of its members, and
capabilities lift both. Whoever lists groups or people asks here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import IntEnum
from typing import Protocol

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, or_, select, true

from gateway.access.contexts import Context
from gateway.store.tables.groups import groupings_groups, groups, groups_members

__all__ = [
    "GroupMode",
    "Visibility",
    "are_apart",
    "fellows",
    "in_grouping",
    "known_groups",
    "known_members",
    "mode_of",
    "own_groups",
    "people_of",
    "with_member",
]


class GroupMode(IntEnum):
    """How groups keep people apart (the values of ``course.groupmode`` and ``course_modules.groupmode``)."""

    NONE = 0
    SEPARATE = 1
    VISIBLE = 2


class Visibility(IntEnum):
    """Who sees that somebody is a member (the values of ``groups.visibility``)."""

    ALL = 0
    MEMBERS = 1
    OWN = 2
    NOBODY = 3


class Viewer(Protocol):
    """Somebody who looks at groups, with their capabilities."""

    @property
    def userid(self) -> int:
        """The id of the account, 0 for nobody."""

    def has(self, capability: str, context: Context, /) -> bool:
        """Whether they hold a capability in a context."""


# Groups that their members may know of, beside those that everybody may.
_KNOWN_TO_MEMBERS = (Visibility.MEMBERS, Visibility.OWN)


def mode_of(course: RowMapping, activity: RowMapping | None = None) -> int:
    """The group mode that holds in a course or in an activity of it: the activity's own unless the course decides for all."""
    own = course["groupmode"] if activity is None or course["groupmodeforce"] else activity["groupmode"]
    return int(own)


def are_apart(viewer: Viewer, mode: int, place: Context) -> bool:
    """Whether a group mode keeps somebody from seeing the groups of others in a course or an activity."""
    return mode == GroupMode.SEPARATE and not viewer.has("moodle/site:accessallgroups", place)


def with_member(userid: int) -> Select[tuple[int]]:
    """The ids of the groups that somebody is in, for use in another statement."""
    return select(groups_members.c.groupid).where(groups_members.c.userid == userid)


def in_grouping(groupingid: int) -> ColumnElement[bool]:
    """The condition that a group is in a grouping; 0 stands for no grouping."""
    if not groupingid:
        return true()
    return groups.c.id.in_(select(groupings_groups.c.groupid).where(groupings_groups.c.groupingid == groupingid))


def known_groups(viewer: Viewer, course: Context) -> ColumnElement[bool]:
    """The condition that somebody may know of a group of a course: it is visible to all, or to its members and they are one."""
    if viewer.has("moodle/course:viewhiddengroups", course):
        return true()
    mine = groups.c.id.in_(with_member(viewer.userid))
    return or_(groups.c.visibility == Visibility.ALL, and_(groups.c.visibility.in_(_KNOWN_TO_MEMBERS), mine))


def known_members(viewer: Viewer, course: Context) -> ColumnElement[bool]:
    """The condition that somebody may know of a membership, in a statement that joins groups and their members.

    It is stricter than ``known_groups``: where members see nobody but themselves, the memberships of others are hidden.
    """
    if viewer.has("moodle/course:viewhiddengroups", course):
        return true()
    return or_(
        groups.c.visibility == Visibility.ALL,
        and_(groups.c.visibility == Visibility.MEMBERS, groups.c.id.in_(with_member(viewer.userid))),
        and_(groups.c.visibility == Visibility.OWN, groups_members.c.userid == viewer.userid),
    )


def own_groups(viewer: Viewer, course: Context, groupingid: int = 0) -> Select[tuple[int]]:
    """The ids of the groups of a course, or of a grouping of it, that somebody is in and may know of."""
    mine = groups.c.id.in_(with_member(viewer.userid))
    return select(groups.c.id).where(groups.c.courseid == course.instance, mine, known_groups(viewer, course), in_grouping(groupingid))


def people_of(ids: Select[tuple[int]]) -> Select[tuple[int]]:
    """The ids of the people who are in groups, for use in another statement."""
    return select(groups_members.c.userid).where(groups_members.c.groupid.in_(ids))


def fellows(db: Connection, viewer: Viewer, courses: Mapping[int, Context], people: Collection[int]) -> dict[int, set[int]]:
    """Those of these people with whom somebody shares a group that they know of, by the id of the course.

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
        if row.visibility != Visibility.NOBODY or viewer.has("moodle/course:viewhiddengroups", courses[row.courseid])
    }
    members = select(groups_members.c.groupid, groups_members.c.userid)
    for row in db.execute(members.where(groups_members.c.groupid.in_(known), groups_members.c.userid.in_(people))):
        found[known[row.groupid]].add(row.userid)
    return found

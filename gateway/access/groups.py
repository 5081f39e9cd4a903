"""Groups: group modes, and which groups and memberships a user may see."""

from __future__ import annotations

from enum import IntEnum

from sqlalchemy import ColumnElement, Select, and_, or_, select

from gateway.store.tables.groups import groups, groups_members

__all__ = ["GroupMode", "Visibility", "known_to", "with_member"]


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


def with_member(userid: int) -> Select[tuple[int]]:
    """A subquery of the ids of the groups that a user is a member of."""
    return select(groups_members.c.groupid).where(groups_members.c.userid == userid)


def known_to(userid: int, *, of_others: bool) -> ColumnElement[bool]:
    """The condition for groups that a user may see or, with ``of_others``, for those whose other members the user may see.

    Holders of ``moodle/course:viewhiddengroups`` may see all groups; callers of this function check that.
    """
    among_members = (Visibility.MEMBERS,) if of_others else (Visibility.MEMBERS, Visibility.OWN)
    return or_(
        groups.c.visibility == Visibility.ALL,
        and_(groups.c.visibility.in_(among_members), groups.c.id.in_(with_member(userid))),
    )

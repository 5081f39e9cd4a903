"""Which groups of a course somebody may know of: those that all may see, and what members see of their own."""

from __future__ import annotations

from enum import IntEnum

from sqlalchemy import ColumnElement, Select, and_, or_, select

from gateway.store.tables.groups import groups, groups_members

__all__ = ["GroupMode", "Visibility", "known_to", "with_member"]


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


def with_member(userid: int) -> Select[tuple[int]]:
    """The ids of the groups that somebody is in, for use in another statement."""
    return select(groups_members.c.groupid).where(groups_members.c.userid == userid)


def known_to(userid: int, *, of_others: bool) -> ColumnElement[bool]:
    """That somebody may know of a group in a statement or, where it is about others, of who is in it.

    Whoever holds ``moodle/course:viewhiddengroups`` may know of all.
    """
    among_members = (Visibility.MEMBERS,) if of_others else (Visibility.MEMBERS, Visibility.OWN)
    return or_(
        groups.c.visibility == Visibility.ALL,
        and_(groups.c.visibility.in_(among_members), groups.c.id.in_(with_member(userid))),
    )

"""Searching users by name: participants of a course, or users not enrolled in it yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, case, or_, select

from gateway.api import CallContext, Context, Level, MissingRecord, contexts, enrolments
from gateway.api.access import are_apart, members_of, mode_of, own_groups
from gateway.api.rows import caseless, page_of
from gateway.api.tables import user, user_enrolments
from gateway.components.core_course.lib import Course
from gateway.components.core_group.lib import activity_groups
from gateway.components.core_user.details import Details, identity_fields
from gateway.components.core_user.lib import PERSON, User

__all__ = ["NameSearch", "details_of", "members", "others"]

_PROFILE_FIELD = "profile_field_"


class NameSearch(msgspec.Struct, frozen=True):
    """A text to find at the start of names or anywhere in them, and the page of the results to return."""

    text: str
    anywhere: bool
    page: int
    perpage: int


def members(ctx: CallContext, course: Course, place: Context, search: NameSearch, contextid: int | None) -> list[User]:
    """The matching participants of a course.

    Where groups keep people apart, in the course or in the activity whose context is given, only those of the caller's groups.
    """
    query = _found(ctx, place, search).where(user.c.id.in_(enrolments.people_in(course["id"], ctx.site.guest_id)))
    if _has_separate_groups(ctx, course, _part(ctx, place, contextid)):
        query = query.where(user.c.id.in_(members_of(own_groups(ctx, place))))
    return _page(ctx, query, search)


def others(ctx: CallContext, place: Context, enrolid: int, search: NameSearch) -> list[User]:
    """The matching users who are not enrolled through a method."""
    enrolled = select(user_enrolments.c.userid).where(user_enrolments.c.enrolid == enrolid)
    return _page(ctx, _found(ctx, place, search).where(user.c.id.not_in(enrolled)), search)


def details_of(ctx: CallContext, course: Course, place: Context, people: Sequence[User]) -> list[dict[str, Any]]:
    """The names, pictures and identity fields of users, as far as the caller may see them."""
    identity = identity_fields(ctx, place)
    fields = ["id", "fullname", "profileimageurl", "profileimageurlsmall", *(name for name in identity if name in user.c)]
    if any(name.startswith(_PROFILE_FIELD) for name in identity):
        fields.append("customfields")
    details = Details(ctx, people, fields, (course, place))
    return [entry for row in people if (entry := details.of(row))]


def _found(ctx: CallContext, place: Context, search: NameSearch) -> Select[Any]:
    """The statement that selects the matching accounts by surname, exact matches first."""
    fullname = user.c.firstname + " " + user.c.lastname
    identity = [user.c[name] for name in identity_fields(ctx, place) if name in user.c]
    query = select(*PERSON).where(user.c.deleted == 0, user.c.confirmed == 1, user.c.id != ctx.site.guest_id)
    order: list[ColumnElement[Any]] = [user.c.lastname, user.c.firstname, user.c.id]
    if search.text:
        looked_at = (fullname, user.c.lastname, *identity)
        query = query.where(or_(*(_matches(column, search) for column in looked_at)))
        exactly = or_(*(caseless.equals(column, search.text) for column in (fullname, user.c.firstname, user.c.lastname, *identity)))
        order.insert(0, case((exactly, 0), else_=1))
    return query.order_by(*order)


def _matches(column: ColumnElement[str], search: NameSearch) -> ColumnElement[bool]:
    """The condition that a column has the text."""
    if search.anywhere:
        return caseless.contains(column, search.text)
    return caseless.starts_with(column, search.text)


def _page(ctx: CallContext, query: Select[Any], search: NameSearch) -> list[User]:
    """One page of the users that a statement selects; all of them if ``perpage`` is 0."""
    return list(ctx.db.execute(page_of(search.page, search.perpage).rows(query)).mappings().all())


def _part(ctx: CallContext, place: Context, contextid: int | None) -> Context:
    """The context of the activity whose groups count; that of the course for none, or for one that is not in the course.

    Raises ``MissingRecord`` if there is no such context.
    """
    part = place if contextid is None else contexts.by_id(ctx.db, contextid)
    if part is None:
        raise MissingRecord("context")
    return part if place.id in part.ids else place


def _has_separate_groups(ctx: CallContext, course: Course, part: Context) -> bool:
    """Whether separate groups of an activity or course keep the caller from seeing other groups."""
    mode = activity_groups(ctx.db, part.instance).groupmode if part.level == Level.MODULE else mode_of(course)
    return are_apart(ctx, mode, part)

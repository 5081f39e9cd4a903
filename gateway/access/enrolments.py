"""Enrolments, as far as they matter to access (``docs/contract/server.md 6.4``).

An enrolment is active if it and its method are enabled, between its start and its end.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import BindParameter, ColumnElement, Connection, RowMapping, Select, bindparam, or_, select

from gateway.access import contexts, roles
from gateway.access.capabilities import has
from gateway.access.contexts import Level
from gateway.access.site import SITE_COURSE, SiteData
from gateway.store.in_query import InQuery
from gateway.store.tables.courses import course
from gateway.store.tables.enrolments import enrol, user_enrolments
from gateway.store.tables.users import user

__all__ = ["ENABLED", "JOINED", "active", "courses_of", "is_enrolled", "people_in"]

# The value of ``status`` of an enabled enrolment or enrolment method.
ENABLED = 0

# Enrolments with their methods.
JOINED = user_enrolments.join(enrol, enrol.c.id == user_enrolments.c.enrolid)


def active(now: int | BindParameter[int]) -> tuple[ColumnElement[bool], ...]:
    """The conditions for an active enrolment in ``JOINED`` at a time, or at the value of a parameter."""
    cols = user_enrolments.c
    return enrol.c.status == ENABLED, cols.status == ENABLED, cols.timestart <= now, or_(cols.timeend == 0, cols.timeend > now)


# Prepared once, as every call in a course executes it.
_ENROLLED = (
    select(user_enrolments.c.id)
    .select_from(JOINED)
    .where(enrol.c.courseid == bindparam("course"), user_enrolments.c.userid == bindparam("user"))
)
_ACTIVELY_ENROLLED = _ENROLLED.where(*active(bindparam("now")))


def is_enrolled(db: Connection, userid: int, courseid: int, *, now: int | None = None) -> bool:
    """Whether a user is enrolled in a course; with ``now``, whether the enrolment is active then."""
    asked = {"course": courseid, "user": userid}
    if now is None:
        return db.execute(_ENROLLED, asked).first() is not None
    return db.execute(_ACTIVELY_ENROLLED, {**asked, "now": now}).first() is not None


def people_in(courseid: int, guest_id: int) -> Select[tuple[int]]:
    """A subquery of the ids of users enrolled in a course, each once, without deleted users and the guest.

    All users count as enrolled in the front page's course.
    """
    there = (user.c.deleted == 0, user.c.id != guest_id)
    if courseid == SITE_COURSE:
        return select(user.c.id).where(*there)
    joined = JOINED.join(user, user.c.id == user_enrolments.c.userid)
    return select(user.c.id).distinct().select_from(joined).where(enrol.c.courseid == courseid, *there)


def _courses(*conditions: ColumnElement[bool]) -> InQuery:
    """The prepared query for the courses of users."""
    joined = JOINED.join(course, course.c.id == enrol.c.courseid)
    query = select(user_enrolments.c.userid.label("member"), course).distinct().select_from(joined)
    query = query.order_by(course.c.visible.desc(), course.c.sortorder, course.c.id)
    return InQuery(user_enrolments.c.userid, lambda found: query.where(found, *conditions))


_COURSES, _ACTIVE_COURSES = _courses(), _courses(*active(bindparam("now")))


def courses_of(db: Connection, site: SiteData, userids: Collection[int], *, now: int | None) -> dict[int, list[RowMapping]]:
    """The courses in which each of these users is enrolled and which that user may see, by user id, in the site's order.

    With ``now``, only courses with an active enrolment. Visible courses come first.
    """
    found: dict[int, list[RowMapping]] = {userid: [] for userid in userids}
    rows = _COURSES.rows(db, found) if now is None else _ACTIVE_COURSES.rows(db, found, {"now": now})
    hidden = [row for row in rows if not row["visible"]]
    course_contexts = contexts.by_instances(db, Level.COURSE, {row["id"] for row in hidden}) if hidden else {}
    people = roles.subjects(db, {row["member"] for row in hidden}) if hidden else {}
    for row in rows:
        context = course_contexts.get(row["id"])
        if row["visible"] or (context and has(site, people[row["member"]], context, "moodle/course:viewhiddencourses")):
            found[row["member"]].append(row)
    return found

"""Who is enrolled where, as it decides on access (``reference/server.md`` 6.4).

An enrolment is active while it and its method are on, and in its time.
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

# An enrolment, or a method of enrolment, that is on (the values of ``status``).
ENABLED = 0

# Enrolments with their methods.
JOINED = user_enrolments.join(enrol, enrol.c.id == user_enrolments.c.enrolid)


def active(now: int | BindParameter[int]) -> tuple[ColumnElement[bool], ...]:
    """That an enrolment in ``JOINED`` is active at a time, or at that of a parameter."""
    cols = user_enrolments.c
    return enrol.c.status == ENABLED, cols.status == ENABLED, cols.timestart <= now, or_(cols.timeend == 0, cols.timeend > now)


# Asked whenever somebody enters a course, so made once.
_ENROLLED = (
    select(user_enrolments.c.id)
    .select_from(JOINED)
    .where(enrol.c.courseid == bindparam("course"), user_enrolments.c.userid == bindparam("user"))
)
_ACTIVELY_ENROLLED = _ENROLLED.where(*active(bindparam("now")))


def is_enrolled(db: Connection, userid: int, courseid: int, *, now: int | None = None) -> bool:
    """Whether somebody is enrolled in a course, in an active way if ``now`` is given."""
    asked = {"course": courseid, "user": userid}
    if now is None:
        return db.execute(_ENROLLED, asked).first() is not None
    return db.execute(_ACTIVELY_ENROLLED, {**asked, "now": now}).first() is not None


def people_in(courseid: int, guest_id: int) -> Select[tuple[int]]:
    """The ids of those who are enrolled in a course, each once, for use in another statement: nobody deleted, no guest.

    Everybody is in the course that stands for the site.
    """
    there = (user.c.deleted == 0, user.c.id != guest_id)
    if courseid == SITE_COURSE:
        return select(user.c.id).where(*there)
    joined = JOINED.join(user, user.c.id == user_enrolments.c.userid)
    return select(user.c.id).distinct().select_from(joined).where(enrol.c.courseid == courseid, *there)


def _courses(*conditions: ColumnElement[bool]) -> InQuery:
    """The statement that finds the courses of people."""
    joined = JOINED.join(course, course.c.id == enrol.c.courseid)
    query = select(user_enrolments.c.userid.label("member"), course).distinct().select_from(joined)
    query = query.order_by(course.c.visible.desc(), course.c.sortorder, course.c.id)
    return InQuery(user_enrolments.c.userid, lambda found: query.where(found, *conditions))


_COURSES, _ACTIVE_COURSES = _courses(), _courses(*active(bindparam("now")))


def courses_of(db: Connection, site: SiteData, userids: Collection[int], *, now: int | None) -> dict[int, list[RowMapping]]:
    """The courses in which each of these people is enrolled and that they may see, by the id of the person, in the site's order.

    Given ``now``, those alone in which they are in an active way. Visible courses come first.
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

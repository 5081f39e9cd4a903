"""Enrolment methods of courses, and enrolling and unenrolling users."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, RowMapping, delete, select, update

from gateway.api import Context, SiteData, enrolments
from gateway.api.access import ENABLED, roles
from gateway.api.rows import insert_row
from gateway.api.tables import context, enrol, groups, groups_members, role_assignments, user, user_enrolments, user_lastaccess
from gateway.components.core_grades.tables import grade_grades, grade_items

__all__ = ["Method", "EnrolmentPeriod", "enrol_user", "give_role", "is_known", "method", "methods", "unenrol_user"]

Method = RowMapping

# The status of a suspended enrolment (a value of user_enrolments.status).
SUSPENDED = 1


class EnrolmentPeriod(msgspec.Struct, frozen=True):
    """The start and end of an enrolment (0 for no limit), and whether it is suspended."""

    start: int = 0
    end: int = 0
    suspended: bool = False


def methods(db: Connection, site: SiteData, courseid: int, *, enabled: bool = True) -> list[Method]:
    """The enrolment methods of a course in their order; with ``enabled``, only those enabled in the course and on the site."""
    query = select(enrol).where(enrol.c.courseid == courseid).order_by(enrol.c.sortorder, enrol.c.id)
    rows = db.execute(query).mappings().all()
    on = site.config.names("enrol_plugins_enabled")
    return [row for row in rows if not enabled or (row["status"] == ENABLED and row["enrol"] in on)]


def method(db: Connection, site: SiteData, courseid: int, name: str, *, enabled: bool = True) -> Method | None:
    """The first enrolment method of a course with that name (with ``enabled``, the first enabled one), or None."""
    return next((row for row in methods(db, site, courseid, enabled=enabled) if row["enrol"] == name), None)


def is_known(db: Connection, userid: int) -> bool:
    """Whether an account with that id exists, deleted or not."""
    return db.execute(select(user.c.id).where(user.c.id == userid)).first() is not None


def enrol_user(db: Connection, method: Method, userid: int, span: EnrolmentPeriod, *, now: int, modifier: int) -> None:
    """Enrol a user through a method; an existing enrolment gets the period ``span``."""
    cols = user_enrolments.c
    values = {"timestart": span.start, "timeend": span.end, "status": SUSPENDED if span.suspended else ENABLED}
    known = db.execute(select(user_enrolments).where(cols.enrolid == method["id"], cols.userid == userid)).mappings().first()
    if known is None:
        made = {"enrolid": method["id"], "userid": userid, "modifierid": modifier, "timecreated": now, "timemodified": now}
        insert_row(db, user_enrolments, {**made, **values})
    elif any(known[name] != value for name, value in values.items()):
        changed = {**values, "modifierid": modifier, "timemodified": now}
        db.execute(update(user_enrolments).where(cols.id == known["id"]).values(**changed))


def give_role(db: Connection, place: Context, userid: int, roleid: int, *, now: int, modifier: int) -> None:
    """Assign a role in a course to an enrolled user."""
    roles.assign(db, roleid, userid, place.id, now=now, modifier=modifier)


def unenrol_user(db: Connection, method: Method, place: Context, userid: int) -> None:
    """Remove a user's enrolment through a method, with the roles and group memberships that it gave; no error if not enrolled.

    With the last enrolment, all roles, group memberships and grades in the course are removed. ``place`` is the course's context.
    """
    cols = user_enrolments.c
    if not db.execute(delete(user_enrolments).where(cols.enrolid == method["id"], cols.userid == userid)).rowcount:
        return
    component, itemid = f"enrol_{method['enrol']}", method["id"]
    from_method = groups_members.c.component == component, groups_members.c.itemid == itemid
    db.execute(delete(groups_members).where(groups_members.c.userid == userid, *from_method))
    given = role_assignments.c
    roles.unassign_all(db, userid, given.contextid == place.id, given.component == component, given.itemid == itemid)
    if not enrolments.is_enrolled(db, userid, place.instance):
        _forget(db, place, userid)


def _forget(db: Connection, place: Context, userid: int) -> None:
    """Remove all roles, group memberships, grades and access times of a user in a course."""
    inside = select(context.c.id).where(context.c.path.like(f"{place.path}/%"))
    roles.unassign_all(db, userid, (role_assignments.c.contextid == place.id) | role_assignments.c.contextid.in_(inside))
    of_course = select(groups.c.id).where(groups.c.courseid == place.instance)
    db.execute(delete(groups_members).where(groups_members.c.userid == userid, groups_members.c.groupid.in_(of_course)))
    graded = select(grade_items.c.id).where(grade_items.c.courseid == place.instance)
    db.execute(delete(grade_grades).where(grade_grades.c.userid == userid, grade_grades.c.itemid.in_(graded)))
    db.execute(delete(user_lastaccess).where(user_lastaccess.c.userid == userid, user_lastaccess.c.courseid == place.instance))

"""Links between courses: who is enrolled in the linked course is enrolled by the link, with the roles held there."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, delete, func, insert, select

from gateway.api import Context, Level, ListedSettings, Task, contexts
from gateway.api.access import ENABLED, roles
from gateway.api.rows import insert_row
from gateway.api.tables import enrol, role_assignments, user, user_enrolments
from gateway.components.core_enrol import lib as enrolling
from gateway.components.core_enrol.lib import Method

__all__ = ["TASK", "add", "keep", "of_courses", "remove"]

_NAME: Final = "meta"
_COMPONENT: Final = "enrol_meta"
_COLS = enrol.c
_MINUTE: Final = 60


def of_courses(db: Connection, courseid: int, linked: int) -> Method | None:
    """The link of a course to another one; None if there is none."""
    query = select(enrol).where(_COLS.enrol == _NAME, _COLS.courseid == courseid, _COLS.customint1 == linked)
    return db.execute(query.order_by(_COLS.id)).mappings().first()


def add(db: Connection, settings: ListedSettings, courseid: int, linked: int, *, now: int) -> None:
    """Link a course to another one, whose people are enrolled at once."""
    last = db.execute(select(func.max(_COLS.sortorder)).where(_COLS.courseid == courseid)).scalar()
    made = {"enrol": _NAME, "courseid": courseid, "customint1": linked, "status": ENABLED, "sortorder": (last or 0) + 1}
    methodid = insert_row(db, enrol, {**made, "timecreated": now, "timemodified": now})
    _keep(db, settings, db.execute(select(enrol).where(_COLS.id == methodid)).mappings().one(), now=now)


def remove(db: Connection, method: Method, place: Context) -> None:
    """Delete a link with the enrolments that it gave."""
    for userid in db.execute(select(user_enrolments.c.userid).where(user_enrolments.c.enrolid == method["id"])).scalars().all():
        enrolling.unenrol_user(db, method, place, userid)
    db.execute(delete(enrol).where(_COLS.id == method["id"]))


def keep(db: Connection, settings: ListedSettings, now: int) -> int:
    """Enrol and unenrol by all links as people come and go in linked courses; how many enrolments that changed."""
    links = db.execute(select(enrol).where(_COLS.enrol == _NAME, _COLS.status == ENABLED).order_by(_COLS.id)).mappings().all()
    return sum(_keep(db, settings, link, now=now) for link in links)


def _keep(db: Connection, settings: ListedSettings, link: Method, *, now: int) -> int:
    """Enrol and unenrol by one link; how many enrolments that changed."""
    places = contexts.by_instances(db, Level.COURSE, [link["courseid"], link["customint1"]])
    here, there = places.get(link["courseid"]), places.get(link["customint1"])
    if here is None:
        return 0
    held = _roles(db, settings, there) if there is not None else set()
    wanted = _people(db, link["customint1"]) if there is not None else set()
    if not settings.flag("enrol_meta/syncall"):
        wanted &= {userid for userid, _ in held}
    cols = user_enrolments.c
    known = set(db.execute(select(cols.userid).where(cols.enrolid == link["id"])).scalars())
    for userid in sorted(known - wanted):
        enrolling.unenrol_user(db, link, here, userid)
    new = sorted(wanted - known)
    if new:
        same = {"enrolid": link["id"], "status": ENABLED, "timecreated": now, "timemodified": now}
        db.execute(insert(user_enrolments), [{**same, "userid": userid} for userid in new])
    _keep_roles(db, link, here, {(userid, roleid) for userid, roleid in held if userid in wanted}, now=now)
    return len(known - wanted) + len(new)


def _people(db: Connection, courseid: int) -> set[int]:
    """The ids of those who are enrolled in a course by other ways than links, and not suspended."""
    cols = user_enrolments.c
    query = (
        select(cols.userid)
        .join(enrol, _COLS.id == cols.enrolid)
        .join(user, user.c.id == cols.userid)
        .where(_COLS.courseid == courseid, _COLS.enrol != _NAME, _COLS.status == ENABLED, cols.status == ENABLED, user.c.deleted == 0)
    )
    return set(db.execute(query).scalars())


def _roles(db: Connection, settings: ListedSettings, place: Context) -> set[tuple[int, int]]:
    """The roles that people hold in a course by other ways than links, and that are taken over: user ids and role ids."""
    left_out = [int(role) for role in settings["enrol_meta/nosyncroleids"].split(",") if role.strip().isdecimal()]
    cols = role_assignments.c
    query = select(cols.userid, cols.roleid).where(cols.contextid == place.id, cols.component != _COMPONENT)
    return {(row.userid, row.roleid) for row in db.execute(query.where(cols.roleid.not_in(left_out)))}


def _keep_roles(db: Connection, link: Method, here: Context, wanted: set[tuple[int, int]], *, now: int) -> None:
    """Give and take roles by a link."""
    cols = role_assignments.c
    own = cols.contextid == here.id, cols.component == _COMPONENT, cols.itemid == link["id"]
    known = {(row.userid, row.roleid) for row in db.execute(select(cols.userid, cols.roleid).where(*own))}
    for userid, roleid in sorted(known - wanted):
        roles.unassign_all(db, userid, *own, cols.roleid == roleid)
    for userid, roleid in sorted(wanted - known):
        roles.assign(db, roleid, userid, here.id, now=now, component=_COMPONENT, itemid=link["id"])


TASK: Final = Task("enrol_meta-links", 5 * _MINUTE, "enrol and unenrol by links between courses", keep)
"""The work that follows those who come and go in linked courses."""

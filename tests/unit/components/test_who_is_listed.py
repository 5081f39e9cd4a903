"""Whom functions that list people tell a student of, in a course whose groups keep people apart."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from gateway.access import contexts
from gateway.access.contexts import SYSTEM, Level
from gateway.server.host import Gateway
from gateway.store.changes import ChangeKind, note
from gateway.store.tables.access import context, role_assignments
from gateway.store.tables.courses import course
from gateway.store.tables.enrolments import enrol, user_enrolments
from gateway.store.tables.groups import groups, groups_members
from gateway.store.tables.users import user
from gateway.wire.call import Result
from tests.unit.app_fixtures import call, statement
from tests.unit.components.site import ALGEBRA, STUDENT, add, permit, told

# The positions of the others, all of them called Walker, as seen by a student in group A: in the same group, in that
# and suspended on the site, in another group, in none, in a group that only shows members themselves, in one that shows nobody
# its members, and outside of the course.
SAME, SUSPENDED, OTHER, NONE, OWN, HIDDEN, OUTSIDE = range(200, 207)
GROUPS = {1: (0, (SAME, SUSPENDED)), 20: (0, (OTHER,)), 21: (2, (OWN, STUDENT)), 22: (3, (HIDDEN, STUDENT))}
SEEN = {SAME, SUSPENDED, OWN}
WSUSER = 6  # somebody who may call all functions, and has no role
PARENT = 2  # a role that is free for other uses here

Ask = Callable[[Gateway, str], Awaitable[Any]]


@pytest.fixture
def walkers(gateway: Gateway) -> None:
    def fill(work: Any) -> None:
        db = work.db
        for userid in range(SAME, OUTSIDE + 1):
            names = {"username": f"w{userid}", "firstname": "W", "lastname": "Walker", "email": f"w{userid}@x.test", "maildisplay": 1}
            db.execute(insert(user).values(id=userid, confirmed=1, suspended=int(userid == SUSPENDED), **names))
            contexts.create(db, Level.USER, userid, SYSTEM)
            if userid != OUTSIDE:
                db.execute(insert(user_enrolments).values(enrolid=1, userid=userid))
        for groupid, (visibility, members) in GROUPS.items():
            if groupid != 1:
                row = {"id": groupid, "courseid": ALGEBRA, "name": f"G{groupid}", "timecreated": 1, "timemodified": 1}
                db.execute(insert(groups).values(visibility=visibility, **row))
            for userid in members:
                db.execute(insert(groups_members).values(groupid=groupid, userid=userid, timeadded=1))

    gateway.store.run_here(fill, write=True)
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(groupmode=1))


def ask(function: str, **arguments: Any) -> Ask:
    async def asked(gateway: Gateway, by: str) -> Any:
        """What somebody is told, nothing where they are refused."""
        outcome = await call(gateway, function, dict(arguments.items()), by=by)
        return outcome.value if isinstance(outcome, Result) else []

    return asked


def tell_of_roles(gateway: Gateway, userid: int) -> None:
    """Let the gateway know that somebody's roles have changed."""
    gateway.store.run_here(lambda work: note(work.db, ChangeKind.USER, str(userid)), write=True)


def ids(found: Any) -> set[int]:
    """The ids of the walkers anywhere in an answer."""
    if isinstance(found, dict):
        mine = {found["id"]} if found.get("id") in range(SAME, OUTSIDE + 1) else set()
        return mine.union(*(ids(part) for part in found.values()))
    return set().union(*(ids(part) for part in found)) if isinstance(found, list) else set()


LISTS = {
    "participants": ask("core_enrol_get_enrolled_users", courseid=ALGEBRA),
    "found participants": ask("core_enrol_search_users", courseid=ALGEBRA, search="Walker", searchanywhere=True, page=0, perpage=50),
    "found by criteria": ask("core_user_get_users", criteria=[{"key": "email", "value": "w%@x.test"}]),
    "found by field": ask("core_user_get_users_by_field", field="id", values=[str(userid) for userid in range(SAME, OUTSIDE + 1)]),
    "found to write to": ask("core_message_message_search_users", userid=STUDENT, search="Walker"),
}


@pytest.mark.parametrize("name", LISTS)
async def test_a_student_is_told_of_those_in_groups_they_share(gateway: Gateway, walkers: None, name: str) -> None:
    assert ids(await LISTS[name](gateway, "student")) == SEEN


@pytest.mark.parametrize("name", LISTS)
async def test_without_separate_groups_a_student_is_told_of_all_in_the_course(gateway: Gateway, walkers: None, name: str) -> None:
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(groupmode=2))
    assert ids(await LISTS[name](gateway, "student")) == set(range(SAME, OUTSIDE))


@pytest.mark.parametrize("name", LISTS)
async def test_somebody_without_a_course_is_told_of_nobody_but_those_they_have_a_role_with(
    gateway: Gateway, walkers: None, name: str
) -> None:
    assert ids(await LISTS[name](gateway, "wsuser")) == set()
    permit(gateway, "moodle/user:viewdetails", 1, roleid=PARENT)
    there = context.c.contextlevel == Level.USER, context.c.instanceid == OTHER
    contextid = statement(gateway, select(context.c.id).where(*there))
    add(gateway, role_assignments, roleid=PARENT, contextid=contextid, userid=WSUSER)
    tell_of_roles(gateway, WSUSER)
    seen = {OTHER} if name in ("found by criteria", "found by field") else set()
    assert ids(await LISTS[name](gateway, "wsuser")) == seen


@pytest.mark.parametrize("name", LISTS)
async def test_a_guest_of_the_course_is_told_of_nobody(gateway: Gateway, walkers: None, name: str) -> None:
    statement(gateway, update(enrol).where(enrol.c.courseid == ALGEBRA, enrol.c.enrol == "guest").values(status=0))
    assert await told(gateway, "core_course_get_contents", by="wsuser", courseid=ALGEBRA), "guests are let in"
    assert ids(await LISTS[name](gateway, "wsuser")) == set()


@pytest.mark.parametrize("name", [name for name in LISTS if name != "found to write to"])
async def test_a_teacher_is_told_of_all_in_the_course(gateway: Gateway, walkers: None, name: str) -> None:
    assert ids(await LISTS[name](gateway, "teacher")) == set(range(SAME, OUTSIDE))

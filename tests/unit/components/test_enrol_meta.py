"""Links between courses, and single enrolments that are changed and ended."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from gateway.components.enrol_meta.links import TASK
from gateway.server.host import Gateway
from gateway.store.tables.access import role_assignments
from gateway.store.tables.enrolments import enrol, user_enrolments
from tests.unit.app_fixtures import set_config, statement
from tests.unit.components.site import ALGEBRA, STUDENT, STUDENT2, TEACHER, refused, told

HERE, STUDENTS = 3, 5
LINK = {"metacourseid": HERE, "courseid": str(ALGEBRA)}


def linked(gateway: Gateway) -> set[int]:
    """Those who are enrolled by links."""
    query = select(user_enrolments.c.userid).join(enrol, enrol.c.id == user_enrolments.c.enrolid).where(enrol.c.enrol == "meta")
    return set(gateway.store.run_here(lambda transaction: transaction.db.execute(query).scalars().all(), write=False))


def roles(gateway: Gateway) -> set[tuple[int, int]]:
    """The roles that people hold by links."""
    query = select(role_assignments.c.userid, role_assignments.c.roleid).where(role_assignments.c.component == "enrol_meta")
    found = gateway.store.run_here(lambda transaction: transaction.db.execute(query).all(), write=False)
    return {(row.userid, row.roleid) for row in found}


def follow(gateway: Gateway) -> int:
    """Do the scheduled work; how many enrolments it changed."""
    return int(gateway.store.run_here(lambda transaction: TASK.work(transaction.db, gateway.site.config, 5), write=True))


async def test_who_is_enrolled_in_a_linked_course_is_enrolled_here_with_the_same_roles(gateway: Gateway) -> None:
    assert await told(gateway, "enrol_meta_add_instances", by="admin", instances=[LINK, LINK]) == [
        {**LINK, "status": True},
        {**LINK, "status": False},
    ]
    assert {TEACHER, STUDENT, STUDENT2} <= linked(gateway)
    assert {(STUDENT, STUDENTS), (STUDENT2, STUDENTS)} <= roles(gateway)
    there = await told(gateway, "core_enrol_get_users_courses", userid=STUDENT)
    assert HERE in {course["id"] for course in there}
    assert await told(gateway, "enrol_meta_delete_instances", by="admin", instances=[LINK, LINK]) == [
        {**LINK, "status": True},
        {**LINK, "status": False},
    ]
    assert (linked(gateway), roles(gateway)) == (set(), set())


async def test_scheduled_work_follows_who_comes_and_goes(gateway: Gateway) -> None:
    await told(gateway, "enrol_meta_add_instances", by="admin", instances=[LINK])
    assert follow(gateway) == 0
    statement(gateway, update(user_enrolments).where(user_enrolments.c.userid == STUDENT, user_enrolments.c.status == 0).values(status=1))
    statement(gateway, delete(role_assignments).where(role_assignments.c.userid == STUDENT2, role_assignments.c.component != "enrol_meta"))
    assert follow(gateway) == 1
    assert (STUDENT in linked(gateway), STUDENT2 in linked(gateway)) == (False, True)
    assert {userid for userid, _ in roles(gateway)} & {STUDENT, STUDENT2} == set()
    set_config(gateway, **{"enrol_meta/syncall": "0", "enrol_meta/nosyncroleids": "3, 4"})
    assert follow(gateway) >= 1
    assert STUDENT2 not in linked(gateway)
    assert {roleid for _, roleid in roles(gateway)} <= {STUDENTS}


async def test_who_may_not_link_courses_is_refused(gateway: Gateway) -> None:
    assert (
        await refused(
            gateway, "enrol_meta_add_instances", by="teacher", instances=[{**LINK, "metacourseid": ALGEBRA, "courseid": str(HERE)}]
        )
        == "requireloginerror"
    )
    assert await refused(gateway, "enrol_meta_add_instances", by="admin", instances=[{**LINK, "courseid": "9999"}]) == "invalidcourseid"
    itself = {**LINK, "courseid": str(HERE)}
    assert await told(gateway, "enrol_meta_add_instances", by="admin", instances=[itself]) == [{**itself, "status": False}]


def enrolment(gateway: Gateway) -> tuple[int, int, int, int]:
    """The student's enrolment in the algebra course: its id, status, beginning and end."""
    cols = user_enrolments.c
    query = select(cols.id, cols.status, cols.timestart, cols.timeend).join(enrol, enrol.c.id == cols.enrolid)
    query = query.where(enrol.c.courseid == ALGEBRA, cols.userid == STUDENT).order_by(cols.id)
    row = gateway.store.run_here(lambda transaction: transaction.db.execute(query).first(), write=False)
    return tuple(row) if row is not None else (0, 0, 0, 0)


async def test_an_enrolment_is_suspended_limited_and_ended(gateway: Gateway) -> None:
    number, *_ = enrolment(gateway)
    form, submit = f"ue={number}&status=1", "core_enrol_submit_user_enrolment_form"
    start = "&timestart[enabled]=1&timestart[year]=2030&timestart[month]=5&timestart[day]=6&timestart[hour]=0&timestart[minute]=0"
    done = {"result": True, "validationerror": False}
    assert await told(gateway, submit, by="teacher", formdata=f"{form}{start}&duration=3600") == done
    _, status, begins, ends = enrolment(gateway)
    assert (status, ends - begins, begins > 1_900_000_000) == (1, 3600, True)
    assert await told(gateway, submit, by="teacher", formdata=f"ue={number}&status=0&timeend=2000000000") == done
    assert enrolment(gateway)[1:] == (0, 0, 2_000_000_000)
    for wrong in ("&status=7", f"{start.replace('=5&', '=50&')}", f"{start.replace('2030', '9999')}", "&timestart=50&timeend=40"):
        refusal = await told(gateway, submit, by="teacher", formdata=f"ue={number}{wrong}")
        assert refusal == {"result": False, "validationerror": True}
    assert (await told(gateway, submit, formdata=form))["result"] is False
    assert await refused(gateway, submit, by="teacher", formdata="ue=9999") == "invalidrecord"
    end = "core_enrol_unenrol_user_enrolment"
    assert (await told(gateway, end, ueid=number))["errors"][0]["key"] == "invalidrequest"
    assert (await told(gateway, end, by="teacher", ueid=9999))["result"] is False
    assert await told(gateway, end, by="teacher", ueid=number) == {"result": True, "errors": []}
    assert enrolment(gateway) == (0, 0, 0, 0)


@pytest.mark.parametrize("form", ["", "ue=x", "status=1"])
async def test_a_form_without_an_enrolment_is_refused(gateway: Gateway, form: str) -> None:
    assert await refused(gateway, "core_enrol_submit_user_enrolment_form", by="teacher", formdata=form) == "invalidrecord"

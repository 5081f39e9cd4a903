"""core_role_assign_roles and core_role_unassign_roles: who may give which role where."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from gateway.server.host import Gateway
from gateway.store.tables.access import role_assignments
from tests.unit.app_fixtures import call, errorcode, value

MANAGER, EDITING, TEACHER_ROLE, STUDENT_ROLE = 1, 3, 4, 5
ALGEBRA_CONTEXT = 13
STUDENT2, WSUSER, GONE = 5, 6, 11


async def give(gateway: Gateway, roleid: int, userid: int = WSUSER, by: str = "teacher", verb: str = "assign", **where: str) -> Any:
    pair = {"roleid": str(roleid), "userid": str(userid), **(where or {"contextid": str(ALGEBRA_CONTEXT)})}
    return await call(gateway, f"core_role_{verb}_roles", {f"{verb}ments": [pair]}, by=by)


def given(gateway: Gateway, userid: int = WSUSER) -> list[tuple[int, int]]:
    own = role_assignments.c
    query = select(own.roleid, own.contextid).where(own.userid == userid).order_by(own.id)
    return gateway.store.run_here(lambda work: [tuple(row) for row in work.db.execute(query)], write=False)


async def test_a_role_is_given_once_and_taken(gateway: Gateway) -> None:
    for _ in range(2):
        assert value(await give(gateway, TEACHER_ROLE)) is None
    assert value(await give(gateway, STUDENT_ROLE, contextlevel="course", instanceid="2")) is None
    assert given(gateway) == [(TEACHER_ROLE, ALGEBRA_CONTEXT), (STUDENT_ROLE, ALGEBRA_CONTEXT)]
    for _ in range(2):
        assert value(await give(gateway, TEACHER_ROLE, verb="unassign")) is None
    assert given(gateway) == [(STUDENT_ROLE, ALGEBRA_CONTEXT)]


@pytest.mark.parametrize("verb", ["assign", "unassign"])
@pytest.mark.parametrize(
    ("by", "roleid", "where", "code"),
    [
        ("teacher", EDITING, {}, "invalidparameter"),
        ("teacher", MANAGER, {}, "invalidparameter"),
        ("teacher", 99, {}, "invalidparameter"),
        ("teacher", STUDENT_ROLE, {"contextid": "1"}, "nopermissions"),
        ("student", STUDENT_ROLE, {}, "nopermissions"),
        ("teacher", STUDENT_ROLE, {"contextid": "14"}, "requireloginerror"),
        ("admin", STUDENT_ROLE, {"contextid": "1"}, "invalidparameter"),
        ("admin", STUDENT_ROLE, {"contextid": "999"}, "invalidparameter"),
        ("admin", STUDENT_ROLE, {"contextlevel": "course"}, "invalidparameter"),
    ],
)
async def test_which_role_somebody_may_give_where(
    gateway: Gateway, verb: str, by: str, roleid: int, where: dict[str, str], code: str
) -> None:
    before = given(gateway, STUDENT2)
    assert errorcode(await give(gateway, roleid, STUDENT2, by, verb, **where)) == code
    assert given(gateway, STUDENT2) == before


@pytest.mark.parametrize("userid", [99, GONE])
async def test_roles_are_given_to_people_who_exist(gateway: Gateway, userid: int) -> None:
    assert errorcode(await give(gateway, STUDENT_ROLE, userid)) == "codingerror"


async def test_a_role_that_was_just_given_counts(gateway: Gateway) -> None:
    async def algebra() -> Any:
        return await call(gateway, "core_course_get_courses", {"options": {"ids": ["2"]}}, by="wsuser")

    assert errorcode(await algebra()) == "errorcoursecontextnotvalid"
    await give(gateway, MANAGER, by="admin", contextid="1")
    assert [course["id"] for course in value(await algebra())] == [2]

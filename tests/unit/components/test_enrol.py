"""Manual and self enrolment, and what methods of enrolment tell."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from gateway.server.host import Gateway
from gateway.store.changes import ChangeKind, note
from gateway.store.tables.access import role_assignments
from gateway.store.tables.courses import course
from gateway.store.tables.enrolments import enrol, user_enrolments
from gateway.store.tables.groups import groups, groups_members
from gateway.store.tables.users import user_lastaccess
from gateway.wire.call import Result
from tests.unit.app_fixtures import call, errorcode, set_config, statement, value

ALGEBRA, OPTICS, HIDDEN = 2, 3, 4
STUDENT_ROLE, EDITING = 5, 3
STUDENT, STUDENT2, WSUSER = 4, 5, 6
MANUAL_OPTICS, SELF_OPTICS = 4, 6


async def enrol_manually(gateway: Gateway, userid: int, courseid: int = ALGEBRA, by: str = "teacher", **more: Any) -> Any:
    given = {"roleid": str(STUDENT_ROLE), "userid": str(userid), "courseid": str(courseid), **more}
    return await call(gateway, "enrol_manual_enrol_users", {"enrolments": [given]}, by=by)


async def unenrol(gateway: Gateway, userid: int, courseid: int = ALGEBRA, by: str = "teacher") -> Any:
    given = {"userid": str(userid), "courseid": str(courseid)}
    return await call(gateway, "enrol_manual_unenrol_users", {"enrolments": [given]}, by=by)


def enrolled(gateway: Gateway, userid: int = WSUSER) -> list[dict[str, Any]]:
    query = select(user_enrolments).where(user_enrolments.c.userid == userid)
    return gateway.store.run_here(lambda work: [dict(row) for row in work.db.execute(query).mappings()], write=False)


def roles(gateway: Gateway, userid: int = WSUSER) -> list[int]:
    query = select(role_assignments.c.roleid).where(role_assignments.c.userid == userid)
    return gateway.store.run_here(lambda work: list(work.db.execute(query).scalars()), write=False)


# Manual enrolment


async def test_somebody_is_enrolled_with_a_role(gateway: Gateway) -> None:
    assert value(await enrol_manually(gateway, WSUSER)) is None
    (row,) = enrolled(gateway)
    assert (row["status"], row["timestart"], row["timeend"], row["modifierid"]) == (0, 0, 0, 3)
    assert roles(gateway) == [STUDENT_ROLE]


async def test_who_is_enrolled_already_is_so_for_another_time(gateway: Gateway) -> None:
    await enrol_manually(gateway, WSUSER)
    await enrol_manually(gateway, WSUSER, suspend="1", timestart="5", timeend="9")
    (row,) = enrolled(gateway)
    assert (row["status"], row["timestart"], row["timeend"]) == (1, 5, 9)
    before = enrolled(gateway)
    await enrol_manually(gateway, WSUSER, suspend="1", timestart="5", timeend="9")
    assert enrolled(gateway) == before


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"roleid": str(EDITING)}, "wsusercannotassign"),
        ({"roleid": "99"}, "wsusercannotassign"),
        ({"courseid": "99"}, "invalidparameter"),
        ({"courseid": str(OPTICS)}, "requireloginerror"),
        ({"userid": "99"}, "invaliduser"),
        ({"userid": "11"}, "invaliduser"),
    ],
)
async def test_one_who_cannot_be_enrolled_keeps_all_out(gateway: Gateway, more: dict[str, str], code: str) -> None:
    first = {"roleid": str(STUDENT_ROLE), "userid": str(WSUSER), "courseid": str(ALGEBRA)}
    outcome = await call(gateway, "enrol_manual_enrol_users", {"enrolments": [first, {**first, **more}]}, by="teacher")
    assert errorcode(outcome) == code
    assert enrolled(gateway) == []
    assert roles(gateway) == []


async def test_enrolling_takes_the_capability_and_the_method(gateway: Gateway) -> None:
    assert errorcode(await enrol_manually(gateway, WSUSER, by="student")) == "nopermissions"
    statement(gateway, update(enrol).where(enrol.c.enrol == "manual").values(status=1))
    assert errorcode(await enrol_manually(gateway, WSUSER, by="admin")) == "wsnoinstance"


async def test_the_last_enrolment_ends_all_that_somebody_is_in_a_course(gateway: Gateway) -> None:
    statement(gateway, insert(user_lastaccess).values(userid=STUDENT, courseid=ALGEBRA, timeaccess=1))
    assert value(await unenrol(gateway, STUDENT)) is None
    assert [row["enrolid"] for row in enrolled(gateway, STUDENT)] == [MANUAL_OPTICS]
    assert statement(gateway, select(func.count()).select_from(groups_members)) == 0
    assert statement(gateway, select(func.count()).select_from(user_lastaccess)) == 0
    assert roles(gateway, STUDENT) == [STUDENT_ROLE]
    assert value(await unenrol(gateway, STUDENT)) is None


async def test_roles_and_groups_stay_while_another_enrolment_lasts(gateway: Gateway) -> None:
    statement(gateway, insert(user_enrolments).values(enrolid=3, userid=STUDENT, timecreated=1, timemodified=1))
    await unenrol(gateway, STUDENT)
    assert roles(gateway, STUDENT) == [STUDENT_ROLE, STUDENT_ROLE]
    assert statement(gateway, select(func.count()).select_from(groups_members)) == 1


@pytest.mark.parametrize(
    ("userid", "courseid", "by", "code"),
    [
        (STUDENT, 99, "admin", "invalidrecord"),
        (99, ALGEBRA, "teacher", "invalidparameter"),
        (STUDENT, ALGEBRA, "student", "nopermissions"),
    ],
)
async def test_ends_that_are_refused(gateway: Gateway, userid: int, courseid: int, by: str, code: str) -> None:
    assert errorcode(await unenrol(gateway, userid, courseid, by)) == code
    assert enrolled(gateway, STUDENT) != []


async def test_two_who_enrol_the_same_person_at_once_enrol_them_once(gateway: Gateway) -> None:
    outcomes = await asyncio.gather(*(enrol_manually(gateway, WSUSER, by=by) for by in ("teacher", "admin")))
    assert [value(outcome) for outcome in outcomes] == [None, None]
    assert len(enrolled(gateway)) == 1


# Self enrolment


def open_course(gateway: Gateway, **values: Any) -> None:
    """Let people enrol themselves in optics."""
    statement(gateway, update(enrol).where(enrol.c.id == SELF_OPTICS).values(status=0, **values))


async def enrol_self(gateway: Gateway, courseid: int = OPTICS, password: str = "", instanceid: int = 0) -> Any:
    arguments: dict[str | int, object] = {"courseid": str(courseid), "password": password, "instanceid": str(instanceid)}
    return await call(gateway, "enrol_self_enrol_user", arguments, by="wsuser")


async def info(gateway: Gateway, methodid: int = SELF_OPTICS, by: str = "wsuser") -> Any:
    return await call(gateway, "enrol_self_get_instance_info", {"instanceid": str(methodid)}, by=by)


async def test_people_enrol_themselves(gateway: Gateway) -> None:
    open_course(gateway, enrolperiod=1000)
    assert value(await info(gateway))["status"] is True
    assert value(await enrol_self(gateway)) == {"status": True, "warnings": []}
    (row,) = enrolled(gateway)
    assert row["timeend"] - row["timestart"] == 1000
    assert roles(gateway) == [STUDENT_ROLE]
    answer = value(await enrol_self(gateway))
    assert (answer["status"], [warning["warningcode"] for warning in answer["warnings"]]) == (False, ["1"])


async def test_an_enrolment_key(gateway: Gateway) -> None:
    open_course(gateway, password="letmein")
    told = value(await info(gateway))
    assert (told["status"], "enrolpassword" in told, "wsfunction" in told) == (True, True, False)

    async def codes(password: str = "") -> list[str]:
        return [warning["warningcode"] for warning in value(await enrol_self(gateway, password=password))["warnings"]]

    assert await codes() == ["4"]
    assert await codes(password="LETMEIN") == ["4"]
    set_config(gateway, enrol_self__showhint="1")
    assert await codes(password="x") == ["3"]
    open_course(gateway, customint1=1)
    assert await codes(password="x") == ["2"]
    assert await codes(password="letmein") == []
    assert len(enrolled(gateway)) == 1


async def test_the_key_of_a_group_lets_people_into_it(gateway: Gateway) -> None:
    open_course(gateway, password="letmein", customint1=1)
    row = {"id": 9, "courseid": OPTICS, "name": "Lens", "enrolmentkey": "lens", "timecreated": 1, "timemodified": 1}
    statement(gateway, insert(groups).values(**row))
    assert value(await enrol_self(gateway, password="lens"))["status"] is True
    assert statement(gateway, select(groups_members.c.groupid).where(groups_members.c.userid == WSUSER)) == 9


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"status": 1}, "disabled"),
        ({"customint6": 0}, "disabled"),
        ({"enrolstartdate": 9_000_000_000}, "not begun"),
        ({"enrolenddate": 5}, "ended"),
        ({"customint3": 1}, "full"),
        ({"customint5": 1}, "Cohort One"),
        ({"customint5": 99}, "disabled"),
    ],
)
async def test_what_is_in_the_way(gateway: Gateway, values: dict[str, int], why: str) -> None:
    open_course(gateway)
    statement(gateway, insert(user_enrolments).values(enrolid=SELF_OPTICS, userid=STUDENT2, timecreated=1, timemodified=1))
    statement(gateway, update(enrol).where(enrol.c.id == SELF_OPTICS).values(**values))
    assert why in value(await info(gateway))["status"]
    if "status" not in values:
        (warning,) = value(await enrol_self(gateway))["warnings"]
        assert why in warning["message"]
    assert enrolled(gateway) == []


@pytest.mark.parametrize(
    ("courseid", "code"),
    [(99, "invalidrecord"), (ALGEBRA, "canntenrol"), (HIDDEN, "coursehidden")],
)
async def test_courses_one_cannot_enrol_in(gateway: Gateway, courseid: int, code: str) -> None:
    assert errorcode(await enrol_self(gateway, courseid)) == code


async def test_one_method_may_be_chosen(gateway: Gateway) -> None:
    open_course(gateway)
    assert errorcode(await enrol_self(gateway, instanceid=99)) == "canntenrol"
    assert value(await enrol_self(gateway, instanceid=SELF_OPTICS))["status"] is True


async def test_methods_of_another_kind_and_none(gateway: Gateway) -> None:
    assert errorcode(await info(gateway, 99)) == "invalidrecord"
    assert value(await info(gateway, MANUAL_OPTICS))["type"] == "self"
    assert errorcode(await info(gateway, 9)) == "coursehidden"


async def test_the_methods_of_a_course(gateway: Gateway) -> None:
    async def methods(courseid: int = OPTICS, by: str = "wsuser") -> Any:
        return await call(gateway, "core_enrol_get_course_enrolment_methods", {"courseid": str(courseid)}, by=by)

    assert value(await methods()) == []
    open_course(gateway, password="x", name="Come & in")
    statement(gateway, update(enrol).where(enrol.c.enrol == "guest").values(status=0))
    found = [(entry["type"], entry["name"], entry["status"], entry.get("wsfunction")) for entry in value(await methods())]
    assert found == [
        ("guest", "Guest access", True, "enrol_guest_get_instance_info"),
        ("self", "Come &amp; in", True, "enrol_self_get_instance_info"),
    ]
    set_config(gateway, enrol_plugins_enabled="manual")
    assert value(await methods()) == []
    assert errorcode(await methods(HIDDEN)) == "coursehidden"
    assert value(await methods(HIDDEN, "admin")) == []
    statement(gateway, update(course).where(course.c.id == HIDDEN).values(visible=1))
    gateway.store.run_here(lambda work: note(work.db, ChangeKind.SITE), write=True)
    assert value(await methods(HIDDEN)) == []


async def test_the_password_of_a_course_opens_it_to_guests_until_it_changes(gateway: Gateway) -> None:
    async def ask(function: str, **arguments: Any) -> Any:
        return await call(gateway, function, dict(arguments.items()), by="student2")

    async def tell(password: str) -> tuple[bool, str]:
        told = value(await ask("enrol_guest_validate_password", instanceid=77, password=password))
        return told["validated"], told["hint"]

    async def enters() -> bool:
        outcome = await ask("core_course_get_contents", courseid=OPTICS)
        return isinstance(outcome, Result)

    statement(gateway, insert(enrol).values(id=77, enrol="guest", status=0, courseid=OPTICS, password="Łatwe"))
    assert (await tell("wrong"), await tell(""), await enters()) == ((False, ""), (False, ""), False)
    set_config(gateway, **{"enrol_guest/showhint": "1"})
    assert "Ł" in (await tell("wrong"))[1]
    assert (await tell("Łatwe"), await enters()) == ((True, ""), True)
    statement(gateway, update(enrol).where(enrol.c.id == 77).values(password="other"))
    assert not await enters()
    assert errorcode(await ask("enrol_guest_validate_password", instanceid=1, password="x")) == "invalidrecord"

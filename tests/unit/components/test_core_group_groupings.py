"""Groupings: creating, changing and deleting them, and the groups in them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select, update

from gateway.server.host import Gateway
from gateway.store.tables.courses import course
from gateway.store.tables.groups import groupings, groupings_groups
from tests.unit.app_fixtures import call, errorcode, statement, value


async def create(gateway: Gateway, *names: str, by: str = "teacher", **more: str) -> Any:
    wanted = [{"courseid": "2", "name": name, "description": "d", **more} for name in names]
    return await call(gateway, "core_group_create_groupings", {"groupings": wanted}, by=by)


async def change(gateway: Gateway, by: str = "teacher", **changes: str) -> Any:
    wanted = {"id": "7", "name": "Labs", "description": "new", **changes}
    return await call(gateway, "core_group_update_groupings", {"groupings": [wanted]}, by=by)


async def pair(gateway: Gateway, verb: str, groupingid: int = 7, groupid: int = 1, by: str = "teacher") -> Any:
    arguments: dict[str | int, object] = {f"{verb}ments": [{"groupingid": str(groupingid), "groupid": str(groupid)}]}
    return await call(gateway, f"core_group_{verb}_grouping", arguments, by=by)


async def read(gateway: Gateway, *ids: int, groups: bool = True, by: str = "teacher") -> Any:
    return await call(gateway, "core_group_get_groupings", {"groupingids": [*map(str, ids)], "returngroups": str(int(groups))}, by=by)


@pytest.fixture
def labs(gateway: Gateway) -> None:
    """A grouping of the algebra course, with the id 7."""
    statement(gateway, insert(groupings).values(id=7, courseid=2, name="Labs", idnumber="L", description="", timecreated=1, timemodified=1))


async def test_groupings_are_stored_and_returned(gateway: Gateway) -> None:
    (first, second) = value(await create(gateway, " Labs ", "Tutorials"))
    assert {**first, "id": 0} == {"id": 0, "courseid": 2, "name": "Labs", "description": "d", "descriptionformat": 1, "idnumber": ""}
    found = value(await call(gateway, "core_group_get_course_groupings", {"courseid": "2"}, by="teacher"))
    assert [grouping["id"] for grouping in found] == [first["id"], second["id"]]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"name": " "}, "invalidparameter"),
        ({"name": "Labs"}, "invalidparameter"),
        ({"courseid": "99"}, "errorcoursecontextnotvalid"),
        ({"idnumber": "L"}, "idnumbertaken"),
        ({"descriptionformat": "9"}, "formatnotsupported"),
    ],
)
async def test_one_that_is_refused_keeps_all_from_being_created(gateway: Gateway, labs: None, more: dict[str, str], code: str) -> None:
    wanted = [{"courseid": "2", "name": name, "description": ""} for name in ("First", "Second")]
    wanted[1] |= more
    assert errorcode(await call(gateway, "core_group_create_groupings", {"groupings": wanted}, by="teacher")) == code
    assert statement(gateway, select(groupings.c.id).where(groupings.c.name == "First")) is None


async def test_a_grouping_is_changed(gateway: Gateway, labs: None) -> None:
    assert value(await change(gateway, name="Work", idnumber="W")) is None
    (found,) = value(await read(gateway, 7))
    assert (found["name"], found["idnumber"], found["description"]) == ("Work", "W", "new")
    assert value(await change(gateway)) is None
    assert value(await read(gateway, 7))[0]["idnumber"] == "W"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id": "99"}, "invalidparameter"),
        ({"name": ""}, "invalidparameter"),
        ({"name": "Other"}, "invalidparameter"),
        ({"idnumber": "O"}, "idnumbertaken"),
    ],
)
async def test_changes_that_are_refused(gateway: Gateway, labs: None, changes: dict[str, str], code: str) -> None:
    await create(gateway, "Other", idnumber="O")
    assert errorcode(await change(gateway, **changes)) == code


async def test_groups_in_groupings(gateway: Gateway, labs: None) -> None:
    assert "groups" not in value(await read(gateway, 7))[0]
    for _ in range(2):
        assert value(await pair(gateway, "assign")) is None
    (found,) = value(await read(gateway, 7))
    assert [(group["id"], group["customfields"]) for group in found["groups"]] == [(1, [])]
    assert "groups" not in value(await read(gateway, 7, groups=False))[0]
    for _ in range(2):
        assert value(await pair(gateway, "unassign")) is None
    assert statement(gateway, select(groupings_groups.c.id)) is None


@pytest.mark.parametrize("verb", ["assign", "unassign"])
@pytest.mark.parametrize(("groupingid", "groupid"), [(99, 1), (7, 99)])
async def test_both_must_exist(gateway: Gateway, labs: None, verb: str, groupingid: int, groupid: int) -> None:
    assert errorcode(await pair(gateway, verb, groupingid, groupid)) == "invalidrecord"


async def test_a_grouping_is_deleted_and_nothing_is_limited_to_it_any_more(gateway: Gateway, labs: None) -> None:
    await pair(gateway, "assign")
    statement(gateway, update(course).where(course.c.id == 2).values(defaultgroupingid=7))
    assert value(await call(gateway, "core_group_delete_groupings", {"groupingids": ["7", "99"]}, by="teacher")) is None
    assert statement(gateway, select(groupings.c.id)) is None
    assert statement(gateway, select(groupings_groups.c.id)) is None
    assert statement(gateway, select(course.c.defaultgroupingid).where(course.c.id == 2)) == 0
    assert errorcode(await read(gateway, 7)) == "invalidrecord"


async def test_all_of_it_takes_the_capability(gateway: Gateway, labs: None) -> None:
    outcomes = [
        await create(gateway, "New", by="student"),
        await change(gateway, by="student"),
        await pair(gateway, "assign", by="student"),
        await read(gateway, 7, by="student"),
        await call(gateway, "core_group_delete_groupings", {"groupingids": ["7"]}, by="student"),
        await call(gateway, "core_group_get_course_groupings", {"courseid": "2"}, by="student"),
    ]
    assert {errorcode(outcome) for outcome in outcomes} == {"nopermissions"}

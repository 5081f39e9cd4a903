"""core_group_create_groups: what is stored and returned, and every refusal."""

from __future__ import annotations

import time
from typing import Any

import pytest
from sqlalchemy import select

from gateway.errors import InvalidParameter
from gateway.server.host import Gateway
from gateway.store.tables.groups import groups
from gateway.wire.call import Failure
from tests.unit.app_fixtures import call, errorcode, value

CREATE = "core_group_create_groups"
ALGEBRA, OPTICS, HIDDEN = "2", "3", "4"


def group(name: str = "New", courseid: str = ALGEBRA, **more: Any) -> dict[str, Any]:
    return {"courseid": courseid, "name": name, "description": "<p>Hi</p>", **more}


async def create(gateway: Gateway, *wanted: dict[str, Any], by: str = "teacher") -> Any:
    return await call(gateway, CREATE, {"groups": list(wanted)}, by=by)


def names(gateway: Gateway) -> set[str]:
    return gateway.store.run_here(lambda work: set(work.db.execute(select(groups.c.name)).scalars()), write=False)


async def test_a_group_is_stored_and_returned_with_its_defaults(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_900_000_000.0)
    (created,) = value(await create(gateway, group(" Blue ")))
    assert created == {
        "id": created["id"],
        "courseid": 2,
        "name": "Blue",
        "description": "<p>Hi</p>",
        "descriptionformat": 1,
        "enrolmentkey": "",
        "idnumber": "",
        "visibility": 0,
        "participation": True,
    }
    row = gateway.store.run_here(
        lambda work: work.db.execute(select(groups).where(groups.c.id == created["id"])).mappings().one(), write=False
    )
    assert (row["courseid"], row["name"], row["participation"], row["timecreated"], row["timemodified"]) == (
        2,
        "Blue",
        1,
        1_900_000_000,
        1_900_000_000,
    )


async def test_everything_that_is_given_is_kept(gateway: Gateway) -> None:
    given = {"descriptionformat": "2", "enrolmentkey": "k3y", "idnumber": " N1 ", "visibility": "1", "participation": "0"}
    (created,) = value(await create(gateway, group(**given)))
    assert {name: created[name] for name in given} == {
        "descriptionformat": 2,
        "enrolmentkey": "k3y",
        "idnumber": "N1",
        "visibility": 1,
        "participation": False,
    }


@pytest.mark.parametrize(("visibility", "participates"), [("0", True), ("1", True), ("2", False), ("3", False)])
async def test_a_group_whose_members_do_not_see_each_other_takes_no_part(gateway: Gateway, visibility: str, participates: bool) -> None:
    (created,) = value(await create(gateway, group(visibility=visibility)))
    assert created["participation"] is participates


async def test_groups_are_returned_in_the_order_given(gateway: Gateway) -> None:
    created = value(await create(gateway, group("B"), group("A", OPTICS), by="admin"))
    assert [(entry["name"], entry["courseid"]) for entry in created] == [("B", 2), ("A", 3)]
    assert value(await create(gateway)) == []


@pytest.mark.parametrize(
    ("wrong", "code", "path"),
    [
        (group("  "), "invalidparameter", "groups[1].name"),
        (group("Group A"), "invalidparameter", "groups[1].name"),
        (group("First"), "invalidparameter", "groups[1].name"),
        (group(courseid="99"), "errorcoursecontextnotvalid", None),
        (group(courseid=OPTICS), "errorcoursecontextnotvalid", None),
        (group(courseid=HIDDEN), "errorcoursecontextnotvalid", None),
        (group(descriptionformat="3"), "formatnotsupported", None),
        (group(idnumber="GA"), "idnumbertaken", None),
        ({"courseid": ALGEBRA, "name": "X"}, "invalidparameter", "groups[1].description"),
        (group(unknown="1"), "invalidparameter", "groups[1]"),
    ],
)
async def test_one_that_is_refused_keeps_all_from_being_created(
    gateway: Gateway, wrong: dict[str, Any], code: str, path: str | None
) -> None:
    before = names(gateway)
    outcome = await create(gateway, group("First"), wrong, group("Last"))
    assert errorcode(outcome) == code
    assert isinstance(outcome, Failure)
    if isinstance(outcome.error, InvalidParameter):
        assert outcome.error.path == path
    assert names(gateway) == before


async def test_the_same_name_may_stand_in_another_course(gateway: Gateway) -> None:
    assert value(await create(gateway, group("Group A", OPTICS), by="admin"))[0]["name"] == "Group A"


async def test_managing_groups_takes_the_capability(gateway: Gateway) -> None:
    assert errorcode(await create(gateway, group(), by="student")) == "nopermissions"

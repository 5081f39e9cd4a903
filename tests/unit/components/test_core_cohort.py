"""Cohorts: keeping them, finding them, and who is in them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select, update

from gateway.components.core_cohort.tables import cohort, cohort_members
from gateway.server.host import Gateway
from gateway.store.changes import ChangeKind, note
from gateway.store.tables.access import role_assignments
from tests.unit.app_fixtures import call, errorcode, set_config, statement, value

SCIENCE, PHYSICS = 11, 12  # contexts
STUDENT, STUDENT2, WSUSER, GONE = 4, 5, 6, 11


def make_manager(gateway: Gateway, contextid: int) -> None:
    """Make somebody a manager of a category."""

    def work(transaction: Any) -> None:
        transaction.db.execute(insert(role_assignments).values(roleid=1, contextid=contextid, userid=WSUSER, timemodified=1))
        note(transaction.db, ChangeKind.USER)

    gateway.store.run_here(work, write=True)


def make_cohort(gateway: Gateway, name: str, contextid: int = 1, **more: Any) -> int:
    row = {"contextid": contextid, "name": name, "idnumber": name, "description": "", "descriptionformat": 1, **more}
    statement(gateway, insert(cohort).values(**row, timecreated=1, timemodified=1))
    made: int = statement(gateway, select(cohort.c.id).where(cohort.c.name == name))
    return made


def new(name: str = "New", kind: str = "system", where: str = "", **more: Any) -> dict[str, Any]:
    return {"categorytype": {"type": kind, "value": where}, "name": name, "idnumber": name, **more}


async def create(gateway: Gateway, *wanted: dict[str, Any], by: str = "admin") -> Any:
    return await call(gateway, "core_cohort_create_cohorts", {"cohorts": list(wanted)}, by=by)


async def change(gateway: Gateway, cohortid: int, by: str = "admin", **more: Any) -> Any:
    return await call(gateway, "core_cohort_update_cohorts", {"cohorts": [{"id": str(cohortid), **new(**more)}]}, by=by)


async def search(
    gateway: Gateway, query: str = "", by: str = "admin", contextid: int = 1, includes: str = "parents", page: tuple[int, int] = (0, 25)
) -> Any:
    arguments: dict[str | int, object] = {"query": query, "context": {"contextid": str(contextid)}, "includes": includes}
    arguments |= {"limitfrom": str(page[0]), "limitnum": str(page[1])}
    return await call(gateway, "core_cohort_search_cohorts", arguments, by=by)


def names(answer: Any) -> list[str]:
    return [entry["name"] for entry in answer]


async def test_cohorts_are_stored_and_returned(gateway: Gateway) -> None:
    created = value(await create(gateway, new("A", description="<p>x</p>", visible="0"), new("B", "id", "2"), new("C", "idnumber", "PHY")))
    assert {**created[0], "id": 0} == {
        "id": 0,
        "name": "A",
        "idnumber": "A",
        "description": "<p>x</p>",
        "descriptionformat": 1,
        "visible": False,
        "theme": "",
    }
    contexts = [statement(gateway, select(cohort.c.contextid).where(cohort.c.id == entry["id"])) for entry in created]
    assert contexts == [1, SCIENCE, PHYSICS]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (new(kind="name", where="x"), "invalidparameter"),
        (new(kind="id", where="99"), "invalidparameter"),
        (new(kind="id", where="x"), "invalidparameter"),
        (new("C1"), "invalidparameter"),
        (new(descriptionformat="7"), "formatnotsupported"),
    ],
)
async def test_one_that_is_refused_keeps_all_from_being_created(gateway: Gateway, wrong: dict[str, Any], code: str) -> None:
    assert errorcode(await create(gateway, new("First"), wrong)) == code
    assert statement(gateway, select(cohort.c.id).where(cohort.c.name == "First")) is None


async def test_themes_are_for_sites_that_allow_them(gateway: Gateway) -> None:
    assert value(await create(gateway, new("A", theme="classic")))[0]["theme"] == ""
    set_config(gateway, allowcohortthemes="1")
    (made,) = value(await create(gateway, new("B", theme="classic")))
    assert made["theme"] == "classic"
    # A name of no theme is no value of the parameter.
    assert errorcode(await create(gateway, new("C", theme="bogus"))) in ("errorinvalidparam", "invalidparameter")
    set_config(gateway, allowcohortthemes="0")
    (found,) = value(await call(gateway, "core_cohort_get_cohorts", {"cohortids": [str(made["id"])]}))
    assert found["theme"] is None


async def test_a_cohort_is_changed_and_moved(gateway: Gateway) -> None:
    assert value(await change(gateway, 1, name="Changed", kind="id", where="2")) is None
    row = gateway.store.run_here(lambda work: work.db.execute(select(cohort)).mappings().one(), write=False)
    assert (row["name"], row["contextid"], row["description"]) == ("Changed", SCIENCE, "<p>The first cohort</p>")
    await change(gateway, 1, name="Changed", kind="id", where="2", description="new", visible="0", descriptionformat="2")
    row = gateway.store.run_here(lambda work: work.db.execute(select(cohort)).mappings().one(), write=False)
    assert (row["description"], row["descriptionformat"], row["visible"]) == ("new", 2, 0)


@pytest.mark.parametrize(
    ("cohortid", "more", "code"),
    [(99, {}, "invalidrecord"), (1, {"name": " "}, "invalidparameter"), (1, {"kind": "x"}, "invalidparameter")],
)
async def test_changes_that_are_refused(gateway: Gateway, cohortid: int, more: dict[str, str], code: str) -> None:
    assert errorcode(await change(gateway, cohortid, **more)) == code


async def test_a_cohort_is_deleted_with_its_members(gateway: Gateway) -> None:
    assert errorcode(await call(gateway, "core_cohort_delete_cohorts", {"cohortids": ["1", "99"]})) == "invalidrecord"
    assert statement(gateway, select(cohort_members.c.id)) is not None
    assert value(await call(gateway, "core_cohort_delete_cohorts", {"cohortids": ["1"]})) is None
    assert statement(gateway, select(cohort.c.id)) is None
    assert statement(gateway, select(cohort_members.c.id)) is None


async def test_managers_of_a_category_keep_its_cohorts_alone(gateway: Gateway) -> None:
    make_manager(gateway, SCIENCE)
    (made,) = value(await create(gateway, new(kind="id", where="2"), by="wsuser"))
    assert errorcode(await create(gateway, new("Other"), by="wsuser")) == "nopermissions"
    assert errorcode(await change(gateway, made["id"], by="wsuser")) == "nopermissions"
    assert errorcode(await change(gateway, 1, by="wsuser")) == "nopermissions"
    assert names(value(await call(gateway, "core_cohort_get_cohorts", {"cohortids": [str(made["id"])]}, by="wsuser"))) == ["New"]
    assert errorcode(await call(gateway, "core_cohort_get_cohorts", by="wsuser")) == "nopermissions"


async def test_finding_by_name_number_or_description(gateway: Gateway) -> None:
    make_cohort(gateway, "Alpha", description="about ONE thing")
    make_cohort(gateway, "Beta")
    assert names(value(await search(gateway, "one"))["cohorts"]) == ["Alpha", "Cohort One"]
    assert names(value(await search(gateway, page=(1, 1)))["cohorts"]) == ["Beta"]
    assert names(value(await search(gateway, "100%"))["cohorts"]) == []


async def test_where_cohorts_are_looked_for(gateway: Gateway) -> None:
    make_cohort(gateway, "Of science", SCIENCE)
    make_cohort(gateway, "Of physics", PHYSICS)
    make_cohort(gateway, "Secret", visible=0)
    make_manager(gateway, PHYSICS)

    async def found(by: str, contextid: int, includes: str) -> list[str]:
        return names(value(await search(gateway, by=by, contextid=contextid, includes=includes))["cohorts"])

    assert await found("admin", PHYSICS, "self") == ["Of physics"]
    assert await found("admin", PHYSICS, "parents") == ["Of physics", "Cohort One", "Of science", "Secret"]
    assert await found("wsuser", PHYSICS, "parents") == ["Of physics", "Cohort One", "Of science"]
    assert await found("wsuser", PHYSICS, "all") == ["Of physics"]
    assert await found("admin", PHYSICS, "all") == ["Cohort One", "Of physics", "Of science", "Secret"]
    assert errorcode(await search(gateway, includes="bogus")) == "codingerror"
    assert errorcode(await search(gateway, by="wsuser", contextid=SCIENCE)) == "nopermissions"
    assert errorcode(await search(gateway, contextid=999)) == "invalidparameter"


def member(kind: str, text: str, who: str = "username", name: str = "student2") -> dict[str, Any]:
    return {"cohorttype": {"type": kind, "value": text}, "usertype": {"type": who, "value": name}}


async def test_people_are_added_and_what_is_not_found_is_warned_of(gateway: Gateway) -> None:
    wanted = [
        member("idnumber", "C1"),
        member("id", "1", "id", str(STUDENT)),
        member("name", "x"),
        member("id", "1", "email", "x"),
        member("id", "99"),
        member("id", "1", "username", "nobody"),
        member("id", "1", "id", str(GONE)),
    ]
    answer = value(await call(gateway, "core_cohort_add_cohort_members", {"members": wanted}))
    assert [warning["warningcode"] for warning in answer["warnings"]] == ["3", "1", "1", "2", "2", "2"]
    found = value(await call(gateway, "core_cohort_get_cohort_members", {"cohortids": ["1"]}))
    assert found == [{"cohortid": 1, "userids": [STUDENT, STUDENT2]}]


async def test_people_are_taken_out(gateway: Gateway) -> None:
    async def remove(cohortid: int, userid: int, by: str = "admin") -> Any:
        pairs = [{"cohortid": str(cohortid), "userid": str(userid)}]
        return await call(gateway, "core_cohort_delete_cohort_members", {"members": pairs}, by=by)

    assert errorcode(await remove(99, STUDENT)) == "invalidrecord"
    assert errorcode(await remove(1, 99)) == "invaliduser"
    assert errorcode(await remove(1, STUDENT, "teacher")) == "nopermissions"
    assert value(await remove(1, STUDENT)) is None
    assert statement(gateway, select(cohort_members.c.id)) is None


async def test_who_is_in_cohorts_is_told_to_those_who_may_see_them(gateway: Gateway) -> None:
    assert errorcode(await call(gateway, "core_cohort_get_cohort_members", {"cohortids": ["1"]}, by="teacher")) == "nopermissions"
    assert errorcode(await call(gateway, "core_cohort_get_cohort_members", {"cohortids": ["99"]})) == "invalidrecord"
    one = [member("id", "1")]
    assert errorcode(await call(gateway, "core_cohort_add_cohort_members", {"members": one}, by="teacher")) == "nopermissions"
    statement(gateway, update(cohort).values(contextid=999))
    assert value(await call(gateway, "core_cohort_get_cohorts")) == []

"""Keeping courses and categories: making, changing, moving and deleting them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import Table, func, insert, select, update

from gateway.components.core_cohort.tables import cohort
from gateway.server.host import Gateway
from gateway.store.changes import ChangeKind, note
from gateway.store.tables.access import context, role_assignments
from gateway.store.tables.courses import course, course_categories, course_format_options, course_sections
from gateway.store.tables.enrolments import enrol, user_enrolments
from gateway.store.tables.groups import groups, groups_members
from gateway.wire.call import Failure, Result
from tests.unit.app_fixtures import call, errorcode, set_config, statement, value

FIRST, SCIENCE, PHYSICS = 1, 2, 3
ALGEBRA, OPTICS, HIDDEN = 2, 3, 4
WSUSER = 6
NOW = 1_800_000_000


def rows(gateway: Gateway, table: Table, **where: object) -> list[dict[str, Any]]:
    query = select(table).where(*(table.c[name] == wanted for name, wanted in where.items())).order_by(table.c.id)
    return gateway.store.run_here(lambda work: [dict(row) for row in work.db.execute(query).mappings()], write=False)


def count(gateway: Gateway, table: Table, **where: object) -> int:
    return len(rows(gateway, table, **where))


def make_manager(gateway: Gateway, contextid: int) -> None:
    def work(transaction: Any) -> None:
        transaction.db.execute(insert(role_assignments).values(roleid=1, contextid=contextid, userid=WSUSER, timemodified=1))
        note(transaction.db, ChangeKind.USER)

    gateway.store.run_here(work, write=True)


def new(shortname: str = "NEW", **more: Any) -> dict[str, Any]:
    return {"fullname": f"Course {shortname}", "shortname": shortname, "categoryid": str(SCIENCE), **more}


async def create(gateway: Gateway, *wanted: dict[str, Any], by: str = "admin") -> Any:
    return await call(gateway, "core_course_create_courses", {"courses": list(wanted)}, by=by)


async def change(gateway: Gateway, *wanted: dict[str, Any], by: str = "admin") -> list[tuple[int, str]]:
    answer = value(await call(gateway, "core_course_update_courses", {"courses": list(wanted)}, by=by))
    return [(warning["itemid"], warning["warningcode"]) for warning in answer["warnings"]]


# Making courses


async def test_a_course_has_what_every_course_has(gateway: Gateway) -> None:
    (made,) = value(await create(gateway, new(startdate=str(NOW), numsections="2", hiddensections="0")))
    (row,) = rows(gateway, course, id=made["id"])
    assert (row["category"], row["startdate"], row["enddate"], row["format"], row["visible"]) == (
        SCIENCE,
        NOW,
        NOW + 31_536_000,
        "topics",
        1,
    )
    assert (row["showactivitydates"], row["showcompletionconditions"], row["enablecompletion"], row["newsitems"]) == (1, 1, 1, 5)
    assert [section["section"] for section in rows(gateway, course_sections, course=made["id"])] == [0, 1, 2]
    assert [(one["enrol"], one["status"]) for one in rows(gateway, enrol, courseid=made["id"])] == [
        ("manual", 0),
        ("guest", 1),
        ("self", 1),
    ]
    options = {one["name"]: one["value"] for one in rows(gateway, course_format_options, courseid=made["id"])}
    assert options == {"hiddensections": "0", "coursedisplay": "0"}
    (place,) = rows(gateway, context, contextlevel=50, instanceid=made["id"])
    assert place["path"] == f"/1/11/{place['id']}"


async def test_a_course_starts_today_unless_it_is_said_when(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 1_900_000_000.0)
    set_config(gateway, timezone="Europe/Warsaw")
    (made,) = value(await create(gateway, new()))
    (row,) = rows(gateway, course, id=made["id"])
    assert row["startdate"] == 1_899_932_400  # 16 March 2030 in Warsaw
    assert len(rows(gateway, course_sections, course=made["id"])) == 1


async def test_new_courses_come_first_in_their_category(gateway: Gateway) -> None:
    made = value(await create(gateway, new("A"), new("B"), new("C")))
    order = {row["shortname"]: row["sortorder"] for row in rows(gateway, course, category=SCIENCE)}
    assert order == {"C": 20001, "B": 20002, "A": 20003, "ALG1": 20004}
    assert rows(gateway, course_categories, id=SCIENCE)[0]["coursecount"] == 4
    await call(gateway, "core_course_delete_courses", {"courseids": [str(made[1]["id"])]})
    order = {row["shortname"]: row["sortorder"] for row in rows(gateway, course, category=SCIENCE)}
    assert order == {"C": 20001, "A": 20002, "ALG1": 20003}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (new("ALG1"), "shortnametaken"),
        (new("FIRST"), "shortnametaken"),
        (new(idnumber="alg-1"), "courseidnumbertaken"),
        (new(categoryid="99"), "errorcatcontextnotvalid"),
        (new(fullname=" "), "errorinvalidparam"),
        (new(" "), "errorinvalidparam"),
        (new(lang="zz"), "errorinvalidparam"),
        (new(summaryformat="9"), "formatnotsupported"),
        (new(startdate="100", enddate="50"), "enddatebeforestartdate"),
        (new(startdate="0", enddate="50"), "nostartdatenoenddate"),
    ],
)
async def test_one_that_is_refused_keeps_all_from_being_created(gateway: Gateway, wrong: dict[str, Any], code: str) -> None:
    assert errorcode(await create(gateway, new("FIRST"), wrong)) == code
    assert count(gateway, course, shortname="FIRST") == 0
    assert count(gateway, context) == 19


async def test_two_who_create_the_same_course_at_once_get_one_and_one_error(gateway: Gateway) -> None:
    outcomes = await asyncio.gather(create(gateway, new("SAME")), create(gateway, new("SAME")))
    assert sorted(type(outcome) is Result for outcome in outcomes) == [False, True]
    (refused,) = (outcome for outcome in outcomes if isinstance(outcome, Failure))
    assert refused.error.errorcode == "shortnametaken"
    assert count(gateway, course, shortname="SAME") == 1


async def test_creating_takes_the_capability_and_hiding_another(gateway: Gateway) -> None:
    assert errorcode(await create(gateway, new(), by="teacher")) == "nopermissions"
    make_manager(gateway, 11)
    (made,) = value(await create(gateway, new(visible="0"), by="wsuser"))
    assert rows(gateway, course, id=made["id"])[0]["visible"] == 0


async def test_themes_and_completion_are_for_sites_that_have_them(gateway: Gateway) -> None:
    set_config(gateway, enablecompletion="0")
    (plain,) = value(await create(gateway, new("A", forcetheme="classic", enablecompletion="1", lang="en")))
    assert {name: rows(gateway, course, id=plain["id"])[0][name] for name in ("theme", "enablecompletion", "lang")} == {
        "theme": "",
        "enablecompletion": 0,
        "lang": "en",
    }
    set_config(gateway, allowcoursethemes="1")
    (themed,) = value(await create(gateway, new("B", forcetheme="classic")))
    assert rows(gateway, course, id=themed["id"])[0]["theme"] == "classic"


# Changing courses


async def test_what_is_given_is_changed(gateway: Gateway) -> None:
    options = [{"name": "coursedisplay", "value": "1"}, {"name": "bogus", "value": "1"}]
    assert await change(gateway, {"id": "2", "fullname": "New", "visible": "0", "courseformatoptions": options}) == []
    (row,) = rows(gateway, course, id=ALGEBRA)
    assert (row["fullname"], row["shortname"], row["visible"], row["visibleold"]) == ("New", "ALG1", 0, 0)
    stored = {one["name"]: one["value"] for one in rows(gateway, course_format_options, courseid=ALGEBRA)}
    assert stored == {"hiddensections": "1", "coursedisplay": "1"}


async def test_a_course_is_moved_to_the_top_of_another_category(gateway: Gateway) -> None:
    assert await change(gateway, {"id": "2", "categoryid": str(PHYSICS)}) == []
    assert [row["sortorder"] for row in rows(gateway, course, category=PHYSICS)] == [30001, 30003, 30002]
    assert rows(gateway, context, id=13)[0]["path"] == "/1/11/12/13"
    assert {row["id"]: row["coursecount"] for row in rows(gateway, course_categories)} == {1: 0, 2: 0, 3: 3}


async def test_a_course_that_cannot_be_changed_stays_and_the_others_are_changed(gateway: Gateway) -> None:
    warned = await change(
        gateway,
        {"id": "99", "fullname": "X"},
        {"id": "2", "shortname": "OPT", "fullname": "Not this"},
        {"id": "2", "categoryid": "99"},
        {"id": "2", "fullname": " "},
        {"id": "2", "enddate": "5"},
        {"id": "3", "fullname": "Changed"},
    )
    assert warned == [
        (99, "invalidrecord"),
        (2, "shortnametaken"),
        (2, "unknowncategory"),
        (2, "errorinvalidparam"),
        (2, "enddatebeforestartdate"),
    ]
    assert [row["fullname"] for row in rows(gateway, course)][1:3] == ["Algebra I", "Changed"]


async def test_changes_take_their_capabilities(gateway: Gateway) -> None:
    assert await change(gateway, {"id": "2", "summary": "x"}, {"id": "2", "categoryid": "3"}, by="student") == [(2, "nopermissions")] * 2
    assert await change(gateway, {"id": "2", "summary": "x"}, {"id": "2", "categoryid": "3"}, by="teacher") == [(2, "nopermissions")]


# Deleting courses


async def test_a_course_is_deleted_with_all_that_is_in_it(gateway: Gateway) -> None:
    answer = value(await call(gateway, "core_course_delete_courses", {"courseids": ["2", "99", "1"]}))
    assert [(warning["itemid"], warning["warningcode"]) for warning in answer["warnings"]] == [
        (99, "unknowncourseidnumber"),
        (1, "cannotdeletecategorycourse"),
    ]
    for table, where in (
        (course, {"id": ALGEBRA}),
        (enrol, {"courseid": ALGEBRA}),
        (user_enrolments, {"enrolid": 1}),
        (groups, {"courseid": ALGEBRA}),
        (groups_members, {}),
        (course_sections, {"course": ALGEBRA}),
        (context, {"id": 13}),
        (role_assignments, {"contextid": 13}),
    ):
        assert count(gateway, table, **where) == 0, table.name
    assert count(gateway, user_enrolments) == 1
    assert rows(gateway, course_categories, id=SCIENCE)[0]["coursecount"] == 0


async def test_deleting_takes_the_capability(gateway: Gateway) -> None:
    answer = value(await call(gateway, "core_course_delete_courses", {"courseids": ["2"]}, by="teacher"))
    assert [warning["warningcode"] for warning in answer["warnings"]] == ["cannotdeletecourse"]
    assert errorcode(await call(gateway, "core_course_delete_courses", {"courseids": ["3"]}, by="teacher")) == "requireloginerror"


# Categories


async def categories(gateway: Gateway, verb: str, *wanted: dict[str, Any], by: str = "admin") -> Any:
    return await call(gateway, f"core_course_{verb}_categories", {"categories": list(wanted)}, by=by)


def tree(gateway: Gateway) -> dict[str, tuple[str, int, int]]:
    return {row["name"]: (row["path"], row["depth"], row["sortorder"]) for row in rows(gateway, course_categories)}


async def test_categories_are_numbered_in_the_order_of_the_tree(gateway: Gateway) -> None:
    (maths, logic) = value(await categories(gateway, "create", {"name": "Maths", "parent": "1"}, {"name": "Logic & co", "parent": "0"}))
    assert logic["name"] == "Logic &amp; co"
    assert tree(gateway) == {
        "Category 1": ("/1", 1, 10000),
        "Maths": (f"/1/{maths['id']}", 2, 20000),
        "Science": ("/2", 1, 30000),
        "Physics": ("/2/3", 2, 40000),
        "Logic & co": (f"/{logic['id']}", 1, 50000),
    }
    assert [row["sortorder"] for row in rows(gateway, course, category=PHYSICS)] == [40002, 40001]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": " "}, "categorynamerequired"),
        ({"name": "x" * 256}, "categorytoolong"),
        ({"name": "X", "idnumber": "SCI"}, "categoryidnumbertaken"),
        ({"name": "X", "idnumber": "x" * 101}, "idnumbertoolong"),
        ({"name": "X", "parent": "99"}, "unknowcategory"),
        ({"name": "X", "descriptionformat": "9"}, "formatnotsupported"),
    ],
)
async def test_one_category_that_is_refused_keeps_all_from_being_created(gateway: Gateway, wrong: dict[str, str], code: str) -> None:
    assert errorcode(await categories(gateway, "create", {"name": "First"}, wrong)) == code
    assert "First" not in tree(gateway)


async def test_a_category_is_changed_and_moved_with_what_lies_in_it(gateway: Gateway) -> None:
    changed = {"id": "2", "name": "Sciences", "idnumber": "S", "description": "new", "parent": "1"}
    assert value(await categories(gateway, "update", changed)) is None
    assert tree(gateway)["Sciences"] == ("/1/2", 2, 20000)
    assert tree(gateway)["Physics"] == ("/1/2/3", 3, 30000)
    assert rows(gateway, context, id=14)[0]["path"] == "/1/3/11/12/14"
    assert rows(gateway, context, id=14)[0]["depth"] == 5
    assert value(await categories(gateway, "update", {"id": "2", "parent": "0"})) is None
    assert tree(gateway)["Physics"] == ("/2/3", 2, 30000)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"id": "99"}, "unknowncategory"),
        ({"id": "2", "parent": "99"}, "unknowncategory"),
        ({"id": "2", "parent": "3"}, "cannotmovecategory"),
        ({"id": "2", "parent": "2"}, "cannotmovecategory"),
        ({"id": "2", "name": ""}, "categorynamerequired"),
        ({"id": "2", "idnumber": "PHY"}, "categoryidnumbertaken"),
    ],
)
async def test_changes_of_categories_that_are_refused(gateway: Gateway, changed: dict[str, str], code: str) -> None:
    before = tree(gateway)
    assert errorcode(await categories(gateway, "update", changed)) == code
    assert tree(gateway) == before


async def test_a_category_is_deleted_with_everything_in_it_but_cohorts(gateway: Gateway) -> None:
    statement(gateway, update(cohort).values(contextid=12))
    assert value(await categories(gateway, "delete", {"id": "2", "recursive": "1"})) is None
    assert [row["id"] for row in rows(gateway, course)] == [1]
    assert list(tree(gateway)) == ["Category 1"]
    assert rows(gateway, cohort)[0]["contextid"] == 1
    assert statement(gateway, select(func.count()).select_from(context).where(context.c.path.like("/1/11%"))) == 0


async def test_what_lies_in_a_category_is_moved_when_it_alone_is_deleted(gateway: Gateway) -> None:
    assert errorcode(await categories(gateway, "delete", {"id": "2"})) == "movecatcontentstoroot"
    assert value(await categories(gateway, "delete", {"id": "2", "newparent": "1"})) is None
    assert tree(gateway) == {"Category 1": ("/1", 1, 10000), "Physics": ("/1/3", 2, 20000)}
    assert rows(gateway, course, id=ALGEBRA)[0]["category"] == FIRST
    assert rows(gateway, context, id=13)[0]["path"] == "/1/3/13"
    assert value(await categories(gateway, "delete", {"id": "3"})) is None
    assert {row["category"] for row in rows(gateway, course)} == {0, FIRST}


async def test_keeping_categories_takes_the_capability(gateway: Gateway) -> None:
    for verb, wanted in (("create", {"name": "X"}), ("update", {"id": "2"}), ("delete", {"id": "2", "recursive": "1"})):
        assert errorcode(await categories(gateway, verb, wanted, by="teacher")) == "nopermissions"
    make_manager(gateway, 12)
    assert errorcode(await categories(gateway, "delete", {"id": "3", "newparent": "1"}, by="wsuser")) == "youcannotdeletecategory"
    assert errorcode(await categories(gateway, "update", {"id": "3", "parent": "1"}, by="wsuser")) == "nopermissions"


async def found(gateway: Gateway, by: str, criteria: dict[str, str], subcategories: bool = True) -> Any:
    given = [{"key": name, "value": text} for name, text in criteria.items()]
    arguments: dict[str | int, object] = {"criteria": given, "addsubcategories": str(int(subcategories))}
    return await call(gateway, "core_course_get_categories", arguments, by=by)


async def test_finding_categories(gateway: Gateway) -> None:
    async def ids(by: str = "admin", subcategories: bool = True, **criteria: str) -> list[int]:
        return [entry["id"] for entry in value(await found(gateway, by, criteria, subcategories))]

    assert await ids() == [1, 2, 3]
    assert await ids(id="2") == [2, 3]
    assert await ids(id="2", subcategories=False) == [2]
    assert await ids(ids="3,1") == [1, 3]
    assert await ids(parent="0", name="Science", subcategories=False) == [2]
    statement(gateway, update(course_categories).where(course_categories.c.id == SCIENCE).values(visible=0))
    assert await ids("teacher") == [1]
    assert await ids("admin", visible="0") == [2]
    assert await ids("admin", visible="1") == [1, 3]
    for name, text in (("visible", "1"), ("idnumber", "SCI"), ("theme", "boost"), ("bogus", "x")):
        assert errorcode(await found(gateway, "teacher", {name: text})) == "criteriaerror"


async def test_what_is_not_said_of_a_course_is_as_the_site_has_it(gateway: Gateway) -> None:
    chosen = {
        "format": "weeks",
        "showgrades": "0",
        "newsitems": "3",
        "maxbytes": "1024",
        "showreports": "1",
        "groupmode": "2",
        "groupmodeforce": "1",
    }
    set_config(gateway, **{f"moodlecourse__{name}": text for name, text in chosen.items()})
    (made,) = value(await create(gateway, new()))
    (row,) = rows(gateway, course, id=made["id"])
    assert {name: str(row[name]) for name in chosen} == chosen

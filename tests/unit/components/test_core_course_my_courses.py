"""The caller's own courses, finding courses, and the pages of a course."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select, update

from gateway.components.core_completion.tables import course_completions
from gateway.components.core_favourites.tables import favourite
from gateway.components.core_tag.tables import tag_instance
from gateway.server.host import Gateway
from gateway.store.changes import ChangeKind, note
from gateway.store.tables.access import role_capabilities
from gateway.store.tables.courses import course, course_modules, course_sections, modules
from gateway.store.tables.files import files
from gateway.store.tables.site import logstore_standard_log
from gateway.store.tables.users import user_lastaccess, user_preferences
from tests.unit.app_fixtures import call, errorcode, set_config, statement, value

SITE, ALGEBRA, OPTICS, HIDDEN = 1, 2, 3, 4
STUDENT = 4
LATER = 9_000_000_000


def change_course(gateway: Gateway, courseid: int, **values: Any) -> None:
    statement(gateway, update(course).where(course.c.id == courseid).values(**values))


def hide(gateway: Gateway, courseid: int) -> None:
    statement(gateway, insert(user_preferences).values(userid=STUDENT, name=f"block_myoverview_hidden_course_{courseid}", value="1"))


def open_course(gateway: Gateway, courseid: int, when: int) -> None:
    statement(gateway, insert(user_lastaccess).values(userid=STUDENT, courseid=courseid, timeaccess=when))


async def timeline(gateway: Gateway, wanted: str, by: str = "student", **more: object) -> Any:
    name = "core_course_get_enrolled_courses_by_timeline_classification"
    arguments: dict[str | int, object] = {"classification": wanted}
    arguments.update(more)
    return await call(gateway, name, arguments, by=by)


async def classed(gateway: Gateway, wanted: str, **more: str) -> list[int]:
    return [entry["id"] for entry in value(await timeline(gateway, wanted, **more))["courses"]]


async def test_courses_are_over_running_or_to_come(gateway: Gateway) -> None:
    assert await classed(gateway, "inprogress") == [ALGEBRA, OPTICS]
    change_course(gateway, ALGEBRA, enddate=1_700_000_001)
    change_course(gateway, OPTICS, startdate=LATER)
    assert await classed(gateway, "past") == [ALGEBRA]
    assert await classed(gateway, "future") == [OPTICS]
    assert await classed(gateway, "inprogress") == []
    set_config(gateway, coursegraceperiodafter="99999", coursegraceperiodbefore="99999")
    assert await classed(gateway, "inprogress") == [ALGEBRA, OPTICS]


async def test_a_course_that_somebody_has_completed_is_over(gateway: Gateway) -> None:
    change_course(gateway, ALGEBRA, enablecompletion=1)
    statement(gateway, insert(course_completions).values(userid=STUDENT, course=ALGEBRA, timecompleted=5))
    assert await classed(gateway, "past") == [ALGEBRA]
    assert value(await timeline(gateway, "past"))["courses"][0]["progress"] == 100


async def test_hidden_and_starred_courses(gateway: Gateway) -> None:
    hide(gateway, ALGEBRA)
    star = {"component": "core_course", "itemtype": "courses", "itemid": OPTICS, "contextid": 14, "userid": STUDENT}
    statement(gateway, insert(favourite).values(**star, timecreated=1, timemodified=1))
    assert await classed(gateway, "all") == [OPTICS]
    assert await classed(gateway, "hidden") == [ALGEBRA]
    assert await classed(gateway, "allincludinghidden") == [ALGEBRA, OPTICS]
    assert await classed(gateway, "favourites") == [OPTICS]
    assert await classed(gateway, "search", searchvalue="alg") == [ALGEBRA]
    assert await classed(gateway, "customfield", customfieldname="x", customfieldvalue="1") == []
    (algebra, optics) = value(await timeline(gateway, "allincludinghidden"))["courses"]
    assert (algebra["hidden"], algebra["isfavourite"], optics["hidden"], optics["isfavourite"]) == (True, False, False, True)


async def test_pages_of_courses_and_their_order(gateway: Gateway) -> None:
    answer = value(await timeline(gateway, "all", limit="1"))
    assert ([entry["id"] for entry in answer["courses"]], answer["nextoffset"]) == ([ALGEBRA], 1)
    answer = value(await timeline(gateway, "all", limit="1", offset="1"))
    assert ([entry["id"] for entry in answer["courses"]], answer["nextoffset"]) == ([OPTICS], 2)
    assert await classed(gateway, "all", sort="fullname desc") == [OPTICS, ALGEBRA]
    open_course(gateway, OPTICS, 9)
    assert await classed(gateway, "all", sort="ul.timeaccess desc") == [OPTICS, ALGEBRA]
    assert await classed(gateway, "all", sort="startdate, c.shortname desc") == [OPTICS, ALGEBRA]
    for wrong in ("password", "fullname; x", "fullname sideways"):
        assert errorcode(await timeline(gateway, "all", sort=wrong)) == "invalidparameter"
    assert errorcode(await timeline(gateway, "bogus")) == "invalidparameter"


async def test_a_course_as_the_overview_shows_it(gateway: Gateway) -> None:
    (algebra, _) = value(await timeline(gateway, "all"))["courses"]
    assert algebra["courseimage"].startswith("data:image/svg+xml;base64,")
    assert (algebra["coursecategory"], algebra["hasprogress"], "timeaccess" in algebra) == ("Science", False, False)
    row = {"contextid": 13, "component": "course", "filearea": "overviewfiles", "filepath": "/", "filename": "b.png"}
    row |= {"mimetype": "image/png", "filesize": 5, "pathnamehash": "x", "contenthash": "c" * 40, "timecreated": 1, "timemodified": 2}
    statement(gateway, insert(files).values(**row))
    (algebra, _) = value(await timeline(gateway, "all"))["courses"]
    assert algebra["courseimage"].endswith(":8080/pluginfile.php/13/course/overviewfiles/b.png")


async def test_the_courses_opened_last(gateway: Gateway) -> None:
    async def recent(by: str = "student", **more: object) -> list[int]:
        arguments: dict[str | int, object] = {}
        arguments.update(more)
        return [entry["id"] for entry in value(await call(gateway, "core_course_get_recent_courses", arguments, by=by))]

    assert await recent() == []
    open_course(gateway, ALGEBRA, 5)
    open_course(gateway, OPTICS, 9)
    open_course(gateway, HIDDEN, 10)
    assert await recent() == [OPTICS, ALGEBRA]
    assert await recent(limit="1", offset="1") == [ALGEBRA]
    assert await recent(sort="fullname") == [ALGEBRA, OPTICS]
    assert await recent("admin", userid=str(STUDENT)) == [OPTICS, ALGEBRA]
    assert await recent("teacher", userid=str(STUDENT)) == []


async def test_stars(gateway: Gateway) -> None:
    async def star(courseid: int, to: bool) -> Any:
        wanted = [{"id": str(courseid), "favourite": str(int(to))}]
        return await call(gateway, "core_course_set_favourite_courses", {"courses": wanted}, by="student")

    assert value(await star(ALGEBRA, True)) == {"warnings": []}
    assert [one["warningcode"] for one in value(await star(ALGEBRA, True))["warnings"]] == ["coursealreadyfavourited"]
    assert await classed(gateway, "favourites") == [ALGEBRA]
    assert value(await star(ALGEBRA, False)) == {"warnings": []}
    assert [one["warningcode"] for one in value(await star(ALGEBRA, False))["warnings"]] == ["cannotdeletefavourite"]
    assert errorcode(await star(99, True)) == "invalidrecord"
    assert statement(gateway, select(favourite.c.id)) is None


async def test_looking_at_a_course_is_noted(gateway: Gateway) -> None:
    async def view(by: str = "student", **more: int) -> Any:
        given: dict[str | int, object] = {name: str(number) for name, number in {"courseid": ALGEBRA, **more}.items()}
        return await call(gateway, "core_course_view_course", given, by=by)

    assert value(await view())["status"] is True
    own = logstore_standard_log.c
    query = select(own.contextid, own.other).where(own.action == "viewed").order_by(own.id.desc())
    assert statement(gateway, query) == 13
    assert value(await view(sectionnumber=1))["status"] is True
    assert errorcode(await view(sectionnumber=9)) == "sectionnotexist"
    statement(gateway, update(course_sections).where(course_sections.c.id == 2).values(visible=0))
    assert errorcode(await view(sectionnumber=1)) == "nopermissions"
    assert value(await view("teacher", sectionnumber=1))["status"] is True
    assert errorcode(await view(courseid=99)) == "invalidrecord"
    assert errorcode(await view(courseid=HIDDEN)) == "requireloginerror"


# Finding courses


async def search(gateway: Gateway, by: str = "student", name: str = "search", text: str = "", **more: object) -> Any:
    arguments: dict[str | int, object] = {"criterianame": name, "criteriavalue": text}
    arguments.update(more)
    return await call(gateway, "core_course_search_courses", arguments, by=by)


async def found(gateway: Gateway, text: str, by: str = "student", name: str = "search") -> list[int]:
    answer = value(await search(gateway, by, name, text))
    assert answer["total"] == len(answer["courses"])
    return [entry["id"] for entry in answer["courses"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("algebra", [ALGEBRA]),
        ("ABOUT", [ALGEBRA, OPTICS]),
        ("about opt-1", [OPTICS]),
        ("about -optics", [ALGEBRA]),
        ("+alg", [ALGEBRA]),
        ("+algeb", []),
        ("100%", []),
        ("", [ALGEBRA, OPTICS]),
    ],
)
async def test_finding_courses_by_words(gateway: Gateway, text: str, expected: list[int]) -> None:
    assert await found(gateway, text) == expected


async def test_finding_courses_otherwise(gateway: Gateway) -> None:
    assert await found(gateway, "", "admin") == [ALGEBRA, HIDDEN, OPTICS]
    tagged = {"tagid": 5, "component": "core", "itemtype": "course", "itemid": OPTICS, "contextid": 14, "timecreated": 1, "timemodified": 1}
    statement(gateway, insert(tag_instance).values(**tagged))
    assert await found(gateway, "5", name="tagid") == [OPTICS]
    statement(gateway, insert(modules).values(id=1, name="forum"))
    statement(gateway, insert(course_modules).values(course=ALGEBRA, module=1, instance=1, section=1))
    assert await found(gateway, "forum", "admin", "modulelist") == [ALGEBRA]
    assert await found(gateway, "1", "admin", "blocklist") == []
    for name in ("modulelist", "blocklist"):
        assert errorcode(await search(gateway, name=name, text="1")) == "nopermissions"
    assert errorcode(await search(gateway, name="bogus")) == "invalidparameter"


async def test_what_courses_found_must_have(gateway: Gateway) -> None:
    async def ids(by: str = "student", **more: object) -> tuple[int, list[int]]:
        answer = value(await search(gateway, by, "search", "about", **more))
        return answer["total"], [entry["id"] for entry in answer["courses"]]

    assert await ids(perpage="1", page="1") == (2, [OPTICS])
    assert await ids("teacher", limittoenrolled="1") == (1, [ALGEBRA])
    assert await ids("teacher", requiredcapabilities=["moodle/course:update"]) == (1, [ALGEBRA])
    change_course(gateway, OPTICS, enablecompletion=1)
    assert await ids(onlywithcompletion="1") == (1, [OPTICS])


# Pages


async def options(gateway: Gateway, kind: str, courseid: int, by: str) -> dict[str, bool]:
    answer = value(await call(gateway, f"core_course_get_user_{kind}_options", {"courseids": [str(courseid)]}, by=by))
    return {option["name"]: option["available"] for option in answer["courses"][0]["options"]}


async def test_where_somebody_may_go(gateway: Gateway) -> None:
    student = await options(gateway, "navigation", ALGEBRA, "student")
    assert (student["grades"], student["participants"], student["notes"], student["badges"]) == (True, True, False, False)
    change_course(gateway, ALGEBRA, showgrades=0)
    assert (await options(gateway, "navigation", ALGEBRA, "student"))["grades"] is False
    assert (await options(gateway, "navigation", ALGEBRA, "teacher"))["grades"] is True
    front = await options(gateway, "navigation", SITE, "student")
    assert (front["tags"], front["badges"], front["participants"], front["grades"]) == (True, True, False, False)
    set_config(gateway, bloglevel="1", usetags="0", enablebadges="0")
    front = await options(gateway, "navigation", SITE, "student")
    assert (front["blogs"], front["tags"], front["badges"]) == (False, False, False)


async def test_what_somebody_may_administer(gateway: Gateway) -> None:
    teacher = await options(gateway, "administration", ALGEBRA, "teacher")
    assert (teacher["update"], teacher["copy"], teacher["roles"], teacher["files"]) == (True, False, True, False)
    change_course(gateway, ALGEBRA, legacyfiles=2, enablecompletion=1)
    teacher = await options(gateway, "administration", ALGEBRA, "teacher")
    assert (teacher["files"], teacher["editcompletion"]) == (True, True)
    front = await options(gateway, "administration", SITE, "admin")
    assert (front["update"], front["badges"], "publish" in front) == (True, False, True)


async def test_courses_that_cannot_be_entered_are_warned_of(gateway: Gateway) -> None:
    answer = value(await call(gateway, "core_course_get_user_navigation_options", {"courseids": ["2", "3", "99"]}, by="teacher"))
    assert [entry["id"] for entry in answer["courses"]] == [ALGEBRA]
    assert [warning["itemid"] for warning in answer["warnings"]] == [OPTICS, 99]


async def test_capabilities_that_were_taken_count_at_once(gateway: Gateway) -> None:
    def work(transaction: Any) -> None:
        own = role_capabilities.c
        transaction.db.execute(update(role_capabilities).where(own.capability == "moodle/category:viewcourselist").values(permission=-1))
        note(transaction.db, ChangeKind.SITE)

    gateway.store.run_here(work, write=True)
    assert await found(gateway, "about") == []

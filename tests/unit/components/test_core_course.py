"""core_course_get_courses and core_course_get_courses_by_field: which courses, and how much of each."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from gateway.server.host import Gateway
from gateway.store.changes import ChangeKind, note
from gateway.store.tables.access import role_assignments, role_capabilities
from gateway.store.tables.courses import course
from gateway.store.tables.enrolments import enrol, user_enrolments
from gateway.store.tables.files import files
from gateway.wire.call import DEFAULT_SETTINGS, CallSettings, Failure
from tests.unit.app_fixtures import call, errorcode, set_config, statement, value

SITE, ALGEBRA, OPTICS, HIDDEN = 1, 2, 3, 4
ALGEBRA_CONTEXT = 13
MANAGER = 1
TEACHER, WSUSER = 3, 6


def change(gateway: Gateway, *executables: Any) -> None:
    """Change something, and say so."""

    def work(transaction: Any) -> None:
        for executable in executables:
            transaction.db.execute(executable)
        note(transaction.db, ChangeKind.SITE)
        note(transaction.db, ChangeKind.USER)

    gateway.store.run_here(work, write=True)


def make_manager(gateway: Gateway, userid: int = WSUSER) -> None:
    change(gateway, insert(role_assignments).values(roleid=MANAGER, contextid=1, userid=userid, timemodified=1))


async def courses(gateway: Gateway, *ids: int, by: str = "admin", settings: CallSettings = DEFAULT_SETTINGS) -> Any:
    arguments: dict[str | int, object] = {"options": {"ids": [str(item) for item in ids]}} if ids else {}
    return await call(gateway, "core_course_get_courses", arguments, by=by, settings=settings)


async def by_field(gateway: Gateway, field: str = "", text: object = "", by: str = "admin") -> Any:
    arguments: dict[str | int, object] = {"field": field, "value": text}
    return await call(gateway, "core_course_get_courses_by_field", arguments, by=by)


async def found(gateway: Gateway, field: str = "", text: object = "", by: str = "admin") -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = value(await by_field(gateway, field, text, by))["courses"]
    return entries


def ids(entries: list[dict[str, Any]]) -> list[int]:
    return [entry["id"] for entry in entries]


# core_course_get_courses


async def test_all_courses_or_some(gateway: Gateway) -> None:
    assert ids(value(await courses(gateway))) == [SITE, ALGEBRA, OPTICS, HIDDEN]
    assert ids(value(await courses(gateway, HIDDEN, ALGEBRA))) == [ALGEBRA, HIDDEN]
    assert value(await courses(gateway, 99)) == []


async def test_a_course_as_its_managers_see_it(gateway: Gateway) -> None:
    (algebra,) = value(await courses(gateway, ALGEBRA))
    assert {
        name: algebra[name] for name in ("shortname", "fullname", "displayname", "categoryid", "idnumber", "format", "numsections")
    } == {
        "shortname": "ALG1",
        "fullname": "Algebra I",
        "displayname": "Algebra I",
        "categoryid": 2,
        "idnumber": "alg-1",
        "format": "topics",
        "numsections": 3,
    }
    assert algebra["summary"] == "<p>About Algebra I &amp; more</p>"
    assert (algebra["hiddensections"], algebra["categorysortorder"], algebra["forcetheme"]) == (1, 20001, "")
    assert {"name": "hiddensections", "value": "1"} in [
        {**option, "value": str(option["value"])} for option in algebra["courseformatoptions"]
    ]


async def test_a_course_as_others_see_it(gateway: Gateway) -> None:
    make_manager(gateway)
    taken = role_capabilities.c.capability == "moodle/course:update"
    change(gateway, delete(role_capabilities).where(taken))
    (algebra,) = value(await courses(gateway, ALGEBRA, by="wsuser"))
    assert {"id", "fullname", "summary", "format", "numsections"} <= set(algebra)
    assert not {"idnumber", "courseformatoptions", "visible", "hiddensections"} & set(algebra)


async def test_hidden_courses_are_left_out_for_those_who_may_not_see_them(gateway: Gateway) -> None:
    make_manager(gateway)
    assert ids(value(await courses(gateway, ALGEBRA, HIDDEN, by="wsuser"))) == [ALGEBRA, HIDDEN]
    taken = role_capabilities.c.capability.in_(["moodle/course:update", "moodle/course:viewhiddencourses"])
    change(gateway, delete(role_capabilities).where(taken))
    outcome = await courses(gateway, HIDDEN, by="wsuser")
    assert errorcode(outcome) == "errorcoursecontextnotvalid"


@pytest.mark.parametrize("by", ["teacher", "student"])
async def test_members_may_not_list_courses(gateway: Gateway, by: str) -> None:
    assert errorcode(await courses(gateway, ALGEBRA, by=by)) == "nopermissions"
    assert ids(value(await courses(gateway, SITE, by=by))) == [SITE]


@pytest.mark.parametrize("courseid", [OPTICS, HIDDEN])
async def test_a_course_that_cannot_be_entered_refuses_them_all(gateway: Gateway, courseid: int) -> None:
    outcome = await courses(gateway, SITE, courseid, by="teacher")
    assert errorcode(outcome) == "errorcoursecontextnotvalid"
    assert isinstance(outcome, Failure)
    assert outcome.error.debug == f"course {courseid}: requireloginerror"


async def test_a_raw_call_gets_what_is_stored(gateway: Gateway) -> None:
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(fullname="A & <b>B</b>", summary="x @@PLUGINFILE@@/a.png"))
    (cooked,) = value(await courses(gateway, ALGEBRA))
    (raw,) = value(await courses(gateway, ALGEBRA, settings=CallSettings(raw=True, fileurl=False)))
    assert (cooked["fullname"], raw["fullname"]) == ("A &amp; B", "A & <b>B</b>")
    assert raw["summary"] == "x @@PLUGINFILE@@/a.png"
    assert f"/webservice/pluginfile.php/{ALGEBRA_CONTEXT}/course/summary/a.png" in cooked["summary"]


# core_course_get_courses_by_field


@pytest.mark.parametrize(
    ("field", "text", "courseids"),
    [
        ("", "", [SITE, ALGEBRA, OPTICS, HIDDEN]),
        ("", None, [SITE, ALGEBRA, OPTICS, HIDDEN]),
        ("id", "2", [ALGEBRA]),
        ("id", "99", []),
        ("id", "abc", []),
        ("ids", "4,2", [HIDDEN, ALGEBRA]),
        ("ids", "2,2", [ALGEBRA]),
        ("shortname", "ALG1", [ALGEBRA]),
        ("shortname", "alg1", []),
        ("idnumber", "opt-1", [OPTICS]),
        ("category", "3", [OPTICS, HIDDEN]),
    ],
)
async def test_each_field_that_can_be_searched(gateway: Gateway, field: str, text: str, courseids: list[int]) -> None:
    assert ids(await found(gateway, field, text)) == courseids


async def test_a_course_is_found_by_one_of_its_sections(gateway: Gateway) -> None:
    sections = gateway.store.run_here(
        lambda work: work.db.exec_driver_sql("SELECT id FROM course_sections WHERE course = 3").scalars().all(), write=False
    )
    assert ids(await found(gateway, "sectionid", str(sections[0]))) == [OPTICS]
    assert await found(gateway, "sectionid", "9999") == []


async def test_what_cannot_be_searched(gateway: Gateway) -> None:
    assert errorcode(await by_field(gateway, "bogus", "x")) == "invalidparameter"


async def test_courses_that_cannot_be_entered_are_warned_of_when_asked_for_by_id(gateway: Gateway) -> None:
    answer = value(await by_field(gateway, "ids", "2,3,99", by="teacher"))
    assert [(warning["item"], warning["itemid"], warning["warningcode"]) for warning in answer["warnings"]] == [
        ("course", OPTICS, "1"),
        ("course", 99, "1"),
    ]
    assert ids(answer["courses"]) == [ALGEBRA, OPTICS]


async def test_whoever_may_enter_sees_more_than_the_entry_in_the_list(gateway: Gateway) -> None:
    algebra, optics = await found(gateway, "ids", "2,3", by="teacher")
    assert {"format", "startdate", "filters", "lang"} <= set(algebra)
    assert "format" not in optics
    assert algebra["courseformatoptions"][-1] == {"name": "indentation", "value": "1"}
    assert {"idnumber", "timecreated"} <= set(algebra)
    (as_student,) = await found(gateway, "id", "2", by="student")
    assert "idnumber" not in as_student


async def test_hidden_courses_are_found_by_those_who_may_see_them(gateway: Gateway) -> None:
    assert await found(gateway, "id", "4", by="teacher") == []
    assert ids(await found(gateway, "id", "4")) == [HIDDEN]


async def test_whoever_may_not_see_the_list_of_courses_finds_only_what_can_be_entered(gateway: Gateway) -> None:
    change(gateway, delete(role_capabilities).where(role_capabilities.c.capability == "moodle/category:viewcourselist"))
    assert ids(await found(gateway, "ids", "1,2,3", by="teacher")) == [SITE, ALGEBRA]


async def test_contacts_are_the_enrolled_holders_of_the_roles_the_site_names(gateway: Gateway) -> None:
    (algebra,) = await found(gateway, "id", "2", by="wsuser")
    assert algebra["contacts"] == [{"id": TEACHER, "fullname": "Tess Teacher"}]
    assert algebra["enrollmentmethods"] == ["manual"]
    change(gateway, update(user_enrolments).where(user_enrolments.c.userid == TEACHER).values(status=1))
    assert (await found(gateway, "id", "2", by="wsuser"))[0]["contacts"] == []
    set_config(gateway, coursecontact="")
    assert (await found(gateway, "id", "2", by="wsuser"))[0]["contacts"] == []


async def test_a_contact_with_two_roles_and_two_enrolments_is_one(gateway: Gateway) -> None:
    set_config(gateway, coursecontact="3,4")
    again = {"enrol": "self", "courseid": ALGEBRA, "status": 0, "sortorder": 9, "timecreated": 1, "timemodified": 1}
    change(
        gateway,
        insert(role_assignments).values(roleid=4, contextid=ALGEBRA_CONTEXT, userid=TEACHER, timemodified=1),
        insert(enrol).values(id=50, **again),
        insert(user_enrolments).values(enrolid=50, userid=TEACHER, timecreated=1, timemodified=1),
    )
    (algebra,) = await found(gateway, "id", "2")
    assert [contact["id"] for contact in algebra["contacts"]] == [TEACHER]
    assert algebra["enrollmentmethods"] == ["manual", "self"]


async def test_the_picture_of_a_course_is_its_first_image(gateway: Gateway) -> None:
    (algebra,) = await found(gateway, "id", "2")
    assert algebra["courseimage"] == f"http://127.0.0.1:8080/pluginfile.php/{ALGEBRA_CONTEXT}/course/generated/course.svg"
    rows = [
        {"filename": name, "mimetype": kind, "filesize": 5, "pathnamehash": name, "contenthash": "c" * 40}
        for name, kind in ((".", None), ("a.txt", "text/plain"), ("b.png", "image/png"))
    ]
    same = {"contextid": ALGEBRA_CONTEXT, "component": "course", "filearea": "overviewfiles", "itemid": 0, "filepath": "/"}
    change(gateway, *(insert(files).values(**same, **row, timecreated=1, timemodified=2) for row in rows))
    (algebra,) = await found(gateway, "id", "2")
    assert [file["filename"] for file in algebra["overviewfiles"]] == ["a.txt", "b.png"]
    path = f"pluginfile.php/{ALGEBRA_CONTEXT}/course/overviewfiles/b.png"
    assert algebra["courseimage"] == f"http://127.0.0.1:8080/{path}"
    assert algebra["overviewfiles"][1] == {
        "filename": "b.png",
        "filepath": "/",
        "filesize": 5,
        "fileurl": f"http://127.0.0.1:8080/webservice/{path}",
        "timemodified": 2,
        "mimetype": "image/png",
    }

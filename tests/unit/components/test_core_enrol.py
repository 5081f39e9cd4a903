"""Who takes part in a course, finding people, and the courses somebody is in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from gateway.components.core_completion.tables import course_completions, course_modules_completion
from gateway.components.core_favourites.tables import favourite
from gateway.server.host import Gateway
from gateway.store.changes import ChangeKind, note
from gateway.store.rows import insert_many
from gateway.store.tables.access import context, role_assignments, role_capabilities
from gateway.store.tables.courses import course, course_categories, course_modules
from gateway.store.tables.enrolments import enrol, user_enrolments
from gateway.store.tables.groups import groups, groups_members
from gateway.store.tables.users import user, user_lastaccess, user_preferences
from tests.unit.app_fixtures import call, counted, errorcode, set_config, statement, value

SITE, ALGEBRA, OPTICS = 1, 2, 3
GROUP_A = 1
TEACHER, STUDENT, STUDENT2, WSUSER = 3, 4, 5, 6
MANUAL_ALGEBRA = 1


def take_capability(gateway: Gateway, name: str) -> None:
    """Give nobody but administrators a capability."""

    def work(transaction: Any) -> None:
        transaction.db.execute(update(role_capabilities).where(role_capabilities.c.capability == name).values(permission=-1000))
        note(transaction.db, ChangeKind.SITE)

    gateway.store.run_here(work, write=True)


async def participants(gateway: Gateway, courseid: int = ALGEBRA, by: str = "admin", **options: str) -> Any:
    given = [{"name": name, "value": text} for name, text in options.items()]
    return await call(gateway, "core_enrol_get_enrolled_users", {"courseid": str(courseid), "options": given}, by=by)


async def ids(gateway: Gateway, courseid: int = ALGEBRA, by: str = "admin") -> list[int]:
    return listed(value(await participants(gateway, courseid, by)))


def listed(entries: Iterable[dict[str, Any]]) -> list[int]:
    return [entry["id"] for entry in entries]


# Participants


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, [TEACHER, STUDENT, STUDENT2]),
        ({"limitfrom": "1", "limitnumber": "1"}, [STUDENT]),
        ({"sortby": "id", "sortdirection": "desc"}, [STUDENT2, STUDENT, TEACHER]),
        ({"sortby": "firstname"}, [STUDENT, TEACHER, STUDENT2]),
        ({"sortby": "siteorder"}, [STUDENT, TEACHER, STUDENT2]),
        ({"groupid": "1"}, [STUDENT]),
        ({"groupid": "-1"}, [TEACHER, STUDENT2]),
        ({"groupid": "99"}, []),
        ({"onlyactive": "1"}, [TEACHER, STUDENT]),
        ({"onlysuspended": "1"}, [STUDENT2]),
        ({"onlyactive": "0"}, [TEACHER, STUDENT, STUDENT2]),
        ({"withcapability": "moodle/course:update"}, [TEACHER]),
        ({"withcapability": "mod/assign:submit", "limitfrom": "1"}, [STUDENT2]),
        ({"withcapability": "no/such:capability"}, []),
        ({"unknown": "1"}, [TEACHER, STUDENT, STUDENT2]),
    ],
)
async def test_which_participants_and_in_what_order(gateway: Gateway, options: dict[str, str], expected: list[int]) -> None:
    statement(gateway, update(user_enrolments).where(user_enrolments.c.userid == STUDENT2).values(status=1))
    assert listed(value(await participants(gateway, ALGEBRA, "admin", **options))) == expected


@pytest.mark.parametrize(
    ("by", "courseid", "options", "code"),
    [
        ("admin", 99, {}, "invalidrecord"),
        ("teacher", OPTICS, {}, "errorcoursecontextnotvalid"),
        ("admin", ALGEBRA, {"sortby": "password"}, "invalidparameter"),
        ("admin", ALGEBRA, {"sortdirection": "up"}, "invalidparameter"),
        ("admin", ALGEBRA, {"onlyactive": "1", "onlysuspended": "1"}, "codingerror"),
        ("admin", ALGEBRA, {"userfields": "id,bogus"}, "invaliduserfield"),
        ("student", ALGEBRA, {"withcapability": "moodle/course:view"}, "nopermissions"),
        ("student", ALGEBRA, {"onlyactive": "1"}, "nopermissions"),
        ("student", ALGEBRA, {"groupid": "99"}, "nopermissions"),
        ("student", SITE, {}, "nopermissions"),
    ],
)
async def test_what_is_refused(gateway: Gateway, by: str, courseid: int, options: dict[str, str], code: str) -> None:
    assert errorcode(await participants(gateway, courseid, by, **options)) == code


async def test_everybody_is_in_the_course_of_the_site(gateway: Gateway) -> None:
    assert await ids(gateway, SITE) == [2, 3, 4, 5, 6, 7, 8, 9, 10]


async def test_a_participant_with_roles_groups_and_courses(gateway: Gateway) -> None:
    statement(gateway, insert(user_lastaccess).values(userid=STUDENT, courseid=ALGEBRA, timeaccess=77))
    (sam,) = value(await participants(gateway, groupid="1"))
    assert sam["lastcourseaccess"] == 77
    assert sam["roles"] == [{"roleid": 5, "name": "", "shortname": "student", "sortorder": 0}]
    assert [group["name"] for group in sam["groups"]] == ["Group A"]
    assert listed(sam["enrolledcourses"]) == [ALGEBRA, OPTICS]
    set_config(gateway, hiddenuserfields="mycourses,lastaccess")
    take_capability(gateway, "moodle/course:viewhiddenuserfields")
    (sam,) = value(await participants(gateway, by="teacher", groupid="1"))
    assert not {"enrolledcourses", "lastcourseaccess", "lastaccess"} & set(sam)


async def test_the_fields_that_are_wanted(gateway: Gateway) -> None:
    (sam,) = value(await participants(gateway, groupid="1", userfields="email,groups"))
    assert set(sam) == {"id", "fullname", "email", "groups"}


async def test_separate_groups_keep_people_from_those_of_others(gateway: Gateway) -> None:
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(groupmode=1))
    assert await ids(gateway, by="student") == [STUDENT]
    assert await ids(gateway, by="teacher") == [TEACHER, STUDENT, STUDENT2]
    statement(gateway, insert(groups_members).values(groupid=GROUP_A, userid=STUDENT2, timeadded=1))
    assert await ids(gateway, by="student") == [STUDENT, STUDENT2]
    other = {"id": 9, "courseid": ALGEBRA, "name": "Other", "timecreated": 1, "timemodified": 1}
    statement(gateway, insert(groups).values(**other))
    statement(gateway, insert(groups_members).values(groupid=9, userid=STUDENT2, timeadded=1))
    found = {entry["id"]: entry for entry in value(await participants(gateway, by="student"))}
    assert listed(found[STUDENT2]["groups"]) == [GROUP_A]


async def test_members_of_groups_are_listed_to_those_who_may_see_them(gateway: Gateway) -> None:
    statement(gateway, insert(groups_members).values(groupid=GROUP_A, userid=STUDENT2, timeadded=1))
    assert listed(value(await participants(gateway, by="student", groupid="1"))) == [STUDENT, STUDENT2]
    statement(gateway, update(groups).values(visibility=2))
    assert listed(value(await participants(gateway, by="student", groupid="1"))) == [STUDENT]
    assert listed(value(await participants(gateway, by="teacher", groupid="1"))) == [STUDENT, STUDENT2]
    statement(gateway, update(groups).values(visibility=3))
    assert errorcode(await participants(gateway, by="student", groupid="1")) == "nopermissions"
    take_capability(gateway, "moodle/course:viewhiddengroups")
    assert listed(value(await participants(gateway, by="teacher", groupid="1"))) == []


async def test_participants_are_told_to_those_who_may_see_them(gateway: Gateway) -> None:
    take_capability(gateway, "moodle/course:viewparticipants")
    assert errorcode(await participants(gateway, by="student")) == "nopermissions"
    take_capability(gateway, "moodle/user:viewdetails")
    # Teachers are shown as the contacts of their courses, to everybody.
    assert await ids(gateway, by="teacher") == [TEACHER]


async def with_capability(gateway: Gateway, courseid: int, *names: str, by: str = "teacher", **options: str) -> Any:
    asked = [{"courseid": str(courseid), "capabilities": list(names)}]
    given = [{"name": name, "value": text} for name, text in options.items()]
    arguments: dict[str | int, object] = {"coursecapabilities": asked, "options": given}
    return await call(gateway, "core_enrol_get_enrolled_users_with_capability", arguments, by=by)


async def test_participants_by_capability(gateway: Gateway) -> None:
    found = value(await with_capability(gateway, ALGEBRA, "moodle/course:update", "mod/assign:submit"))
    assert [(entry["courseid"], entry["capability"], listed(entry["users"])) for entry in found] == [
        (ALGEBRA, "moodle/course:update", [TEACHER]),
        (ALGEBRA, "mod/assign:submit", [STUDENT, STUDENT2]),
    ]
    (entry,) = value(await with_capability(gateway, ALGEBRA, "mod/assign:submit", onlyactive="1", groupid="1"))
    assert listed(entry["users"]) == [STUDENT]
    assert errorcode(await with_capability(gateway, ALGEBRA, "mod/assign:submit", by="student")) == "nopermissions"
    assert errorcode(await with_capability(gateway, ALGEBRA, "mod/assign:submit", by="student", onlyactive="1")) == "nopermissions"
    assert errorcode(await with_capability(gateway, ALGEBRA, "mod/assign:submit", by="student", groupid="9")) == "nopermissions"


# Finding people


async def search(gateway: Gateway, text: str, by: str = "teacher", *, anywhere: bool = True, **more: int) -> Any:
    given = {"courseid": ALGEBRA, "page": 0, "perpage": 10, **more}
    arguments: dict[str | int, object] = {name: str(number) for name, number in given.items()}
    arguments |= {"search": text, "searchanywhere": str(int(anywhere))}
    return await call(gateway, "core_enrol_get_potential_users" if "enrolid" in more else "core_enrol_search_users", arguments, by=by)


async def test_finding_participants(gateway: Gateway) -> None:
    assert listed(value(await search(gateway, "s"))) == [STUDENT, TEACHER, STUDENT2]
    assert listed(value(await search(gateway, "te", anywhere=False))) == [TEACHER]
    assert listed(value(await search(gateway, "tess teacher"))) == [TEACHER]
    assert listed(value(await search(gateway, "student2@"))) == [STUDENT2]
    assert listed(value(await search(gateway, "student2@", by="student"))) == []
    assert listed(value(await search(gateway, "", page=1, perpage=2))) == [STUDENT2]
    assert listed(value(await search(gateway, "", perpage=0))) == [STUDENT, TEACHER, STUDENT2]
    assert listed(value(await search(gateway, "%"))) == []


async def test_an_exact_name_is_found_first(gateway: Gateway) -> None:
    statement(gateway, update(user).where(user.c.id == STUDENT2).values(lastname="Tess"))
    statement(gateway, update(user).where(user.c.id == STUDENT).values(lastname="Atess"))
    assert listed(value(await search(gateway, "tess"))) == [TEACHER, STUDENT2, STUDENT]


async def test_the_groups_of_a_part_of_the_course_may_limit_what_is_found(gateway: Gateway) -> None:
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(groupmode=1))
    assert listed(value(await search(gateway, "", by="student", contextid=13))) == [STUDENT]
    assert len(value(await search(gateway, "", by="teacher", contextid=13))) == 3
    assert listed(value(await search(gateway, "", by="student"))) == [STUDENT]
    assert listed(value(await search(gateway, "", by="student", contextid=1))) == [STUDENT]
    assert errorcode(await search(gateway, "", by="student", contextid=999)) == "invalidrecord"


async def test_finding_people_to_enrol(gateway: Gateway) -> None:
    found = value(await search(gateway, "w", enrolid=MANUAL_ALGEBRA))
    assert listed(found) == [10, WSUSER]
    assert {"id", "fullname", "email"} <= set(found[0])
    assert errorcode(await search(gateway, "w", by="student", enrolid=MANUAL_ALGEBRA)) == "nopermissions"
    assert errorcode(await search(gateway, "w", courseid=99)) == "errorcoursecontextnotvalid"
    assert errorcode(await search(gateway, "w", courseid=OPTICS, enrolid=4)) == "errorcoursecontextnotvalid"


# The courses of somebody


async def own(gateway: Gateway, userid: int = STUDENT, by: str = "student", *, count: bool = True) -> Any:
    arguments: dict[str | int, object] = {"userid": str(userid), "returnusercount": str(int(count))}
    return await call(gateway, "core_enrol_get_users_courses", arguments, by=by)


async def test_the_courses_of_somebody(gateway: Gateway) -> None:
    algebra, optics = value(await own(gateway))
    assert (algebra["id"], algebra["enrolledusercount"], optics["enrolledusercount"]) == (ALGEBRA, 3, 1)
    assert "enrolledusercount" not in value(await own(gateway, count=False))[0]
    assert listed(value(await own(gateway, by="teacher"))) == [ALGEBRA]
    assert value(await own(gateway, WSUSER, "wsuser")) == []
    assert value(await own(gateway, 99, "admin")) == []


async def test_what_somebody_alone_sees_of_the_own_courses(gateway: Gateway) -> None:
    statement(gateway, insert(user_lastaccess).values(userid=STUDENT, courseid=ALGEBRA, timeaccess=77))
    star = {"component": "core_course", "itemtype": "courses", "itemid": OPTICS, "contextid": 14, "userid": STUDENT}
    statement(gateway, insert(favourite).values(**star, timecreated=1, timemodified=1))
    hidden = {"userid": STUDENT, "name": f"block_myoverview_hidden_course_{ALGEBRA}", "value": "1"}
    statement(gateway, insert(user_preferences).values(**hidden))
    algebra, optics = value(await own(gateway))
    assert (algebra["lastaccess"], algebra["hidden"], algebra["isfavourite"]) == (77, True, False)
    assert (optics["lastaccess"], optics["hidden"], optics["isfavourite"]) == (None, False, True)
    (seen,) = value(await own(gateway, by="teacher"))
    assert (seen["lastaccess"], seen["hidden"]) == (77, False)
    set_config(gateway, hiddenuserfields="lastaccess")
    take_capability(gateway, "moodle/course:viewhiddenuserfields")
    assert value(await own(gateway, by="teacher"))[0]["lastaccess"] is None


async def test_who_sees_the_courses_of_others(gateway: Gateway) -> None:
    assert listed(value(await own(gateway, STUDENT2, "student"))) == [ALGEBRA]
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(groupmode=1))
    assert listed(value(await own(gateway, STUDENT2, "student"))) == []
    assert listed(value(await own(gateway, TEACHER, "student"))) == [ALGEBRA]
    statement(gateway, insert(groups_members).values(groupid=GROUP_A, userid=STUDENT2, timeadded=1))
    assert listed(value(await own(gateway, STUDENT2, "student"))) == [ALGEBRA]
    take_capability(gateway, "moodle/user:viewdetails")
    assert listed(value(await own(gateway, STUDENT2, "student"))) == []
    set_config(gateway, forceloginforprofiles="0")
    assert listed(value(await own(gateway, STUDENT2, "student"))) == [ALGEBRA]


async def test_progress(gateway: Gateway) -> None:
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(enablecompletion=1))

    async def told(by: str = "student") -> tuple[Any, ...]:
        (algebra, *_) = value(await own(gateway, by=by))
        return algebra["completionusertracked"], algebra["progress"], algebra["completed"]

    assert await told() == (True, None, False)
    for cmid, completion in ((70, 1), (71, 2), (72, 0)):
        statement(
            gateway, insert(course_modules).values(id=cmid, course=ALGEBRA, module=1, instance=cmid, section=1, completion=completion)
        )
    assert await told() == (True, 0, False)
    done = {"userid": STUDENT, "coursemoduleid": 70, "completionstate": 1, "timemodified": 1}
    statement(gateway, insert(course_modules_completion).values(**done))
    assert await told() == await told("teacher") == (True, 50, False)
    (seen,) = value(await own(gateway, STUDENT, "student2"))[:1]
    assert seen["progress"] is None
    statement(gateway, insert(course_completions).values(userid=STUDENT, course=ALGEBRA, timecompleted=5))
    assert await told() == (True, 100, True)
    set_config(gateway, enablecompletion="0")
    assert await told() == (False, None, None)


# Large sites


def enlarge(gateway: Gateway, people: int, courses: int) -> None:
    """Add people, all of them in the algebra course, and courses."""

    def work(transaction: Any) -> None:
        db = transaction.db
        numbers = range(1000, 1000 + people)
        same = {"confirmed": 1, "timecreated": 1, "timemodified": 1}
        names = ("id", "username", "firstname", "lastname", "email")
        insert_many(db, user, same, names, [[n, f"u{n}", "U", f"N{n}", f"u{n}@example.com"] for n in numbers])
        insert_many(db, context, {"contextlevel": 30, "depth": 2}, ("id", "instanceid", "path"), [[n, n, f"/1/{n}"] for n in numbers])
        insert_many(db, user_enrolments, {"enrolid": MANUAL_ALGEBRA}, ("userid",), [[n] for n in numbers])
        insert_many(db, role_assignments, {"roleid": 5, "contextid": 13}, ("userid",), [[n] for n in numbers])
        more = range(200_000, 200_000 + courses)
        place = {"contextlevel": 50, "depth": 3}
        insert_many(db, course, {"category": 2, "fullname": "More"}, ("id", "shortname", "sortorder"), [[n, f"c{n}", n] for n in more])
        insert_many(db, context, place, ("id", "instanceid", "path"), [[n, n, f"/1/11/{n}"] for n in more])
        insert_many(db, enrol, {"enrol": "manual"}, ("courseid",), [[n] for n in more])
        db.execute(update(course_categories).where(course_categories.c.id == 2).values(coursecount=courses + 1))

    gateway.store.run_here(work, write=True)


async def statements(gateway: Gateway, ask: Callable[[], Awaitable[Any]]) -> int:
    """How many statements a call takes."""
    with counted(gateway.store) as seen:
        value(await ask())
    return len(seen)


async def test_what_lists_cost_does_not_grow_with_the_site(gateway: Gateway) -> None:
    async def cost() -> list[int]:
        found = []
        for ask in (
            lambda: participants(gateway, by="teacher", limitnumber="3"),
            lambda: participants(gateway, by="teacher", limitnumber="3", withcapability="mod/assign:submit"),
            lambda: own(gateway),
            lambda: own(gateway, by="teacher"),
            lambda: search(gateway, "s", perpage=3),
            lambda: search(gateway, "s", perpage=3, enrolid=MANUAL_ALGEBRA),
            lambda: call(gateway, "core_user_get_users_by_field", {"field": "id", "values": ["3", "4", "5"]}, by="student"),
            lambda: call(gateway, "core_course_search_courses", {"criterianame": "search", "criteriavalue": "Algebra"}, by="student"),
            lambda: call(gateway, "core_group_get_course_user_groups", {"courseid": "2"}, by="student"),
            lambda: call(gateway, "core_message_message_search_users", {"userid": "4", "search": "s", "limitnum": "3"}, by="student"),
        ):
            value(await ask())
            found.append(await statements(gateway, ask))
        return found

    small = await cost()
    # As many rows as that take the tests' PostgreSQL half a minute to put back, and the statements are the same.
    embedded = gateway.store.url.get_backend_name() == "sqlite"
    enlarge(gateway, *((100_000, 5000) if embedded else (3000, 300)))
    assert await cost() == small
    assert max(small) < 40


async def test_what_a_page_of_people_costs_does_not_grow_with_the_page(gateway: Gateway) -> None:
    enlarge(gateway, 2, 0)
    await participants(gateway, by="teacher")
    seen = [await statements(gateway, partial(participants, gateway, by="teacher", limitnumber=limit)) for limit in ("2", "5")]
    assert seen[0] == seen[1]


async def test_more_people_than_a_statement_names(gateway: Gateway) -> None:
    enlarge(gateway, 1100, 0)
    found = value(await participants(gateway, userfields="id"))
    assert len(found) == 1103
    assert statement(gateway, select(user.c.id).where(user.c.id == 1000)) == 1000

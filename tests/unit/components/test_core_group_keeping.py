"""Changing and deleting groups, who is in them, and what each caller may know of them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select, update

from gateway.server.host import Gateway
from gateway.store.changes import ChangeKind, note
from gateway.store.tables.access import role_capabilities
from gateway.store.tables.courses import course, course_modules
from gateway.store.tables.groups import groupings, groupings_groups, groups, groups_members
from tests.unit.app_fixtures import call, errorcode, statement, value

ALGEBRA, OPTICS = 2, 3
GROUP_A = 1
TEACHER, STUDENT, STUDENT2, WSUSER, UNCONFIRMED, GONE = 3, 4, 5, 6, 8, 11


def make_group(gateway: Gateway, name: str, courseid: int = ALGEBRA, *people: int, **values: Any) -> int:
    row = {"courseid": courseid, "name": name, "timecreated": 1, "timemodified": 1, **values}
    statement(gateway, insert(groups).values(**row))
    groupid: int = statement(gateway, select(groups.c.id).where(groups.c.name == name))
    for userid in people:
        statement(gateway, insert(groups_members).values(groupid=groupid, userid=userid, timeadded=1))
    return groupid


def members(gateway: Gateway, groupid: int) -> set[int]:
    query = select(groups_members.c.userid).where(groups_members.c.groupid == groupid)
    return gateway.store.run_here(lambda work: set(work.db.execute(query).scalars()), write=False)


def stored(gateway: Gateway, groupid: int) -> dict[str, Any]:
    query = select(groups).where(groups.c.id == groupid)
    return gateway.store.run_here(lambda work: dict(work.db.execute(query).mappings().one()), write=False)


async def update_group(gateway: Gateway, by: str = "teacher", **changes: Any) -> Any:
    return await call(gateway, "core_group_update_groups", {"groups": [{"id": str(GROUP_A), "name": "Group A", **changes}]}, by=by)


# Changing and deleting


async def test_what_is_left_out_of_a_change_stays(gateway: Gateway) -> None:
    assert value(await update_group(gateway, name=" New ")) is None
    row = stored(gateway, GROUP_A)
    assert (row["name"], row["idnumber"], row["description"]) == ("New", "GA", "<p>Group A of Algebra</p>")
    given = {"description": "d", "descriptionformat": "2", "enrolmentkey": "k", "idnumber": " N ", "participation": "0"}
    assert value(await update_group(gateway, **given)) is None
    row = stored(gateway, GROUP_A)
    assert {name: row[name] for name in given} == {
        "description": "d",
        "descriptionformat": 2,
        "enrolmentkey": "k",
        "idnumber": "N",
        "participation": 0,
    }


async def test_who_sees_membership_changes_only_while_nobody_is_a_member(gateway: Gateway) -> None:
    await update_group(gateway, visibility="2")
    assert stored(gateway, GROUP_A)["visibility"] == 0
    empty = make_group(gateway, "Empty")
    await call(gateway, "core_group_update_groups", {"groups": [{"id": str(empty), "name": "Empty", "visibility": "3"}]}, by="teacher")
    row = stored(gateway, empty)
    assert (row["visibility"], row["participation"]) == (3, 0)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id": "99"}, "invalidparameter"),
        ({"name": " "}, "invalidparameter"),
        ({"name": "Other"}, "invalidparameter"),
        ({"visibility": "7"}, "invalidparameter"),
        ({"descriptionformat": "3"}, "formatnotsupported"),
        ({"idnumber": "OTHER"}, "idnumbertaken"),
    ],
)
async def test_changes_that_are_refused(gateway: Gateway, changes: dict[str, str], code: str) -> None:
    make_group(gateway, "Other", idnumber="OTHER")
    assert errorcode(await update_group(gateway, **changes)) == code


async def test_changing_takes_the_capability(gateway: Gateway) -> None:
    assert errorcode(await update_group(gateway, by="student")) == "nopermissions"


async def test_a_group_is_deleted_with_all_that_belongs_to_it(gateway: Gateway) -> None:
    statement(gateway, insert(groupings).values(id=7, courseid=ALGEBRA, name="G", timecreated=1, timemodified=1))
    statement(gateway, insert(groupings_groups).values(groupingid=7, groupid=GROUP_A, timeadded=1))
    assert value(await call(gateway, "core_group_delete_groups", {"groupids": ["1", "99"]}, by="teacher")) is None
    assert members(gateway, GROUP_A) == set()
    assert statement(gateway, select(groupings_groups.c.id)) is None
    assert statement(gateway, select(groups.c.id)) is None


async def test_one_group_that_may_not_be_deleted_keeps_all(gateway: Gateway) -> None:
    optics = make_group(gateway, "Lens", OPTICS)
    outcome = await call(gateway, "core_group_delete_groups", {"groupids": ["1", str(optics)]}, by="teacher")
    assert errorcode(outcome) == "errorcoursecontextnotvalid"
    assert members(gateway, GROUP_A) == {STUDENT}


# Reading


async def test_groups_by_id_are_told_once_each_in_the_order_asked_for(gateway: Gateway) -> None:
    other = make_group(gateway, "Other")
    found = value(await call(gateway, "core_group_get_groups", {"groupids": [str(other), "1", "1"]}, by="teacher"))
    assert [group["id"] for group in found] == [other, GROUP_A]
    assert errorcode(await call(gateway, "core_group_get_groups", {"groupids": ["99"]}, by="teacher")) == "invalidrecord"


async def test_the_groups_of_a_course_by_name(gateway: Gateway) -> None:
    make_group(gateway, "Aa & b", enrolmentkey="k")
    found = value(await call(gateway, "core_group_get_course_groups", {"courseid": "2"}, by="teacher"))
    assert [(group["name"], group["enrolmentkey"]) for group in found] == [("Aa &amp; b", "k"), ("Group A", None)]


async def test_groups_for_a_selector(gateway: Gateway) -> None:
    async def choice(by: str, cmid: str = "0") -> list[tuple[str, str]]:
        answer = value(await call(gateway, "core_group_get_groups_for_selector", {"courseid": "2", "cmid": cmid}, by=by))
        assert all(("/core/1/g/g1" if group["id"] == "0" else "/group.svg") in group["groupimageurl"] for group in answer["groups"])
        return [(group["id"], group["name"]) for group in answer["groups"]]

    assert await choice("teacher") == []
    make_group(gateway, "Group B")
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(groupmode=1))
    assert await choice("teacher") == [("0", "All participants"), ("1", "Group A"), ("2", "Group B")]
    assert await choice("student") == [("1", "Group A")]
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(groupmode=2))
    assert await choice("student") == await choice("teacher")
    make_activity(gateway, groupmode=0)
    assert await choice("student", cmid="70") == []
    statement(gateway, update(course_modules).values(groupmode=1))
    statement(gateway, update(groups).where(groups.c.id == GROUP_A).values(participation=0, picture=3))
    assert await choice("teacher", cmid="70") == [("0", "All participants"), ("2", "Group B")]


async def test_the_picture_of_a_group_for_a_selector(gateway: Gateway) -> None:
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(groupmode=1))
    statement(gateway, update(groups).values(picture=3))
    answer = value(await call(gateway, "core_group_get_groups_for_selector", {"courseid": "2"}, by="student"))
    assert [group["groupimageurl"][-24:] for group in answer["groups"]] == ["13/group/icon/1/f1?rev=3"]


async def test_groups_and_groupings_of_no_course(gateway: Gateway) -> None:
    for function in ("core_group_get_course_groupings", "core_group_get_course_user_groups"):
        assert errorcode(await call(gateway, function, {"courseid": "99"}, by="student")) == "invalidrecord"


# Members


async def test_people_join_and_leave(gateway: Gateway) -> None:
    pairs = [{"groupid": "1", "userid": str(userid)} for userid in (STUDENT, STUDENT2, TEACHER)]
    assert value(await call(gateway, "core_group_add_group_members", {"members": pairs}, by="teacher")) is None
    found = value(await call(gateway, "core_group_get_group_members", {"groupids": ["1"]}, by="teacher"))
    assert found == [{"groupid": 1, "userids": [STUDENT, TEACHER, STUDENT2]}]
    assert value(await call(gateway, "core_group_delete_group_members", {"members": pairs[1:]}, by="teacher")) is None
    assert members(gateway, GROUP_A) == {STUDENT}
    assert value(await call(gateway, "core_group_delete_group_members", {"members": pairs[1:]}, by="teacher")) is None


@pytest.mark.parametrize(
    ("groupid", "userid", "code"),
    [
        (99, STUDENT2, "invalidrecord"),
        (GROUP_A, 99, "invaliduser"),
        (GROUP_A, GONE, "invaliduser"),
        (GROUP_A, WSUSER, "invalidparameter"),
    ],
)
async def test_one_who_cannot_join_keeps_all_out(gateway: Gateway, groupid: int, userid: int, code: str) -> None:
    pairs = [{"groupid": "1", "userid": "5"}, {"groupid": str(groupid), "userid": str(userid)}]
    assert errorcode(await call(gateway, "core_group_add_group_members", {"members": pairs}, by="teacher")) == code
    assert members(gateway, GROUP_A) == {STUDENT}


async def test_a_membership_that_a_method_of_enrolment_keeps_is_not_ended_by_hand(gateway: Gateway) -> None:
    statement(gateway, update(groups_members).values(component="enrol_cohort", itemid=1))
    outcome = await call(gateway, "core_group_delete_group_members", {"members": [{"groupid": "1", "userid": "4"}]}, by="teacher")
    assert errorcode(outcome) == "errorremovenotpermitted"


async def test_members_of_groups_are_told_to_those_who_manage_them(gateway: Gateway) -> None:
    for by, ids, code in (("student", ["1"], "nopermissions"), ("teacher", ["99"], "invalidrecord")):
        assert errorcode(await call(gateway, "core_group_get_group_members", {"groupids": ids}, by=by)) == code


# The groups of somebody


async def own_groups(gateway: Gateway, by: str = "student", **arguments: int) -> Any:
    given: dict[str | int, object] = {name: str(number) for name, number in arguments.items()}
    return await call(gateway, "core_group_get_course_user_groups", given, by=by)


async def test_the_groups_of_somebody_in_one_course_or_in_all(gateway: Gateway) -> None:
    lens = make_group(gateway, "Lens", OPTICS, STUDENT)
    make_group(gateway, "Others", ALGEBRA, STUDENT2)
    assert [group["id"] for group in value(await own_groups(gateway))["groups"]] == [GROUP_A, lens]
    assert [group["id"] for group in value(await own_groups(gateway, courseid=OPTICS))["groups"]] == [lens]
    answer = value(await own_groups(gateway, by="teacher", courseid=ALGEBRA, userid=STUDENT))
    assert [(group["id"], group["courseid"]) for group in answer["groups"]] == [(GROUP_A, ALGEBRA)]
    assert value(await own_groups(gateway, courseid=ALGEBRA, groupingid=9))["groups"] == []


async def test_what_keeps_groups_from_being_told_is_a_warning(gateway: Gateway) -> None:
    for by, arguments, code in (
        ("student", {"courseid": ALGEBRA, "userid": STUDENT2}, "cannotmanagegroups"),
        ("teacher", {"courseid": ALGEBRA, "userid": WSUSER}, "notenrolled"),
        ("teacher", {"courseid": OPTICS}, "1"),
    ):
        answer = value(await own_groups(gateway, by=by, **arguments))
        assert answer["groups"] == []
        assert [warning["warningcode"] for warning in answer["warnings"]] == [code]


@pytest.mark.parametrize(
    ("userid", "code"), [(99, "invaliduser"), (GONE, "userdeleted"), (UNCONFIRMED, "usernotconfirmed"), (1, "guestsarenotallowed")]
)
async def test_groups_are_told_of_people_who_use_the_site(gateway: Gateway, userid: int, code: str) -> None:
    assert errorcode(await own_groups(gateway, by="admin", userid=userid)) == code


@pytest.mark.parametrize(("visibility", "to_owner"), [(0, True), (1, True), (2, True), (3, False)])
async def test_a_group_that_is_hidden_from_its_members(gateway: Gateway, visibility: int, to_owner: bool) -> None:
    statement(gateway, update(groups).values(visibility=visibility))
    assert bool(value(await own_groups(gateway, courseid=ALGEBRA))["groups"]) is to_owner


@pytest.mark.parametrize(
    ("visibility", "to_member", "to_outsider"), [(0, True, True), (1, True, False), (2, True, False), (3, False, False)]
)
async def test_who_learns_of_the_groups_of_others(gateway: Gateway, visibility: int, to_member: bool, to_outsider: bool) -> None:
    def work(transaction: Any) -> None:
        own = role_capabilities.c
        taken = update(role_capabilities).where(own.capability == "moodle/course:viewhiddengroups").values(permission=-1)
        transaction.db.execute(taken)
        transaction.db.execute(update(groups).values(visibility=visibility))
        note(transaction.db, ChangeKind.SITE)

    gateway.store.run_here(work, write=True)
    for joined, known in ((False, to_outsider), (True, to_member)):
        if joined:
            statement(gateway, insert(groups_members).values(groupid=GROUP_A, userid=TEACHER, timeadded=1))
        answer = value(await own_groups(gateway, by="teacher", courseid=ALGEBRA, userid=STUDENT))
        assert bool(answer["groups"]) is known


# Activities


def make_activity(gateway: Gateway, **values: Any) -> None:
    own = {"id": 70, "course": ALGEBRA, "module": 1, "instance": 1, "section": 1, **values}

    def work(transaction: Any) -> None:
        db = transaction.db
        db.exec_driver_sql("INSERT INTO modules (id, name) VALUES (1, 'forum')")
        db.execute(insert(course_modules).values(**own))
        db.exec_driver_sql("INSERT INTO context (id, contextlevel, instanceid, path, depth) VALUES (170, 70, 70, '/1/11/13/170', 4)")

    gateway.store.run_here(work, write=True)


async def allowed(gateway: Gateway, by: str, userid: int = 0) -> Any:
    return await call(gateway, "core_group_get_activity_allowed_groups", {"cmid": "70", "userid": str(userid)}, by=by)


async def mode(gateway: Gateway) -> int:
    answer: int = value(await call(gateway, "core_group_get_activity_groupmode", {"cmid": "70"}, by="student"))["groupmode"]
    return answer


async def test_the_group_mode_of_an_activity_is_its_own_unless_the_course_forces_one(gateway: Gateway) -> None:
    make_activity(gateway, groupmode=1)
    assert await mode(gateway) == 1
    statement(gateway, update(course).values(groupmode=2, groupmodeforce=1))
    assert await mode(gateway) == 2
    assert errorcode(await call(gateway, "core_group_get_activity_groupmode", {"cmid": "99"})) == "invalidrecordunknown"


async def test_the_groups_that_somebody_may_use_in_an_activity(gateway: Gateway) -> None:
    make_activity(gateway, groupmode=1)
    other = make_group(gateway, "Other")
    make_group(gateway, "Watching", participation=0)

    async def ids(by: str, userid: int = 0) -> list[int]:
        return [group["id"] for group in value(await allowed(gateway, by, userid))["groups"]]

    assert await ids("student") == await ids("teacher", STUDENT) == [GROUP_A]
    assert await ids("teacher") == [GROUP_A, other]
    assert value(await allowed(gateway, "teacher"))["canaccessallgroups"] is True
    statement(gateway, update(course_modules).values(groupmode=2))
    assert await ids("student") == [GROUP_A, other]
    statement(gateway, insert(groupings).values(id=7, courseid=ALGEBRA, name="G", timecreated=1, timemodified=1))
    statement(gateway, insert(groupings_groups).values(groupingid=7, groupid=other, timeadded=1))
    statement(gateway, update(course_modules).values(groupingid=7))
    assert await ids("student") == [other]


async def test_the_groups_of_others_in_an_activity(gateway: Gateway) -> None:
    make_activity(gateway)
    assert errorcode(await allowed(gateway, "student", STUDENT2)) == "accessdenied"
    answer = value(await allowed(gateway, "teacher", WSUSER))
    assert answer["groups"] == []
    assert [(warning["item"], warning["itemid"]) for warning in answer["warnings"]] == [("course", ALGEBRA)]

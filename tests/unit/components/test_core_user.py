"""core_user_get_users_by_field: whom a caller finds, and how much of them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from gateway.access import contexts
from gateway.components.core_tag.tables import tag, tag_instance
from gateway.server.host import Gateway
from gateway.store.changes import ChangeKind, note
from gateway.store.tables.access import role_assignments
from gateway.store.tables.courses import course
from gateway.store.tables.groups import groups, groups_members
from gateway.store.tables.users import user, user_info_category, user_info_data, user_info_field, user_preferences
from gateway.wire.call import DEFAULT_SETTINGS, CallSettings
from tests.unit.app_fixtures import call, counted, errorcode, set_config, statement, value

ADMIN, TEACHER, STUDENT, STUDENT2, WSUSER, GONE = 2, 3, 4, 5, 6, 11
CONTEXT_OF_STUDENT = 17


async def find(gateway: Gateway, field: str, *values: object, by: str = "admin", settings: CallSettings = DEFAULT_SETTINGS) -> Any:
    arguments: dict[str | int, object] = {"field": field, "values": list(values)}
    return await call(gateway, "core_user_get_users_by_field", arguments, by=by, settings=settings)


async def one(gateway: Gateway, userid: int, by: str = "admin", settings: CallSettings = DEFAULT_SETTINGS) -> dict[str, Any]:
    (found,) = value(await find(gateway, "id", str(userid), by=by, settings=settings))
    return dict(found)


async def ids(gateway: Gateway, field: str, *values: object, by: str = "admin") -> list[int]:
    return [entry["id"] for entry in value(await find(gateway, field, *values, by=by))]


@pytest.mark.parametrize(
    ("field", "text"), [("id", "4"), ("username", "student"), ("email", "student@example.com"), ("idnumber", "id-student")]
)
async def test_each_field_that_can_be_searched(gateway: Gateway, field: str, text: str) -> None:
    assert await ids(gateway, field, text) == [STUDENT]


async def test_several_values_find_several_people_by_id_and_unknown_ones_nobody(gateway: Gateway) -> None:
    assert await ids(gateway, "username", "teacher", "admin", "nobody") == [ADMIN, TEACHER]
    assert await ids(gateway, "username") == []


async def test_deleted_people_are_found_by_those_who_may_see_everybody_alone(gateway: Gateway) -> None:
    assert await ids(gateway, "username", "gone") == [GONE]
    assert await ids(gateway, "id", str(GONE), by="teacher") == []
    assert await matching(gateway, username="gone") == []


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("bogus", "x", "codingerror"),
        ("password", "x", "codingerror"),
        ("id", "abc", "invalidparameter"),
        ("username", "STUDENT", "invalidparameter"),
        ("username", " student", "invalidparameter"),
    ],
)
async def test_what_cannot_be_searched(gateway: Gateway, field: str, text: str, code: str) -> None:
    assert errorcode(await find(gateway, field, text)) == code


async def matching(gateway: Gateway, by: str = "admin", **criteria: str) -> list[int]:
    """The ids of those for whom all criteria hold."""
    asked = [{"key": key, "value": value_} for key, value_ in criteria.items()]
    return [entry["id"] for entry in value(await call(gateway, "core_user_get_users", {"criteria": asked}, by=by))["users"]]


async def test_people_for_whom_all_criteria_hold(gateway: Gateway) -> None:
    assert await matching(gateway, lastname="STUDENT%", auth="manual") == [STUDENT]
    assert await matching(gateway, email="%@example.com", firstname="t_s%") == [TEACHER]
    assert await matching(gateway, email="%", by="student") == [TEACHER, STUDENT, STUDENT2]
    assert await matching(gateway, username="student2", by="teacher") == []
    assert await matching(gateway, id="abc") == []


async def test_keys_that_cannot_be_searched_are_warned_of(gateway: Gateway) -> None:
    asked = [{"key": "bogus", "value": "x"}, {"key": "id", "value": "4"}]
    found = value(await call(gateway, "core_user_get_users", {"criteria": asked}))
    assert [user_["id"] for user_ in found["users"]] == [STUDENT]
    assert [(warning["item"], warning["warningcode"]) for warning in found["warnings"]] == [("bogus", "invalidfieldparameter")]
    assert errorcode(await call(gateway, "core_user_get_users", {"criteria": [asked[0], asked[0]]})) == "keyalreadyset"


async def test_the_number_of_statements_does_not_grow_with_the_number_of_people(gateway: Gateway) -> None:
    def more(work: Any) -> None:
        for number in range(100, 400):
            names = {"username": f"n{number}", "firstname": "N", "lastname": str(number), "email": f"n{number}@many.test"}
            work.db.execute(insert(user).values(id=number, confirmed=1, **names))
            contexts.create(work.db, contexts.Level.USER, number, contexts.SYSTEM)

    async def statements(**criteria: str) -> int:
        with counted(gateway.store) as seen:
            await matching(gateway, **criteria)
        return sum(text.startswith("SELECT user") or "FROM role_assignments" in text for text in seen)

    async def statements_by_field() -> int:
        with counted(gateway.store) as seen:
            await ids(gateway, "username", "student", "teacher")
        return sum(text.startswith("SELECT user") or "FROM role_assignments" in text for text in seen)

    await matching(gateway, id="4")
    few, by_field = await statements(email="%@example.com"), await statements_by_field()
    gateway.store.run_here(more, write=True)
    assert await statements(email="%@many.test") <= few
    assert await statements_by_field() == by_field


async def test_searching_by_what_identifies_people(gateway: Gateway) -> None:
    async def search(query: str, by: str = "admin") -> Any:
        return await call(gateway, "core_user_search_identity", {"query": query}, by=by)

    found = value(await search("studENT"))
    assert [entry["id"] for entry in found["list"]] == [STUDENT, STUDENT2]
    assert found["list"][0] == {
        "id": STUDENT,
        "fullname": "Sam Student",
        "extrafields": [{"name": "email", "value": "student@example.com"}],
    }
    assert errorcode(await search("Sam", by="teacher")) == "nopermissions"
    set_config(gateway, maxusersperpage="1")
    limited = value(await search("student"))
    assert (len(limited["list"]), limited["maxusersperpage"], limited["overflow"]) == (1, 1, True)


async def test_members_of_a_course_are_told_of_with_groups_roles_and_courses(gateway: Gateway) -> None:
    async def members(by: str, *userids: int) -> Any:
        asked = [{"userid": userid, "courseid": 2} for userid in userids]
        return await call(gateway, "core_user_get_course_user_profiles", {"userlist": asked}, by=by)

    (found,) = value(await members("teacher", STUDENT, 99))
    assert [group["name"] for group in found["groups"]] == ["Group A"]
    assert [role["shortname"] for role in found["roles"]] == ["student"]
    assert [course["id"] for course in found["enrolledcourses"]] == [2, 3]
    statement(gateway, update(course).where(course.c.id == 2).values(groupmode=1))
    assert "groups" not in value(await members("student2", STUDENT))[0]
    assert errorcode(await members("wsuser", STUDENT)) == "requireloginerror"


async def test_what_a_caller_sent_is_not_in_the_message(gateway: Gateway) -> None:
    outcome = await find(gateway, "bogus", "x")
    assert "bogus" not in str(outcome.error)


async def test_an_administrator_sees_everything(gateway: Gateway) -> None:
    found = await one(gateway, STUDENT)
    assert {name: found[name] for name in ("username", "email", "auth", "confirmed", "suspended", "timezone", "idnumber", "city")} == {
        "username": "student",
        "email": "student@example.com",
        "auth": "manual",
        "confirmed": True,
        "suspended": False,
        "timezone": "99",
        "idnumber": "id-student",
        "city": "Perth",
    }
    assert found["profileimageurl"] == "http://127.0.0.1:8080/theme/image.php/boost/core/1/u/f1"
    assert "preferences" not in found


async def test_a_teacher_sees_members_of_the_course_without_what_is_private(gateway: Gateway) -> None:
    found = await one(gateway, STUDENT, by="teacher")
    assert {"id", "fullname", "email"} <= set(found)
    assert not {"username", "auth", "idnumber", "preferences"} & set(found)


async def test_whom_one_finds_depends_on_what_one_may_see_of_them(gateway: Gateway) -> None:
    assert await ids(gateway, "username", "student", by="teacher") == []
    assert await ids(gateway, "id", "2", "4", "6", by="teacher") == [STUDENT]
    assert await ids(gateway, "id", "2", "4", by="wsuser") == []


async def test_contacts_of_courses_are_seen_by_everybody(gateway: Gateway) -> None:
    assert await ids(gateway, "id", str(TEACHER), by="wsuser") == [TEACHER]
    set_config(gateway, coursecontact="")
    assert await ids(gateway, "id", str(TEACHER), by="wsuser") == []


async def test_everybody_sees_themselves_with_their_preferences(gateway: Gateway) -> None:
    statement(gateway, insert(user_preferences).values(userid=STUDENT, name="drawer", value="open"))
    found = await one(gateway, STUDENT, by="student")
    assert found["username"] == "student"
    assert {"name": "drawer", "value": "open"} in found["preferences"]
    assert found["preferences"][-1]["name"] == "_lastloaded"


async def test_a_hidden_field_is_hidden_but_from_those_who_may_see_it(gateway: Gateway) -> None:
    set_config(gateway, hiddenuserfields="description,city,country,firstaccess")
    found = await one(gateway, TEACHER, by="wsuser")
    assert not {"description", "city", "country", "firstaccess"} & set(found)
    assert "lastaccess" in found
    assert "city" in await one(gateway, TEACHER, by="admin")


@pytest.mark.parametrize(("display", "sees"), [(0, False), (1, True), (2, False)])
async def test_who_sees_an_address_is_its_owners_choice(gateway: Gateway, display: int, sees: bool) -> None:
    statement(gateway, update(user).where(user.c.id == TEACHER).values(maildisplay=display))
    assert ("email" in await one(gateway, TEACHER, by="wsuser")) is sees


async def test_members_of_a_course_see_an_address_that_is_meant_for_them(gateway: Gateway) -> None:
    assert (await one(gateway, TEACHER, by="student"))["email"] == "teacher@example.com"


async def test_fields_that_identify_people_are_shown_to_those_who_may_know(gateway: Gateway) -> None:
    statement(gateway, update(user).where(user.c.id == STUDENT).values(phone1="555", department="D", institution="I"))
    set_config(gateway, showuseridentity="phone1,department,institution,idnumber")
    found = await one(gateway, STUDENT, by="teacher")
    assert (found["phone1"], found["department"], found["institution"], found["idnumber"]) == ("555", "D", "I", "id-student")


async def test_profile_fields_and_interests(gateway: Gateway) -> None:
    def fill(work: Any) -> None:
        work.db.execute(insert(user_info_category).values(id=1, name="More", sortorder=1))
        for fieldid, shortname, visible in ((1, "open", 2), (2, "own", 1), (3, "none", 0)):
            names = {"shortname": shortname, "name": f"{shortname} & co", "datatype": "text", "categoryid": 1, "sortorder": fieldid}
            work.db.execute(insert(user_info_field).values(id=fieldid, visible=visible, **names))
            work.db.execute(insert(user_info_data).values(userid=TEACHER, fieldid=fieldid, data=f"<b>{shortname}</b>"))
        work.db.execute(insert(tag).values(id=1, userid=TEACHER, tagcollid=1, name="maths", rawname="Maths"))
        same = {"component": "core", "itemtype": "user", "contextid": 16, "timecreated": 1, "timemodified": 1}
        work.db.execute(insert(tag_instance).values(tagid=1, itemid=TEACHER, **same))
        note(work.db, ChangeKind.SITE)

    gateway.store.run_here(fill, write=True)
    found = await one(gateway, TEACHER, by="wsuser")
    assert found["interests"] == "Maths"
    assert found["customfields"] == [
        {"type": "text", "value": "<b>open</b>", "displayvalue": "open", "name": "open &amp; co", "shortname": "open"}
    ]
    assert [field["shortname"] for field in (await one(gateway, TEACHER, by="teacher"))["customfields"]] == ["open", "own"]


def make_fields(gateway: Gateway, *fields: dict[str, Any]) -> None:
    """Write profile fields, with the ids 1, 2, …"""

    def fill(work: Any) -> None:
        work.db.execute(insert(user_info_category).values(id=1, name="More", sortorder=1))
        for fieldid, values in enumerate(fields, start=1):
            row = {"id": fieldid, "shortname": f"f{fieldid}", "name": "Field", "categoryid": 1, "sortorder": fieldid, "visible": 2}
            work.db.execute(insert(user_info_field).values(**{**row, **values}))
        note(work.db, ChangeKind.SITE)

    gateway.store.run_here(fill, write=True)


@pytest.mark.parametrize(
    ("field", "data", "name", "shown"),
    [
        ({"datatype": "text"}, "<b>a</b> & b", "Field", "a &amp; b"),
        ({"datatype": "text", "param4": "x/$$", "param5": "_top"}, "a b", "Field", "<a href=\"x/a+b\" target=\"_top\">a b</a>"),
        ({"datatype": "menu", "param1": "North\nSouth"}, "South", "Field", "South"),
        ({"datatype": "checkbox"}, "1", "Field", "Yes"),
        ({"datatype": "checkbox"}, "0", "Field", "No"),
        ({"datatype": "datetime", "param3": "0"}, "1262304000", "Field", "1 January 2010"),
        ({"datatype": "datetime", "param3": "1"}, "1262347200", "Field", "Friday, 1 January 2010, 12:00 PM"),
        ({"datatype": "datetime"}, "0", "Field", "Not set"),
        ({"datatype": "textarea"}, "<p onclick=\"x\">a</p>", "Field", "<div class=\"no-overflow\"><p>a</p></div>"),
        ({"datatype": "social", "name": "url", "param1": "url"}, "https://x.test", "Web page", "<a href=\"https://x.test\">https://x.test</a>"),
        ({"datatype": "social", "name": "icq", "param1": "icq"}, "<1>", "ICQ number", "&lt;1&gt;"),
        ({"datatype": "social", "name": "of no network", "param1": ""}, "a", "", "a"),
    ],
)  # fmt: skip
async def test_each_kind_of_profile_field(gateway: Gateway, field: dict[str, Any], data: str, name: str, shown: str) -> None:
    set_config(gateway, timezone="UTC")
    make_fields(gateway, field)
    statement(gateway, insert(user_info_data).values(userid=STUDENT, fieldid=1, data=data, dataformat=1))
    (found,) = (await one(gateway, STUDENT))["customfields"]
    assert (found["type"], found["value"], found["name"], found["displayvalue"]) == (field["datatype"], data, name, shown)


async def test_who_has_no_value_of_a_profile_field_has_its_default(gateway: Gateway) -> None:
    make_fields(gateway, {"datatype": "checkbox", "defaultdata": "0"}, {"datatype": "text"}, {"datatype": "menu", "defaultdata": "South"})
    statement(gateway, insert(user_info_data).values(userid=STUDENT, fieldid=3, data=""))
    assert [field["value"] for field in (await one(gateway, STUDENT2))["customfields"]] == ["0", "South"]
    assert [field["value"] for field in (await one(gateway, STUDENT))["customfields"]] == ["0"]


@pytest.mark.parametrize(
    ("by", "seen"), [("admin", ["f1", "f2", "f3", "f4"]), ("teacher", ["f2", "f3", "f4"]), ("student", ["f3"]), ("wsuser", ["f3"])]
)
async def test_to_whom_profile_fields_are_shown(gateway: Gateway, by: str, seen: list[str]) -> None:
    make_fields(gateway, *({"datatype": "text", "defaultdata": "x", "visible": visible} for visible in (0, 1, 2, 3)))
    assert [field["shortname"] for field in (await one(gateway, TEACHER, by=by))["customfields"]] == seen


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("language", "Sam Student"),
        ("", "Sam Student"),
        ("lastname, firstname", "Student, Sam"),
        ("lastname (alternatename) firstname", "Student Sam"),
        ("firstname middlename lastname", "Sam Q. Student"),
        ("alternatename", "Sam"),
    ],
)
async def test_names_are_put_together_as_the_site_says(gateway: Gateway, template: str, name: str) -> None:
    statement(gateway, update(user).where(user.c.id == STUDENT).values(middlename="Q."))
    set_config(gateway, fullnamedisplay=template, alternativefullnameformat="lastname firstname")
    assert (await one(gateway, STUDENT, by="student"))["fullname"] == name
    assert (await one(gateway, STUDENT, by="admin"))["fullname"] == "Student Sam"


async def test_separate_groups_keep_people_from_finding_others(gateway: Gateway) -> None:
    assert await ids(gateway, "id", str(STUDENT2), by="student") == [STUDENT2]
    statement(gateway, update(course).values(groupmode=1))
    assert await ids(gateway, "id", str(STUDENT2), by="student") == []
    assert await ids(gateway, "id", str(STUDENT2), by="teacher") == [STUDENT2]
    statement(gateway, insert(groups_members).values(groupid=1, userid=STUDENT2, timeadded=1))
    assert await ids(gateway, "id", str(STUDENT2), by="student") == [STUDENT2]
    statement(gateway, update(groups).values(visibility=3))
    assert await ids(gateway, "id", str(STUDENT2), by="student") == []


async def test_descriptions_of_people_without_a_role_are_hidden(gateway: Gateway) -> None:
    statement(gateway, update(user).where(user.c.id == WSUSER).values(description="words"))

    async def described(by: str) -> bool:
        asked = [{"userid": WSUSER, "courseid": 2}]
        found = value(await call(gateway, "core_user_get_course_user_profiles", {"userlist": asked}, by=by))
        return any("description" in entry for entry in found)

    statement(gateway, delete(role_assignments).where(role_assignments.c.userid == WSUSER))
    assert (await described("teacher"), await described("admin")) == (False, True)
    set_config(gateway, profilesforenrolledusersonly="0")
    assert await described("teacher")


async def test_profiles_in_a_course_that_is_none(gateway: Gateway) -> None:
    asked = [{"userid": STUDENT, "courseid": 99}]
    assert errorcode(await call(gateway, "core_user_get_course_user_profiles", {"userlist": asked})) == "invalidparameter"


async def test_pictures_have_an_address_of_their_own(gateway: Gateway) -> None:
    statement(gateway, update(user).where(user.c.id == STUDENT).values(picture=7))
    found = await one(gateway, STUDENT)
    base = f"http://127.0.0.1:8080/pluginfile.php/{CONTEXT_OF_STUDENT}/user/icon/boost"
    assert (found["profileimageurl"], found["profileimageurlsmall"]) == (f"{base}/f1?rev=7", f"{base}/f2?rev=7")


async def test_the_settings_of_the_call_decide_how_texts_come(gateway: Gateway) -> None:
    text = '<p onclick="x()">@@PLUGINFILE@@/a.png</p>'
    statement(gateway, update(user).where(user.c.id == STUDENT).values(description=text))
    clean = await one(gateway, STUDENT)
    assert clean["description"] == "<p>http://127.0.0.1:8080/webservice/pluginfile.php/17/user/profile/a.png</p>"
    raw = await one(gateway, STUDENT, settings=CallSettings(raw=True, fileurl=False))
    assert raw["description"] == text


async def test_the_site_must_be_open_to_the_caller(gateway: Gateway) -> None:
    set_config(gateway, sitepolicy="http://example.org/policy")
    assert errorcode(await find(gateway, "id", "4", by="teacher")) == "sitepolicynotagreed"

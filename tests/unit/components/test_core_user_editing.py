"""Making, changing and deleting accounts (core_user_create_users, …_update_users, …_delete_users)."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from gateway.access.passwords import verify_password
from gateway.components.core_cohort.tables import cohort_members
from gateway.components.core_tag.tables import tag, tag_instance
from gateway.registry.registry import Registry
from gateway.server.host import Gateway
from gateway.settings import Settings
from gateway.store.tables.access import context, role_assignments
from gateway.store.tables.enrolments import user_enrolments
from gateway.store.tables.groups import groups_members
from gateway.store.tables.services import external_tokens
from gateway.store.tables.site import logstore_standard_log
from gateway.store.tables.users import sessions, user, user_info_category, user_info_data, user_info_field, user_preferences
from gateway.wire.call import Outcome, Result
from tests.unit.app_fixtures import call, errorcode, set_config, started, statement, value

ADMIN, STUDENT = 2, 4
NEW: dict[str, Any] = {"username": "new", "password": "Str0ng!pass", "firstname": "New", "lastname": "One", "email": "new@example.com"}


async def create(gateway: Gateway, *users: dict[str, Any], by: str = "admin") -> Outcome:
    return await call(gateway, "core_user_create_users", {"users": list(users)}, by=by)


async def change(gateway: Gateway, userid: int, by: str = "admin", **values: Any) -> list[str]:
    """The codes of the warnings."""
    found = value(await call(gateway, "core_user_update_users", {"users": [{"id": userid, **values}]}, by=by))
    return [warning["warningcode"] for warning in found["warnings"]]


async def delete(gateway: Gateway, *userids: int, by: str = "admin") -> Outcome:
    return await call(gateway, "core_user_delete_users", {"userids": list(userids)}, by=by)


def column(gateway: Gateway, name: str, userid: int) -> Any:
    return statement(gateway, select(user.c[name]).where(user.c.id == userid))


def count(gateway: Gateway, table: Any, *conditions: Any) -> int:
    return int(statement(gateway, select(func.count()).select_from(table).where(*conditions)))


async def test_an_account_is_made_with_all_that_was_said(gateway: Gateway) -> None:
    statement(gateway, insert(user_info_category).values(id=1, name="More"))
    fields = [
        {"id": 1, "shortname": "staff", "datatype": "text", "categoryid": 1, "name": "Staff"},
        {"id": 2, "shortname": "colour", "datatype": "menu", "categoryid": 1, "name": "Colour", "param1": "red\nblue"},
    ]
    for field in fields:
        statement(gateway, insert(user_info_field).values(**field))
    more = {
        "city": "Kraków",
        "country": "PL",
        "timezone": "Europe/Warsaw",
        "interests": "Maths, Go , maths",
        "customfields": [{"type": "staff", "value": "S1"}, {"type": "colour", "value": "green"}, {"type": "unknown", "value": "x"}],
        "preferences": [{"type": "email_bounce_count", "value": "1"}, {"type": "auth_forcepasswordchange", "value": "1"}],
    }
    ((made,),) = [value(await create(gateway, {**NEW, **more}))]
    userid = made["id"]
    assert made == {"id": userid, "username": "new"}
    assert [column(gateway, name, userid) for name in ("city", "country", "timezone", "confirmed", "auth")] == [
        "Kraków", "PL", "Europe/Warsaw", 1, "manual",
    ]  # fmt: skip
    assert verify_password("Str0ng!pass", column(gateway, "password", userid))
    assert count(gateway, context, context.c.contextlevel == 30, context.c.instanceid == userid) == 1
    assert count(gateway, tag_instance, tag_instance.c.itemid == userid) == count(gateway, tag) == 2
    assert statement(gateway, select(user_info_data.c.data).where(user_info_data.c.userid == userid, user_info_data.c.fieldid == 1)) == "S1"
    assert statement(gateway, select(user_info_data.c.data).where(user_info_data.c.userid == userid, user_info_data.c.fieldid == 2)) == ""
    own = user_preferences.c.userid == userid
    assert statement(gateway, select(user_preferences.c.value).where(own, user_preferences.c.name == "email_bounce_count")) == "1"
    assert count(gateway, user_preferences, own, user_preferences.c.name == "auth_forcepasswordchange") == 0
    created = logstore_standard_log.c.eventname == "\\core\\event\\user_created"
    assert statement(gateway, select(logstore_standard_log.c.userid).where(created)) == ADMIN


async def test_a_password_can_be_made_which_must_be_changed(gateway: Gateway) -> None:
    (made,) = value(await create(gateway, {**NEW, "password": "", "createpassword": True}))
    own = user_preferences.c.userid == made["id"], user_preferences.c.name == "auth_forcepasswordchange"
    assert statement(gateway, select(user_preferences.c.value).where(*own)) == "1"
    assert column(gateway, "password", made["id"]).startswith("$argon2id$")


async def test_a_password_that_is_kept_elsewhere_is_not_kept_here(gateway: Gateway) -> None:
    (made,) = value(await create(gateway, {**NEW, "auth": "ldap"}))
    assert column(gateway, "password", made["id"]) == "not cached"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"username": "student"}, "invalidparameter"),
        ({"username": "Upper"}, "invalidparameter"),
        ({"firstname": " "}, "invalidparameter"),
        ({"lastname": ""}, "invalidparameter"),
        ({"email": "bad"}, "invalidparameter"),
        ({"email": "Student@Example.com"}, "invalidparameter"),
        ({"auth": "nosuch"}, "invalidparameter"),
        ({"auth": "mnet"}, "invalidparameter"),
        ({"lang": "zz"}, "invalidparameter"),
        ({"theme": "nosuch"}, "invalidparameter"),
        ({"password": ""}, "invalidparameter"),
        ({"password": "weak"}, "errorpasswordpolicy"),
    ],
)
async def test_what_no_account_may_have_and_then_none_is_made(gateway: Gateway, wrong: dict[str, Any], code: str) -> None:
    before = count(gateway, user)
    fine = {**NEW, "username": "fine", "email": "fine@example.com"}
    assert errorcode(await create(gateway, fine, {**NEW, **wrong})) == code
    assert count(gateway, user) == before


async def test_accounts_may_share_an_address_where_the_site_says_so(gateway: Gateway) -> None:
    set_config(gateway, allowaccountssameemail="1")
    assert value(await create(gateway, {**NEW, "email": "student@example.com"}))


@pytest.mark.parametrize("function", ["create_users", "update_users"])
async def test_who_may_keep_accounts(gateway: Gateway, function: str) -> None:
    assert errorcode(await call(gateway, f"core_user_{function}", {"users": []}, by="teacher")) == "nopermissions"
    assert errorcode(await delete(gateway, STUDENT, by="teacher")) == "nopermissions"


async def test_of_two_workers_that_make_an_account_at_once_one_is_refused(
    gateway: Gateway, recorded_settings: Settings, registry: Registry
) -> None:
    async with started(recorded_settings, registry) as other:
        outcomes = await asyncio.gather(*(create(one, NEW) for one in (gateway, other, gateway, other)))
    assert sum(isinstance(outcome, Result) for outcome in outcomes) == 1
    assert {errorcode(outcome) for outcome in outcomes if not isinstance(outcome, Result)} == {"invalidparameter"}
    assert count(gateway, user, user.c.username == "new") == 1


async def test_an_account_is_changed(gateway: Gateway) -> None:
    assert await change(gateway, STUDENT, firstname="Samuel", email="sam@example.com", password="Other!pass1", city=None) == []
    assert (column(gateway, "firstname", STUDENT), column(gateway, "email", STUDENT)) == ("Samuel", "sam@example.com")
    assert column(gateway, "city", STUDENT) == "Perth"
    assert verify_password("Other!pass1", column(gateway, "password", STUDENT))


@pytest.mark.parametrize(
    ("userid", "values", "code"),
    [
        (99, {"firstname": "X"}, "invaliduserid"),
        (11, {"firstname": "X"}, "usernotupdateddeleted"),
        (1, {"firstname": "X"}, "usernotupdatedguest"),
        (STUDENT, {"email": "bad"}, "useremailinvalid"),
        (STUDENT, {"email": "TEACHER@example.com"}, "useremailduplicate"),
        (STUDENT, {"username": "teacher"}, "usernameexists"),
        (STUDENT, {"firstname": "X", "password": "weak"}, "errorpasswordpolicy"),
    ],
)
async def test_an_account_that_cannot_be_changed_is_left_as_it_is(gateway: Gateway, userid: int, values: dict[str, Any], code: str) -> None:
    answer = value(await call(gateway, "core_user_update_users", {"users": [{"id": 5, "city": "Oslo"}, {"id": userid, **values}]}))
    assert [(warning["itemid"], warning["warningcode"]) for warning in answer["warnings"]] == [(userid, code)]
    assert column(gateway, "city", 5) == "Oslo"
    assert column(gateway, "firstname", STUDENT) == "Sam"


async def test_who_is_suspended_is_logged_out_and_refused(gateway: Gateway) -> None:
    statement(gateway, insert(sessions).values(sid="x", userid=STUDENT, timecreated=1, timemodified=1))
    value(await call(gateway, "core_user_get_user_preferences", by="student"))
    assert await change(gateway, STUDENT, suspended=1) == []
    assert count(gateway, sessions, sessions.c.userid == STUDENT) == 0
    assert errorcode(await call(gateway, "core_user_get_user_preferences", by="student")) == "wsaccessusersuspended"


async def test_another_password_revokes_tokens_where_the_site_says_so(gateway: Gateway) -> None:
    own = external_tokens.c.userid == STUDENT
    assert await change(gateway, STUDENT, password="Other!pass1") == []
    assert count(gateway, external_tokens, own) > 0
    set_config(gateway, passwordchangetokendeletion="1")
    assert await change(gateway, STUDENT, password="Other!pass2") == []
    assert count(gateway, external_tokens, own) == 0


async def test_an_account_is_deleted_with_all_that_belongs_to_it(gateway: Gateway) -> None:
    statement(gateway, insert(sessions).values(sid="x", userid=STUDENT, timecreated=1, timemodified=1))
    value(await call(gateway, "core_user_get_user_preferences", by="student"))
    assert value(await delete(gateway, STUDENT)) is None
    for table in (sessions, external_tokens, user_enrolments, role_assignments, groups_members, cohort_members, user_preferences):
        assert count(gateway, table, table.c.userid == STUDENT) == 0, table.name
    assert column(gateway, "deleted", STUDENT) == 1
    assert column(gateway, "username", STUDENT).startswith("student@example.com.")
    assert column(gateway, "email", STUDENT) == hashlib.md5(b"student").hexdigest()  # noqa: S324 - the contract's choice
    assert column(gateway, "idnumber", STUDENT) == ""
    assert errorcode(await call(gateway, "core_user_get_user_preferences", by="student")) == "invalidtoken"
    # What it was called is free for others.
    assert value(await create(gateway, {**NEW, "username": "student", "email": "student@example.com"}))


async def test_two_accounts_of_one_address_can_be_deleted_in_one_second(gateway: Gateway) -> None:
    set_config(gateway, allowaccountssameemail="1")
    made = value(await create(gateway, NEW, {**NEW, "username": "new2"}))
    assert value(await delete(gateway, *(one["id"] for one in made))) is None
    assert len({column(gateway, "username", one["id"]) for one in made}) == 2


@pytest.mark.parametrize(
    ("userid", "code"), [(ADMIN, "useradminodelete"), (1, "usernotdeletederror"), (99, "invaliduser"), (11, "invaliduser")]
)
async def test_accounts_that_must_stay_and_then_all_do(gateway: Gateway, userid: int, code: str) -> None:
    assert errorcode(await delete(gateway, STUDENT, userid)) == code
    assert column(gateway, "deleted", STUDENT) == 0


async def test_what_is_not_said_of_an_account_is_as_the_site_has_it(gateway: Gateway) -> None:
    set_config(gateway, calendartype="lunar")
    ((made,),) = [value(await create(gateway, NEW))]
    assert statement(gateway, select(user.c.calendartype).where(user.c.id == made["id"])) == "lunar"
    set_config(gateway, lang="xx")
    assert errorcode(await create(gateway, {**NEW, "username": "other", "email": "other@example.com"})) == "invalidparameter"

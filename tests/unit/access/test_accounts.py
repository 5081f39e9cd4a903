"""Finding accounts, and what they are read as."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, insert

from gateway.access import accounts
from gateway.access.permissions import Subject
from gateway.store.rows import insert_row
from gateway.store.tables.users import user, user_preferences
from tests.unit.campus import ANN, NOEL, NOW, STUDENT, change, course_context, make_account, make_site, person, set_config, snapshot


def test_an_account_is_read_with_its_roles(db: Connection) -> None:
    ann = person(db, ANN)
    assert (ann.username, ann.auth, ann.confirmed, ann.suspended, ann.deleted) == ("ann", "manual", True, False, False)
    assert ann.subject == Subject(ANN, ((STUDENT, course_context(db).id),))
    assert accounts.by_id(db, 99) is None


def test_a_deleted_account_is_found_and_holds_nothing(db: Connection) -> None:
    change(db, user, ANN, deleted=1)
    ann = person(db, ANN)
    assert ann.deleted
    assert ann.subject.deleted


@pytest.mark.parametrize(("value", "forced"), [(None, False), ("0", False), ("", False), ("1", True)])
def test_the_preference_tells_whether_the_password_must_be_changed(db: Connection, value: str | None, forced: bool) -> None:
    db.execute(insert(user_preferences).values(userid=ANN, name="theme", value="1"))
    if value is not None:
        db.execute(insert(user_preferences).values(userid=ANN, name="auth_forcepasswordchange", value=value))
    assert person(db, ANN).forced_password_change is forced


@pytest.mark.parametrize(
    ("auth", "preference", "changed"),
    [
        ("manual", None, NOW),
        ("manual", ("auth_manual_passwordupdatetime", "1234"), 1234),
        ("email", ("auth_email_passwordupdatetime", "1234"), 1234),
        ("email", ("auth_manual_passwordupdatetime", "1234"), NOW),
        ("manual", ("auth_manual_passwordupdatetime", "x"), 0),
    ],
)
def test_the_preference_of_the_method_tells_when_the_password_was_changed(
    db: Connection, auth: str, preference: tuple[str, str] | None, changed: int
) -> None:
    change(db, user, ANN, auth=auth)
    if preference is not None:
        db.execute(insert(user_preferences).values(userid=ANN, name=preference[0], value=preference[1]))
    assert person(db, ANN).password_changed == changed


@pytest.mark.parametrize(
    ("settings", "age", "expired"),
    [
        ({}, 10_000, False),
        ({"expiration": "1"}, 10_000, False),
        ({"expirationtime": "30"}, 10_000, False),
        ({"expiration": "0", "expirationtime": "30"}, 10_000, False),
        ({"expiration": "1", "expirationtime": "30"}, 30, False),
        ({"expiration": "1", "expirationtime": "30"}, 30.1, True),
        ({"expiration": "1", "expirationtime": "0"}, 10_000, False),
    ],
)
def test_a_password_expires_where_its_method_limits_its_age(settings: dict[str, str], age: float, expired: bool) -> None:
    site = make_site(config={f"auth_manual/{name}": text for name, text in settings.items()})
    account = make_account(password_changed=NOW - int(age * 24 * 3600))
    assert accounts.password_expired(site, account, "manual", now=NOW) is expired
    assert not accounts.password_expired(site, account, "email", now=NOW)


def test_a_user_name_is_matched_exactly_and_on_this_site(db: Connection) -> None:
    change(db, user, ANN, password="a hash")
    insert_row(db, user, {"username": "remote", "mnethostid": 2})
    account, stored = accounts.by_username(db, "ann")
    assert account is not None
    assert (account.id, stored) == (ANN, "a hash")
    for name in ("Ann", "ann ", "", "an", "remote", "ann\udc80"):
        assert accounts.by_username(db, name) == (None, None)


def test_a_login_is_by_user_name_alone_unless_the_site_takes_addresses(db: Connection) -> None:
    assert accounts.for_login(db, snapshot(db), "ann@campus.test") == (None, None)
    set_config(db, authloginviaemail="1")
    site = snapshot(db)
    by_name, by_mail = accounts.for_login(db, site, "ann")[0], accounts.for_login(db, site, "Ann@Campus.test")[0]
    assert by_name == by_mail == person(db, ANN)
    assert accounts.for_login(db, site, "other@campus.test") == (None, None)


def test_an_address_of_several_accounts_logs_nobody_in(db: Connection) -> None:
    set_config(db, authloginviaemail="1")
    change(db, user, NOEL, email="ann@campus.test")
    assert accounts.for_login(db, snapshot(db), "ann@campus.test") == (None, None)
    change(db, user, NOEL, deleted=1)
    assert accounts.for_login(db, snapshot(db), "ann@campus.test")[0] == person(db, ANN)


def test_the_user_name_of_a_deleted_account_logs_nobody_in(db: Connection) -> None:
    set_config(db, authloginviaemail="1")
    change(db, user, NOEL, deleted=1, username="ann@campus.test")
    assert accounts.for_login(db, snapshot(db), "ann@campus.test") == (None, None)

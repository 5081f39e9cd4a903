"""Locking accounts out after too many wrong passwords (``docs/contract/server.md 1.3``)."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, insert, select

from gateway.access import lockout
from gateway.store.tables.users import user_preferences
from tests.unit.campus import ANN, GUEST, NOW, TOM, make_site, person, set_config, snapshot


def fail(db: Connection, times: int = 1, *, now: int = NOW, every: int = 0, userid: int = ANN) -> None:
    for turn in range(times):
        lockout.failed(db, snapshot(db), person(db, userid), now=now + turn * every)


def locked(db: Connection, *, now: int = NOW, userid: int = ANN) -> bool:
    return lockout.is_locked(db, snapshot(db), person(db, userid), now=now)


def kept(db: Connection, userid: int = ANN) -> dict[str, str]:
    rows = db.execute(select(user_preferences.c.name, user_preferences.c.value).where(user_preferences.c.userid == userid))
    return {row.name: row.value for row in rows}


@pytest.fixture(autouse=True)
def _three(db: Connection) -> None:
    """A site that locks at the third wrong password."""
    set_config(db, lockoutthreshold="3", lockoutwindow="600", lockoutduration="900")


def test_it_is_off_unless_the_site_says_how_many_are_too_many(db: Connection) -> None:
    ann, guest = person(db, ANN), person(db, GUEST)
    assert not lockout.applies(make_site(), ann)
    assert not lockout.applies(make_site(config={"lockoutthreshold": "-1"}), ann)
    assert lockout.applies(make_site(config={"lockoutthreshold": "1"}), ann)
    assert not lockout.applies(make_site(config={"lockoutthreshold": "1"}), guest)


def test_one_too_many_locks_the_account_and_no_other(db: Connection) -> None:
    fail(db, 2)
    assert not locked(db)
    fail(db)
    assert locked(db)
    assert not locked(db, userid=TOM)


def test_what_has_happened_is_kept_under_the_names_of_the_reference(db: Connection) -> None:
    fail(db, 2, every=5)
    assert kept(db) == {"login_failed_count": "2", "login_failed_last": str(NOW + 5)}
    fail(db, now=NOW + 9)
    assert kept(db) == {"login_failed_count": "3", "login_failed_last": str(NOW + 9), "login_lockout": str(NOW + 9)}


@pytest.mark.parametrize(("later", "holds"), [(899, True), (900, False)])
def test_a_lock_holds_for_a_while(db: Connection, later: int, holds: bool) -> None:
    fail(db, 3)
    assert locked(db, now=NOW + later) is holds


def test_a_lock_without_a_duration_holds_until_it_is_taken_off(db: Connection) -> None:
    set_config(db, lockoutduration="0")
    fail(db, 3)
    assert locked(db, now=NOW + 100_000_000)
    lockout.unlock(db, person(db, ANN))
    assert not locked(db)
    assert kept(db) == {}


def test_after_a_lock_counting_begins_anew(db: Connection) -> None:
    fail(db, 3)
    fail(db, now=NOW + 900)
    assert not locked(db, now=NOW + 900)
    assert kept(db)["login_failed_count"] == "1"


@pytest.mark.parametrize(("every", "count"), [(600, "2"), (601, "1")])
def test_only_wrong_passwords_close_to_each_other_are_counted_together(db: Connection, every: int, count: str) -> None:
    fail(db, 2, every=every)
    assert kept(db)["login_failed_count"] == count


def test_without_a_window_all_are_counted_together(db: Connection) -> None:
    set_config(db, lockoutwindow="0")
    fail(db, 3, every=100_000)
    assert locked(db, now=NOW + 200_000)


def test_the_right_password_forgets_the_wrong_ones(db: Connection) -> None:
    fail(db, 2)
    db.execute(insert(user_preferences).values(userid=ANN, name="theme", value="dark"))
    lockout.unlock(db, person(db, ANN))
    assert kept(db) == {"theme": "dark"}
    fail(db, 2)
    assert not locked(db)


def test_an_account_may_be_exempt(db: Connection) -> None:
    db.execute(insert(user_preferences).values(userid=ANN, name="login_lockout_ignored", value="1"))
    fail(db, 5)
    assert not locked(db)

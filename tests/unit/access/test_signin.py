"""Signing in and out: what begins and ends with a session."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import Connection, select, update

from gateway.access import sessions, signin, tokens
from gateway.access.secrets import digest
from gateway.access.sessions import StoredSession
from gateway.admin import accounts
from gateway.admin.accounts import Person
from gateway.store.tables.services import external_tokens
from gateway.store.tables.site import logstore_standard_log
from gateway.store.tables.users import sessions as stored
from gateway.store.tables.users import user
from gateway.telemetry.audit import Actor, Origin
from tests.unit.campus import ANN, GUEST, NOW, OPEN, TOM, person, set_config, snapshot, vault

HERE = "10.1.2.3"
PAGE = Actor(origin=Origin.WEB, userid=ANN, address=HERE)


def begin(db: Connection, userid: int = ANN, *, now: int = NOW) -> str:
    return signin.begin(db, snapshot(db), person(db, userid), address=HERE, now=now, by=PAGE)


def session_of(db: Connection, sid: str) -> StoredSession | None:
    return sessions.by_key(db, digest(sid))


def bound_to(db: Connection, sid: str) -> int:
    """The id of a token that is bound to a session."""
    site = snapshot(db)
    return tokens.create(db, vault(), site, person(db, ANN), site.services[OPEN], now=NOW, session=session_of(db, sid)).id


def left(db: Connection) -> set[int]:
    return set(db.execute(select(external_tokens.c.id)).scalars())


def ann(db: Connection) -> Person:
    found = accounts.find(db, "ann")
    assert found is not None
    return found


def events(db: Connection) -> list[tuple[str, int | None, int]]:
    rows = db.execute(select(logstore_standard_log).order_by(logstore_standard_log.c.id)).mappings()
    return [(row["eventname"], row["objectid"], row["userid"]) for row in rows]


def test_a_session_begins_and_the_account_knows_when(db: Connection) -> None:
    sid = begin(db)
    assert session_of(db, sid) == StoredSession(key=digest(sid), userid=ANN, timecreated=NOW, timemodified=NOW, lastip=HERE)
    begin(db, now=NOW + 60)
    times = db.execute(select(user.c.firstaccess, user.c.lastlogin, user.c.currentlogin, user.c.lastaccess).where(user.c.id == ANN)).one()
    assert tuple(times) == (NOW, NOW, NOW + 60, NOW + 60)
    assert events(db) == [("\\core\\event\\user_loggedin", ANN, ANN)] * 2
    assert sid not in json.dumps([*map(str, db.execute(select(logstore_standard_log)).all())])


def test_whoever_signs_out_takes_the_tokens_of_the_session_along(db: Connection) -> None:
    sid, other = begin(db), begin(db)
    bound, kept = {bound_to(db, sid), bound_to(db, sid)}, bound_to(db, other)
    signin.end(db, sid, by=PAGE)
    assert (session_of(db, sid), left(db)) == (None, {kept})
    assert session_of(db, other) is not None
    assert not bound & left(db)
    assert ("\\core\\event\\user_loggedout", ANN, ANN) in events(db)


def test_signing_out_of_no_session_does_nothing(db: Connection) -> None:
    signin.end(db, "no such session", by=PAGE)
    signin.end(db, "", by=PAGE)
    assert events(db) == []


def test_all_sessions_of_an_account_end_but_the_one_that_is_kept(db: Connection) -> None:
    mine, kept, theirs = begin(db), begin(db), begin(db, TOM)
    bound, held = bound_to(db, mine), bound_to(db, kept)
    signin.end_all(db, ANN, keep=kept)
    assert [session_of(db, sid) is not None for sid in (mine, kept, theirs)] == [False, True, True]
    assert left(db) == {held}
    assert bound != held


@pytest.mark.parametrize(("most", "alive"), [("0", [True, True, True]), ("2", [False, True, True]), ("1", [False, False, True])])
def test_the_oldest_sessions_end_where_the_site_bounds_how_many_there_are(db: Connection, most: str, alive: list[bool]) -> None:
    set_config(db, limitconcurrentlogins=most)
    begun = [begin(db, now=NOW + number) for number in range(3)]
    assert [session_of(db, sid) is not None for sid in begun] == alive


def test_guests_may_have_any_number_of_sessions(db: Connection) -> None:
    set_config(db, limitconcurrentlogins="1")
    begun = [begin(db, GUEST, now=NOW + number) for number in range(3)]
    assert all(session_of(db, sid) is not None for sid in begun)


def test_a_suspended_account_is_signed_out_and_stays_so(db: Connection) -> None:
    sid = begin(db)
    accounts.suspend(db, ann(db), True, now=NOW)
    assert session_of(db, sid) is None
    accounts.suspend(db, ann(db), False, now=NOW)
    assert session_of(db, sid) is None


@pytest.mark.parametrize(("auth", "stays"), [("nologin", False), ("email", True)])
def test_an_account_that_may_no_longer_log_in_is_signed_out(db: Connection, auth: str, stays: bool) -> None:
    sid = begin(db)
    accounts.change(db, snapshot(db), ann(db).id, {"auth": auth}, now=NOW)
    assert (session_of(db, sid) is not None) is stays


@pytest.mark.parametrize(("setting", "stays"), [("1", False), ("0", True)])
def test_a_new_password_signs_out_everywhere_else(db: Connection, setting: str, stays: bool) -> None:
    set_config(db, passwordchangelogout=setting)
    sid, here = begin(db), begin(db)
    accounts.set_password(db, snapshot(db), ANN, "Another.1234", now=NOW, session=here)
    assert (session_of(db, sid) is not None) is stays
    assert session_of(db, here) is not None


def test_a_key_belongs_to_one_session_and_tells_nothing_of_it(db: Connection) -> None:
    sid, other = begin(db), begin(db)
    key = sessions.sesskey(sid)
    assert sessions.is_key(key, sid)
    for sent in (None, "", key[:-1], key + "0", sid, sessions.sesskey(other), "\udcff"):
        assert not sessions.is_key(sent, sid)
    assert key not in digest(sid)
    stored_of_it = db.execute(select(stored).where(stored.c.sid == digest(sid))).mappings().one()
    assert key not in str(dict(stored_of_it))


def test_an_account_that_is_gone_leaves_a_session_of_nobody(db: Connection) -> None:
    sid = begin(db)
    db.execute(update(stored).where(stored.c.sid == digest(sid)).values(userid=9999))
    assert session_of(db, sid) is not None

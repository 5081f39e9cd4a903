"""Browser sessions: how long they hold, and what is stored of them."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select

from gateway.access import sessions
from gateway.access.secrets import digest
from gateway.access.sessions import StoredSession
from gateway.store.tables.users import sessions as stored
from tests.unit.campus import ANN, GUEST, NOW, set_config, snapshot

HERE, THERE = "10.1.2.3", "10.1.2.4"


def begin(db: Connection, userid: int = ANN) -> tuple[str, StoredSession]:
    sid = sessions.create(db, userid, address=HERE, now=NOW)
    session = sessions.find(db, snapshot(db), sid, now=NOW)
    assert session is not None
    return sid, session


def test_a_session_is_found_by_its_id_which_is_not_stored(db: Connection) -> None:
    sid, session = begin(db)
    assert session == StoredSession(key=digest(sid), userid=ANN, timecreated=NOW, timemodified=NOW, lastip=HERE)
    row = db.execute(select(stored)).mappings().one()
    assert (row["firstip"], row["lastip"]) == (HERE, HERE)
    assert sid not in map(str, row.values())
    assert sessions.find(db, snapshot(db), digest(sid), now=NOW) is None
    assert sessions.find(db, snapshot(db), "", now=NOW) is None


def test_two_sessions_have_ids_of_their_own(db: Connection) -> None:
    one, other = begin(db)[0], begin(db)[0]
    assert one != other
    assert min(len(one), len(other)) >= 43


@pytest.mark.parametrize(("later", "found"), [(0, True), (100, True), (101, False)])
def test_whoever_does_nothing_for_long_has_left(db: Connection, later: int, found: bool) -> None:
    set_config(db, sessiontimeout="100")
    sid, _ = begin(db)
    assert (sessions.find(db, snapshot(db), sid, now=NOW + later) is not None) is found


@pytest.mark.parametrize("userid", [0, GUEST])
def test_sessions_of_guests_and_of_nobody_do_not_time_out(db: Connection, userid: int) -> None:
    sid, _ = begin(db, userid)
    assert sessions.find(db, snapshot(db), sid, now=NOW + 10_000_000) is not None


def test_a_session_in_use_holds_on(db: Connection) -> None:
    set_config(db, sessiontimeout="100")
    sid, session = begin(db)
    sessions.touch(db, session, address=THERE, now=NOW + 60)
    again = sessions.find(db, snapshot(db), sid, now=NOW + 160)
    assert again is not None
    assert again.timemodified == NOW + 60
    assert db.execute(select(stored.c.lastip)).scalar_one() == THERE


def test_a_use_right_after_another_is_not_stored(db: Connection) -> None:
    sid, session = begin(db)
    sessions.touch(db, session, address=THERE, now=NOW + 19)
    assert sessions.find(db, snapshot(db), sid, now=NOW) == session
    sessions.touch(db, session, address=THERE, now=NOW + 20)
    assert sessions.find(db, snapshot(db), sid, now=NOW) != session


def test_a_session_that_was_deleted_is_gone(db: Connection) -> None:
    sid, session = begin(db)
    other, _ = begin(db)
    sessions.delete_session(db, session.key)
    assert sessions.by_key(db, session.key) is None
    assert sessions.find(db, snapshot(db), sid, now=NOW) is None
    assert sessions.find(db, snapshot(db), other, now=NOW) is not None


def test_a_word_is_left_for_a_browser_that_has_not_signed_in(db: Connection) -> None:
    new = sessions.new_id()
    assert sessions.word(db, new) is None
    sessions.leave_word(db, new, "invalidlogin", address=HERE, now=NOW)
    sessions.leave_word(db, new, "usernotconfirmed", address=HERE, now=NOW)
    assert sessions.word(db, new) == "usernotconfirmed"
    assert sessions.word(db, sessions.new_id()) is None
    sessions.forget_word(db, new)
    assert sessions.word(db, new) is None


def test_a_word_is_not_that_of_somebody_who_has_signed_in(db: Connection) -> None:
    sid, _ = begin(db)
    assert sessions.word(db, sid) is None
    sessions.forget_word(db, sid)
    assert sessions.find(db, snapshot(db), sid, now=NOW) is not None

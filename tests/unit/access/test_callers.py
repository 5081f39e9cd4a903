"""Finding the caller of a token, and forgetting what no longer holds."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from sqlalchemy import Connection, Engine, delete, event, insert

from gateway.access import roles, sessions, tokens
from gateway.access.callers import EMBEDDED, Authorisation, Callers, by_username
from gateway.access.contexts import SYSTEM
from gateway.access.secrets import digest
from gateway.access.sessions import StoredSession
from gateway.access.tokens import Issued
from gateway.store.changes import Change, ChangeKind, note
from gateway.store.store import Store
from gateway.store.tables.access import context
from gateway.store.tables.services import external_services_users, external_tokens
from gateway.store.tables.users import user
from tests.unit.campus import (
    ANN,
    CLOSED,
    NOEL,
    NOW,
    OPEN,
    STUDENT,
    TEACHER,
    change,
    course_context,
    person,
    snapshot,
    vault,
)


@pytest.fixture
def callers(store: Store) -> Callers:
    """A finder of callers that is told of changes."""
    made = Callers(store)
    store.on_commit(made.apply)
    return made


class Statements:
    """Counts what the database is asked."""

    def __init__(self, engines: Sequence[Engine]) -> None:
        self.count = 0
        for engine in engines:
            event.listen(engine, "before_cursor_execute", self._note)

    def _note(self, *_: object) -> None:
        self.count += 1


@pytest.fixture
def statements(store: Store) -> Statements:
    """How many statements the test's store has run."""
    return Statements(store.engines)


def issue(db: Connection, userid: int = ANN, serviceid: int = OPEN) -> Issued:
    return tokens.create(db, vault(), snapshot(db), person(db, userid), snapshot(db).services[serviceid], now=NOW)


async def test_a_token_tells_the_caller_in_one_statement_and_then_in_none(store: Store, callers: Callers, statements: Statements) -> None:
    issued = await store.write(issue)
    statements.count = 0
    assert callers.known(issued.token) is None
    caller = await callers.by_token(issued.token)
    assert statements.count == 1
    assert caller is not None
    assert caller.account is not None
    assert caller.token is not None
    assert (caller.account.id, caller.token.id, caller.token.serviceid, caller.context) == (ANN, issued.id, OPEN, SYSTEM)
    assert caller.authorisations == {}
    assert await callers.by_token(issued.token) is caller
    assert callers.known(issued.token) is caller
    assert statements.count == 1


async def test_the_caller_comes_with_the_authorisation_for_the_service_of_the_token(store: Store, callers: Callers) -> None:
    def authorise(db: Connection) -> None:
        rows = [(OPEN, "10.1", None), (CLOSED, "10.2", 77)]
        for serviceid, address, until in rows:
            values = {"externalserviceid": serviceid, "userid": ANN, "iprestriction": address, "validuntil": until}
            db.execute(insert(external_services_users).values(**values))

    await store.write(authorise)
    issued = await store.write(issue, serviceid=CLOSED)
    caller = await callers.by_token(issued.token)
    assert caller is not None
    assert caller.authorisations == {CLOSED: Authorisation("10.2", 77)}
    by_password, _ = await store.read(by_username, "ann")
    assert by_password is not None
    assert by_password.authorisations == {OPEN: Authorisation("10.1", 0), CLOSED: Authorisation("10.2", 77)}


async def test_a_token_may_be_restricted_to_a_context(store: Store, callers: Callers) -> None:
    place = await store.read(course_context)
    issued = await store.write(issue)
    await store.write(change, external_tokens, issued.id, contextid=place.id)
    caller = await callers.by_token(issued.token)
    assert caller is not None
    assert caller.context == place


async def test_a_token_may_outlive_its_context_and_its_account(store: Store, callers: Callers) -> None:
    issued = await store.write(issue)
    await store.write(change, external_tokens, issued.id, contextid=99)
    await store.write(lambda db: db.execute(delete(user).where(user.c.id == ANN)))
    caller = await callers.by_token(issued.token)
    assert caller is not None
    assert (caller.account, caller.context) == (None, None)


async def test_tokens_of_sessions_and_deleted_people(store: Store, callers: Callers) -> None:
    embedded, deleted = await store.write(issue), await store.write(issue, NOEL)
    await store.write(change, external_tokens, embedded.id, tokentype=EMBEDDED)
    await store.write(change, user, NOEL, deleted=1)
    assert await callers.by_token(embedded.token) is None
    caller = await callers.by_token(deleted.token)
    assert caller is not None
    assert caller.account is not None
    assert caller.account.deleted


async def test_an_unknown_token_costs_the_database_nothing_for_some_seconds(
    store: Store, callers: Callers, statements: Statements, monkeypatch: pytest.MonkeyPatch
) -> None:
    for token in ("guessed", "", "\udc80"):
        statements.count = 0
        assert await callers.by_token(token) is None
        assert await callers.by_token(token) is None
        assert statements.count == 1
    later = time.monotonic() + 60
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert await callers.by_token("guessed") is None
    assert statements.count == 2


async def test_a_token_that_is_created_is_known_at_once(store: Store, callers: Callers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "new_token", lambda: "expected")
    assert await callers.by_token("expected") is None
    await store.write(issue)
    assert await callers.by_token("expected") is not None


async def test_a_token_that_is_revoked_is_forgotten_at_once(store: Store, callers: Callers) -> None:
    kept, revoked = await store.write(issue), await store.write(issue)
    first = await callers.by_token(kept.token)
    await callers.by_token(revoked.token)
    await store.write(tokens.revoke, revoked.id)
    assert callers.known(revoked.token) is None
    assert await callers.by_token(revoked.token) is None
    assert callers.known(kept.token) is first


async def test_a_change_of_an_account_forgets_its_callers_alone(store: Store, callers: Callers) -> None:
    mine, other = await store.write(issue), await store.write(issue, NOEL)
    await callers.by_token(mine.token)
    await callers.by_token(other.token)

    def suspend(db: Connection) -> None:
        change(db, user, ANN, suspended=1)
        note(db, ChangeKind.USER, str(ANN))

    await store.write(suspend)
    assert callers.known(mine.token) is None
    assert callers.known(other.token) is not None
    caller = await callers.by_token(mine.token)
    assert caller is not None
    assert caller.account is not None
    assert caller.account.suspended


async def test_a_role_that_is_given_counts_from_the_next_call_on(store: Store, callers: Callers) -> None:
    issued = await store.write(issue)
    place = await store.read(course_context)
    before = await callers.by_token(issued.token)
    await store.write(roles.assign, TEACHER, ANN, place.id, now=NOW)
    after = await callers.by_token(issued.token)
    assert before is not None
    assert after is not None
    assert before.account is not None
    assert after.account is not None
    assert before.account.subject.assignments == ((STUDENT, place.id),)
    assert set(after.account.subject.assignments) == {(STUDENT, place.id), (TEACHER, place.id)}


async def test_a_caller_whose_account_appears_later_is_read_again(store: Store, callers: Callers) -> None:
    issued = await store.write(issue, NOEL)
    await store.write(change, user, NOEL, id=99)
    caller = await callers.by_token(issued.token)
    assert caller is not None
    assert caller.account is None

    def give_back(db: Connection) -> None:
        change(db, user, 99, id=NOEL)
        note(db, ChangeKind.USER, str(NOEL))

    await store.write(give_back)
    caller = await callers.by_token(issued.token)
    assert caller is not None
    assert caller.account is not None


@pytest.mark.parametrize("kind", [ChangeKind.USER, ChangeKind.TOKEN])
async def test_the_empty_key_stands_for_all_of_a_kind(store: Store, callers: Callers, kind: ChangeKind) -> None:
    issued = await store.write(issue)
    await callers.by_token(issued.token)
    callers.apply([Change(ChangeKind.SITE, "")])
    assert callers.known(issued.token) is not None
    callers.apply([Change(kind, "")])
    assert callers.known(issued.token) is None


async def test_a_change_of_all_tokens_forgets_which_are_unknown(callers: Callers, statements: Statements) -> None:
    assert await callers.by_token("unknown") is None
    callers.apply([Change(ChangeKind.TOKEN, "")])
    assert await callers.by_token("unknown") is None
    assert statements.count == 2


async def test_a_caller_by_password_is_found_by_user_name(store: Store) -> None:
    await store.write(change, user, ANN, password="a hash")
    caller, stored = await store.read(by_username, "ann")
    assert caller is not None
    assert (caller.token, caller.context, stored) == (None, SYSTEM, "a hash")
    assert await store.read(by_username, "nobody") == (None, None)


async def test_a_token_that_is_bound_to_a_session_comes_with_it_each_time(store: Store, callers: Callers) -> None:
    sid = await store.write(sessions.create, ANN, address="10.1.2.3", now=NOW)
    issued = await store.write(issue)
    bound = {"sid": digest(sid)}
    await store.write(lambda db: change(db, external_tokens, issued.id, **bound))
    for used in (NOW, NOW + 60):
        found = StoredSession(key=digest(sid), userid=ANN, timecreated=NOW, timemodified=NOW)
        await store.write(sessions.touch, found, address="", now=used)
        caller = await callers.by_token(issued.token)
        assert caller is not None
        assert caller.session == StoredSession(key=digest(sid), userid=ANN, timecreated=NOW, timemodified=used)
        assert callers.known(issued.token) is None
    await store.write(sessions.delete_session, digest(sid))
    caller = await callers.by_token(issued.token)
    assert caller is not None
    assert caller.session is None


async def test_a_context_of_the_whole_site_needs_no_row(store: Store, callers: Callers) -> None:
    issued = await store.write(issue)
    await store.write(lambda db: db.execute(delete(context).where(context.c.id == SYSTEM.id)))
    caller = await callers.by_token(issued.token)
    assert caller is not None
    assert caller.context == SYSTEM

"""When tokens were last used, and when people were last here."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import Connection, Engine, event, insert, select

from gateway.access.callers import PERMANENT, TokenRow
from gateway.pipeline.presence import Presence
from gateway.store.store import Store
from gateway.store.tables.services import external_tokens
from gateway.store.tables.users import user_preferences
from tests.unit.campus import ANN, NOW, OPEN, TOM

SYNCED = "last_time_enrolments_synced"


def token(tokenid: int = 1, lastaccess: int = 0) -> TokenRow:
    return TokenRow(
        id=tokenid,
        type=PERMANENT,
        userid=ANN,
        serviceid=OPEN,
        contextid=1,
        sid=None,
        iprestriction=None,
        validuntil=0,
        lastaccess=lastaccess,
    )


def add_tokens(db: Connection) -> None:
    for tokenid in (1, 2):
        db.execute(insert(external_tokens).values(id=tokenid, token=f"digest {tokenid}", userid=ANN, externalserviceid=OPEN, contextid=1))


def last_used(db: Connection) -> list[int | None]:
    return list(db.execute(select(external_tokens.c.lastaccess).order_by(external_tokens.c.id)).scalars())


def synced(db: Connection, userid: int = ANN) -> str | None:
    query = select(user_preferences.c.value).where(user_preferences.c.userid == userid, user_preferences.c.name == SYNCED)
    return db.execute(query).scalar_one_or_none()


def count_statements(engines: Sequence[Engine]) -> list[str]:
    found: list[str] = []
    for engine in engines:
        event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_: found.append(statement))
    return found


async def test_uses_are_stored_together_when_they_are_flushed(store: Store) -> None:
    await store.write(add_tokens)
    presence = Presence(store)
    presence.used(token(1), NOW)
    presence.used(token(2), NOW + 1)
    assert await store.read(last_used) == [None, None]
    await presence.flush()
    assert await store.read(last_used) == [NOW, NOW + 1]


async def test_a_token_used_again_within_a_minute_counts_as_used_then(store: Store) -> None:
    await store.write(add_tokens)
    presence = Presence(store)
    presence.used(token(1, lastaccess=NOW), NOW + 59)
    presence.used(token(2), NOW)
    presence.used(token(2), NOW + 59)
    await presence.flush()
    assert await store.read(last_used) == [None, NOW]
    presence.used(token(1, lastaccess=NOW), NOW + 60)
    presence.used(token(2), NOW + 60)
    await presence.flush()
    assert await store.read(last_used) == [NOW + 60, NOW + 60]


async def test_without_uses_flushing_does_nothing(store: Store) -> None:
    statements = count_statements(store.engines)
    await Presence(store).flush()
    assert statements == []


async def test_the_use_of_a_token_that_is_gone_is_no_error(store: Store) -> None:
    presence = Presence(store)
    presence.used(token(99), NOW)
    await presence.flush()


async def test_who_arrives_is_noted_once_an_hour(store: Store) -> None:
    presence = Presence(store)
    await presence.arrived(ANN, NOW)
    assert (await store.read(synced), await store.read(synced, TOM)) == (str(NOW), None)
    statements = count_statements(store.engines)
    await presence.arrived(ANN, NOW + 3599)
    assert statements == []
    await presence.arrived(ANN, NOW + 3600)
    assert await store.read(synced) == str(NOW + 3600)


async def test_what_another_process_noted_counts(store: Store) -> None:
    await Presence(store).arrived(ANN, NOW)
    other = Presence(store)
    await other.arrived(ANN, NOW + 10)
    assert await store.read(synced) == str(NOW)
    await other.arrived(ANN, NOW + 3600)
    assert await store.read(synced) == str(NOW + 3600)


@pytest.mark.parametrize("value", ["", "yesterday"])
async def test_a_moment_that_is_none_counts_as_never(store: Store, value: str) -> None:
    await store.write(lambda db: db.execute(insert(user_preferences).values(userid=ANN, name=SYNCED, value=value)))
    await Presence(store).arrived(ANN, NOW)
    assert await store.read(synced) == str(NOW)

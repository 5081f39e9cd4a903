"""Calls that have passed every check are let in again within the same second, and only as long as nothing has changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from gateway.access import tokens
from gateway.pipeline import checks
from gateway.pipeline.access_request import AccessRequest, Check
from gateway.server.host import Gateway
from gateway.store.tables.services import external_tokens
from gateway.wire.call import Token
from tests.unit.app_fixtures import HERE, call, errorcode, replaced, set_config, started, statement, token, value

PING = "local_probe_private_ping"
NOW = 1_800_000_000


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """The moment at which all calls are made until another is set."""
    moment = [float(NOW)]
    monkeypatch.setattr("time.time", lambda: moment[0])

    def put(to: float) -> None:
        moment[0] = to

    return put


@pytest.fixture
def walks(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Something for each walk through checks."""
    walked: list[object] = []
    first_refusal = checks.first_refusal

    def watched(ordered: tuple[Check, ...], request: AccessRequest) -> Check | None:
        walked.append(ordered)
        return first_refusal(ordered, request)

    monkeypatch.setattr(checks, "first_refusal", watched)
    return walked


async def test_the_same_call_is_checked_once_a_second(gateway: Gateway, clock: Callable[[float], None], walks: list[object]) -> None:
    assert value(await call(gateway, PING)) == "pong"
    first = len(walks)
    assert first > 0
    clock(NOW + 0.9)
    assert value(await call(gateway, PING)) == "pong"
    assert len(walks) == first
    clock(NOW + 1)
    assert value(await call(gateway, PING)) == "pong"
    assert len(walks) == 2 * first


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    "other",
    [{"function": "local_probe_noajax_ping"}, {"by": "teacher"}, {"address": "10.0.0.9"}, {"protocol": "xmlrpc"}],
    ids=["function", "caller", "address", "protocol"],
)
async def test_another_call_is_checked_by_itself(gateway: Gateway, walks: list[object], other: dict[str, str]) -> None:
    await call(gateway, PING)
    before = len(walks)
    await call(gateway, **{"function": PING, **other})  # type: ignore[arg-type]  # texts are what they take
    assert len(walks) > before


@pytest.mark.usefixtures("clock")
async def test_a_change_counts_within_the_second(gateway: Gateway) -> None:
    assert value(await call(gateway, PING)) == "pong"
    caller = gateway.callers.known(token("admin"))
    assert caller is not None
    assert caller.token is not None
    tokenid = caller.token.id
    await gateway.store.write(tokens.revoke, tokenid, reason="test")
    assert errorcode(await call(gateway, PING)) == "invalidtoken"
    assert statement(gateway, select(external_tokens.c.id).where(external_tokens.c.id == tokenid)) is None


@pytest.mark.usefixtures("clock")
async def test_a_changed_site_counts_within_the_second(gateway: Gateway) -> None:
    assert value(await call(gateway, PING, by="teacher")) == "pong"
    set_config(gateway, maintenance_enabled="1")
    assert errorcode(await call(gateway, PING, by="teacher")) == "sitemaintenance"


@pytest.mark.usefixtures("clock")
async def test_a_refused_call_is_refused_again(gateway: Gateway, walks: list[object]) -> None:
    for expected in (1, 2):
        assert errorcode(await call(gateway, PING, by=Token("0" * 32))) == "invalidtoken"
        assert len(walks) == expected


@pytest.mark.usefixtures("clock")
async def test_where_calls_are_counted_each_of_them_is(gateway: Gateway) -> None:
    limited = replaced(gateway.settings, "rates", address="2/minute")
    async with started(limited, gateway.registry) as counting:
        outcomes = [await call(counting, PING, address=HERE) for _ in range(3)]
    assert [value(outcome) for outcome in outcomes[:2]] == ["pong", "pong"]
    assert errorcode(outcomes[2]) == "toomanyrequests"

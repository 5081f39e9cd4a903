"""Numbers of calls: what is counted, what is stored, what strangers cannot fill, and what the report makes of them."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from gateway.admin import usage as report_of
from gateway.admin.usage import Report
from gateway.server.host import Gateway
from gateway.store.store import Store
from gateway.store.tables.services import external_tokens
from gateway.store.tables.usage import usage_agent, usage_function, usage_token
from gateway.telemetry.agents import agent_name
from gateway.telemetry.usage import DAY, OTHER, Usage
from gateway.wire.call import Call, Peer, Token
from tests.unit.app_fixtures import statement, token

PING, SITE = "local_probe_private_ping", "core_webservice_get_site_info"


async def calls(gateway: Gateway, function: str, count: int = 1, *, by: str = "teacher", agent: str = "", arguments: Any = None) -> None:
    """Call a function so many times, with the token of somebody."""
    call = Call(
        protocol="rest",
        function=function,
        arguments=arguments or {},
        credential=Token(token(by)),
        peer=Peer("10.1.2.3", agent),
    )
    for _ in range(count):
        await gateway.run(call)


async def reported(gateway: Gateway, **asked: Any) -> Report:
    """The report of what was called, of functions that a service may offer."""
    await gateway.usage.flush()
    asked = {"now": int(time.time()), "days": 7, "most": 100} | asked
    return gateway.store.run_here(lambda work: report_of.report(work.db, [PING, SITE, "core_user_get_users"], **asked), write=False)


async def test_calls_are_counted_by_protocol_function_program_and_token(gateway: Gateway) -> None:
    await calls(gateway, PING, 3, agent="python-requests/2.31.0")
    await calls(gateway, SITE, 1, agent="PHP-SOAP/8.2.1")
    found = await reported(gateway)
    assert [(entry.name, entry.calls, entry.failures) for entry in found.protocols] == [("rest", 4, 0)]
    assert [entry.calls for entry in found.protocols[0].days] == [0, 0, 0, 0, 0, 0, 4]
    assert [(entry.name, entry.calls) for entry in found.functions] == [(PING, 3), (SITE, 1)]
    assert [(entry.name, entry.calls) for entry in found.programs] == [("python-requests/2", 3), ("PHP-SOAP/8", 1)]
    assert {(entry.username, entry.protocol, entry.agent, entry.calls) for entry in found.tokens} == {
        ("teacher", "rest", "python-requests/2", 3),
        ("teacher", "rest", "PHP-SOAP/8", 1),
    }
    assert found.unused == ["core_user_get_users"]


async def test_what_is_stored_adds_up(gateway: Gateway) -> None:
    for _ in range(3):
        await calls(gateway, PING, 2)
        await gateway.usage.flush()
    found = await reported(gateway)
    assert [entry.calls for entry in found.functions] == [6]
    assert [entry.calls for entry in found.tokens] == [6]
    assert statement(gateway, select(usage_function.c.id)) is not None


async def test_errors_are_counted_and_what_does_not_exist_is_not(gateway: Gateway) -> None:
    await calls(gateway, PING, arguments={"nosuch": 1})
    await calls(gateway, "no_such_function")
    await gateway.run(Call(protocol="rest", function=PING, arguments={}, credential=Token("f" * 32)))
    found = await reported(gateway)
    assert [(entry.name, entry.calls, entry.failures) for entry in found.functions] == [(PING, 1, 1)]


async def test_only_one_protocol_and_only_some_days(gateway: Gateway) -> None:
    await calls(gateway, PING)
    assert (await reported(gateway, protocol="soap")).functions == []
    assert len((await reported(gateway, protocol="rest")).tokens) == 1
    statement(gateway, update(usage_function).values(day=usage_function.c.day - 7))
    statement(gateway, update(usage_agent).values(day=usage_agent.c.day - 7))
    assert (await reported(gateway)).functions == []
    assert (await reported(gateway, days=8)).protocols[0].days[0].calls == 1
    statement(gateway, update(usage_function).values(day=usage_function.c.day - 90))
    assert PING in (await reported(gateway)).unused


async def test_old_numbers_and_those_of_tokens_that_are_gone_are_forgotten(gateway: Gateway) -> None:
    now = int(time.time())  # before the call, whose second may be the next one
    await calls(gateway, PING)
    await gateway.usage.flush()

    def forgotten(days: int, when: int) -> int:
        return gateway.store.run_here(lambda work: report_of.forget_old(work.db, now=when, days=days), write=True)

    assert forgotten(400, now) == 0
    assert forgotten(0, now + 1000 * DAY) == 0
    assert forgotten(400, now + 400 * DAY) == 2
    assert forgotten(400, now + 401 * DAY) == 1
    await calls(gateway, PING)
    await gateway.usage.flush()
    statement(gateway, delete(external_tokens))
    assert forgotten(0, now) == 1
    assert statement(gateway, select(usage_token.c.id)) is None


async def test_nothing_is_counted_where_it_is_off(gateway: Gateway) -> None:
    gateway.usage.on = False
    await calls(gateway, PING)
    assert (await reported(gateway)).protocols == []


async def test_strangers_cannot_fill_the_memory_with_names(store: Store) -> None:
    usage = Usage(store, on=True)
    for number in range(1000):
        usage.count("rest", PING, 0, f"agent{number}x/1", failed=False)
    await usage.flush()
    names = set(store.run_here(lambda work: work.db.execute(select(usage_agent.c.agent)).scalars().all(), write=False))
    assert OTHER in names
    assert len(names) <= 201
    for number in range(11_000):
        usage.count("rest", PING, number + 1, "", failed=False)
    await usage.flush()
    total = store.run_here(lambda work: work.db.execute(select(usage_function.c.calls)).scalar_one(), write=False)
    assert total == 12_000


async def test_what_cannot_be_stored_is_stored_next_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = Usage(store, on=True)
    usage.count("rest", PING, 1, "", failed=True)
    with monkeypatch.context() as patch:
        patch.setattr(usage._store, "run_here", lambda *_args, **_kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            await usage.flush()
    usage.count("rest", PING, 1, "", failed=False)
    await asyncio.gather(usage.flush(), usage.flush())
    rows = store.run_here(lambda work: work.db.execute(select(usage_function.c.calls, usage_function.c.failures)).all(), write=False)
    assert [tuple(row) for row in rows] == [(2, 1)]


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("python-requests/2.31.0", "python-requests/2"),
        ("PHP-SOAP/8.2.1", "PHP-SOAP/8"),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36 MoodleMobile 4.5.0 (45000)",
            "MoodleMobile/4",
        ),
        ("Mozilla/4.0 (compatible; MSIE 6.0; MS Web Services Client Protocol 4.0.30319.42000)", ".NET/4"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox/133"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0", "Edge/131"),
        ("Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Safari/605.1.15", "Safari/17"),
        ("Apache-HttpClient/4.5.13 (Java/1.8.0_392)", "Apache-HttpClient/4"),
        ("curl", "curl"),
        ("", ""),
        ("☃ <script>", ""),
    ],
)
def test_the_names_of_programs(agent: str, name: str) -> None:
    assert agent_name(agent) == name

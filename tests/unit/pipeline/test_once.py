"""Calls with a key of the client's: made once, answered as often as they are sent, on every protocol."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from sqlalchemy import func, select, update

from gateway.admin.install import register_protocols
from gateway.pipeline import once
from gateway.registry.protocols import protocols
from gateway.server.host import Gateway
from gateway.store.tables.groups import groups
from gateway.store.tables.site import idempotency
from gateway.wire.call import Call, Failure, Peer, Result, Token
from gateway.wire.exchange import HttpResponse
from gateway.wire.protocol import clients_of
from tests.unit.app_fixtures import client, set_config, statement, token

CLIENTS = {name: each for protocol in protocols() for name, each in clients_of(protocol).items() if name != "ajax"}
FUNCTION = "core_group_create_groups"


def named(name: str) -> dict[str | int, Any]:
    return {"groups": [{"courseid": 2, "name": name, "description": ""}]}


GROUPS = named("Made once")


@pytest.fixture
async def web(gateway: Gateway) -> AsyncIterator[httpx2.AsyncClient]:
    names = [protocol.name for protocol in protocols() if protocol.switched]
    await gateway.store.write(register_protocols, names)
    set_config(gateway, webserviceprotocols=",".join(names), triglot__writingservices="all")
    async with client(gateway) as browser:
        yield browser


async def by(web: httpx2.AsyncClient, gateway: Gateway, name: str, key: str) -> Any:
    info = gateway.registry.resolve(FUNCTION).info
    sent = CLIENTS[name].request(info, {"groups": GROUPS["groups"]}, Token(token("admin")))
    answer = await web.request(sent.method, sent.path, headers={**sent.headers, "idempotency-key": key}, content=sent.body)
    return CLIENTS[name].read(HttpResponse(answer.status_code, dict(answer.headers), answer.content), info)


def stored(gateway: Gateway) -> Any:
    return statement(gateway, select(func.count()).select_from(groups).where(groups.c.name == "Made once"))


async def run(gateway: Gateway, key: str, arguments: dict[str | int, object], function: str = FUNCTION, user: str = "admin") -> Any:
    call = Call(protocol="rest", function=function, arguments=arguments, credential=Token(token(user)), peer=Peer(idempotency=key))
    return await gateway.run(call)


def refused(outcome: Any) -> str:
    assert isinstance(outcome, Failure), outcome
    return outcome.error.errorcode


@pytest.mark.parametrize("name", CLIENTS)
async def test_a_call_that_is_sent_twice_is_made_once_on_every_protocol(web: httpx2.AsyncClient, gateway: Gateway, name: str) -> None:
    first = await by(web, gateway, name, "a-key")
    assert await by(web, gateway, name, '"a-key"') == first
    assert stored(gateway) == 1


async def test_the_key_may_be_in_the_query(web: httpx2.AsyncClient, gateway: Gateway) -> None:
    query = f"wstoken={token('admin')}&wsfunction={FUNCTION}&moodlewsrestformat=json&idempotencykey=a%2Bkey"
    form = {"groups[0][courseid]": "2", "groups[0][name]": "Made once", "groups[0][description]": ""}
    first = (await web.post(f"/webservice/rest/server.php?{query}", data=form)).json()
    assert first[0]["name"] == "Made once"
    assert (await web.post(f"/webservice/rest/server.php?{query}", data=form)).json() == first
    in_form = await web.post(f"/webservice/rest/server.php?{query.partition('&idem')[0]}", data={**form, "idempotencykey": "k"})
    assert in_form.json()["errorcode"] == "invalidparameter"  # and is not taken for a call without a key
    assert stored(gateway) == 1


async def test_the_calls_of_a_batch_are_told_apart(web: httpx2.AsyncClient, gateway: Gateway) -> None:
    batch = [
        {"function": FUNCTION, "arguments": GROUPS},
        {"function": FUNCTION, "arguments": {"groups": [{**GROUPS["groups"][0], "name": "B"}]}},
    ]
    headers = {"authorization": f"Bearer {token('admin')}", "idempotency-key": "k"}
    first = (await web.post("/api", json=batch, headers=headers)).json()
    assert [each["value"][0]["name"] for each in first] == ["Made once", "B"]
    assert (await web.post("/api", json=batch, headers=headers)).json() == first


async def test_a_key_of_another_call_is_refused(gateway: Gateway) -> None:
    assert isinstance(await run(gateway, "k", GROUPS), Result)
    assert refused(await run(gateway, "k", named("Another"))) == "idempotencykeyreused"
    assert refused(await run(gateway, "k", {"groupids": []}, "core_group_delete_groups")) == "idempotencykeyreused"
    assert refused(await run(gateway, "k y", GROUPS)) == "invalidparameter"
    assert refused(await run(gateway, "k" * 256, GROUPS)) == "invalidparameter"


async def test_a_key_is_of_one_account_and_of_functions_that_write(gateway: Gateway) -> None:
    assert isinstance(await run(gateway, "k", GROUPS), Result)
    assert isinstance(await run(gateway, "k", {}, "core_webservice_get_site_info"), Result)
    assert refused(await run(gateway, "k", GROUPS, user="teacher")) != "idempotencykeyreused"


async def test_what_is_refused_is_not_kept(gateway: Gateway) -> None:
    twice: dict[str | int, object] = {"groups": [*GROUPS["groups"], *GROUPS["groups"]]}
    assert isinstance(await run(gateway, "k", twice), Failure)
    assert statement(gateway, select(func.count()).select_from(idempotency)) == 0
    assert isinstance(await run(gateway, "k", GROUPS), Result)


async def test_an_outcome_is_kept_for_a_day_and_sealed(gateway: Gateway) -> None:
    assert isinstance(await run(gateway, "k", GROUPS), Result)
    assert b"Made once" not in statement(gateway, select(idempotency.c.sealedvalue))
    statement(gateway, update(idempotency).values(timecreated=idempotency.c.timecreated - once.KEPT - 1))
    assert isinstance(await run(gateway, "k", named("A day later")), Result)
    assert await gateway.store.write(once.forget_old, 2**40) == 1


NEW_USER: dict[str | int, object] = {
    "users": [{"username": "once", "password": "Str0ng!pass", "firstname": "O", "lastname": "N", "email": "once@example.com"}]
}


async def test_a_function_with_transactions_of_its_own_is_made_once_too(gateway: Gateway) -> None:
    first = await run(gateway, "k", NEW_USER, "core_user_create_users")
    assert isinstance(first, Result)
    again = await run(gateway, "k", NEW_USER, "core_user_create_users")
    assert isinstance(again, Result)
    assert again.value == first.value
    statement(gateway, update(idempotency).values(sealedvalue=None))  # as if the process had been killed
    assert refused(await run(gateway, "k", NEW_USER, "core_user_create_users")) == "idempotencykeyrunning"
    assert refused(await run(gateway, "k2", NEW_USER, "core_user_create_users")) not in ("idempotencykeyrunning", "internalerror")
    assert statement(gateway, select(func.count()).select_from(idempotency)) == 1


async def test_a_request_has_the_id_that_the_client_gave_it(web: httpx2.AsyncClient) -> None:
    for path in ("/webservice/rest/server.php", "/webservice/soap/server.php", "/webservice/xmlrpc/server.php", "/api/x", "/mcp"):
        answer = await web.post(path, headers={"x-request-id": "abc-123:z"})
        assert answer.headers["x-request-id"] == "abc-123:z", path
        made = (await web.post(path, headers={"x-request-id": "no good"})).headers["x-request-id"]
        assert made not in ("", "no good"), path

"""MCP: the official client in each of its modes, and what agents are told when a call is refused."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from gateway.admin.install import register_protocols
from gateway.describe.samples import sample
from gateway.errors import EncodeError, InternalError
from gateway.registry.registry import Registry
from gateway.server.host import Gateway
from gateway.server.origins import is_own
from gateway.wire.call import Call, Failure, FunctionType, Password, Peer, Result, Step, Token
from gateway.wire.exchange import Fault, HttpResponse, Limits, Request
from protocols.mcp import Mcp, codec, tools
from protocols.mcp.codec import CAPABILITIES_KEY, MODERN, VERSION_KEY, Message, Written
from tests.unit.app_fixtures import call as run
from tests.unit.app_fixtures import client, errorcode, set_config, token
from tests.unit.modern.test_api import ECHO

MODES = pytest.mark.parametrize("mode", ["legacy", "auto", MODERN])
ASKED = Message(method="tools/call", params={"name": "f"}, id=1)


@pytest.fixture
async def web(gateway: Gateway) -> AsyncIterator[httpx2.AsyncClient]:
    await gateway.store.write(register_protocols, ["mcp"])
    set_config(gateway, webserviceprotocols="rest,mcp")
    async with client(gateway) as browser:
        browser.headers["authorization"] = f"Bearer {token('admin')}"
        yield browser


def agent(web: httpx2.AsyncClient, mode: str, query: str = "") -> Client:
    return Client(streamable_http_client(f"http://testserver/mcp{query}", http_client=web), mode=mode)


def said(result: Any) -> Any:
    return orjson.loads(result.content[0].text)


async def post(web: httpx2.AsyncClient, method: str, params: dict[str, Any] | None = None, **headers: str) -> httpx2.Response:
    """A request of the newest revision."""
    meta = {VERSION_KEY: MODERN, CAPABILITIES_KEY: {}}
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": {"_meta": meta, **(params or {})}}
    names = {"mcp-protocol-version": MODERN, "mcp-method": method} | ({"mcp-name": params["name"]} if params and "name" in params else {})
    return await web.post("/mcp", json=body, headers=names | headers)


@MODES
async def test_the_functions_of_a_service_are_its_tools(web: httpx2.AsyncClient, gateway: Gateway, mode: str) -> None:
    async with agent(web, mode, "?tools=all") as session:
        listed = (await session.list_tools()).tools
        names = [tool.name for tool in listed]
        assert names == sorted(names)
        assert all(tool.annotations and tool.annotations.read_only_hint and not tool.output_schema for tool in listed)
        assert "core_course_get_contents" in names
        assert "core_group_create_groups" not in names
        courses = await session.call_tool("core_course_get_courses_by_field", {"field": "id", "value": "2"})
    assert [course["id"] for course in said(courses)["courses"]] == [2]


@pytest.mark.parametrize("mode", ["legacy", MODERN])
async def test_every_function_that_reads_is_called_and_its_value_fits_its_schema(
    web: httpx2.AsyncClient, gateway: Gateway, mode: str
) -> None:
    """The client itself holds structured values against the schemas, and raises where they do not fit."""
    called = 0
    async with agent(web, mode, "?tools=all&outputs=1") as session:
        for tool in (await session.list_tools()).tools:
            assert (tool.output_schema is not None) == (mode == MODERN)
            if tool.name.startswith("local_trial_"):  # some of them fail on purpose
                continue
            result = await session.call_tool(tool.name, sample(gateway.registry.resolve(tool.name).info.params))
            if result.is_error:
                assert said(result)["errorcode"] != "internalerror", tool.name
            else:
                called += 1
                assert (result.structured_content is not None) == (mode == MODERN and said(result) is not None), tool.name
    assert called > 50


@MODES
async def test_many_functions_are_found_described_and_called_by_three_tools(web: httpx2.AsyncClient, mode: str) -> None:
    async with agent(web, mode) as session:
        listed = (await session.list_tools()).tools
        assert [tool.name for tool in listed] == [tools.SEARCH, tools.DESCRIBE, codec.CALL]
        found = said(await session.call_tool(tools.SEARCH, {"words": "course contents"}))
        assert found[0]["name"] == "core_course_get_contents"
        assert said(await session.call_tool(tools.SEARCH, {"words": "xyzzy"})) == []
        described = said(await session.call_tool(tools.DESCRIBE, {"name": "core_course_get_contents"}))
        assert described["inputSchema"]["required"] == ["courseid"]
        arguments = {"name": "core_course_get_contents", "arguments": {"courseid": 2}}
        assert said(await session.call_tool(codec.CALL, arguments))[0]["name"] == "General"
        for asked in ({"name": "core_no_such"}, {"name": 7}, {"name": "core_group_create_groups", "arguments": {"groups": []}}):
            assert (await session.call_tool(codec.CALL, asked)).is_error
        assert (await session.call_tool(tools.DESCRIBE, {"name": "core_no_such"})).is_error


async def test_a_model_is_told_what_to_correct(web: httpx2.AsyncClient) -> None:
    async with agent(web, "auto", "?tools=all") as session:
        result = await session.call_tool("core_course_get_contents", {"courseid": "2"})
    assert result.is_error
    assert said(result) == {
        "errorcode": "invalidparameter",
        "message": "courseid: a whole number is expected, not a text",
        "parameter": "courseid",
        "expected": "a whole number is expected, not a text",
    }


async def test_functions_that_write_are_for_services_that_were_opened(web: httpx2.AsyncClient, gateway: Gateway) -> None:
    group: dict[str | int, object] = {"groups": [{"courseid": 2, "name": "By an agent", "description": ""}]}
    assert (await post(web, "tools/call", {"name": "core_group_create_groups", "arguments": group})).status_code == 400
    refused = await run(gateway, "core_group_create_groups", group, protocol="mcp")
    assert (errorcode(refused), getattr(refused, "error").debug) == ("accessexception", "service open for writing")  # noqa: B009
    set_config(gateway, triglot__writingservices="all")
    answer = await post(web, "tools/call", {"name": "core_group_create_groups", "arguments": group})
    assert said_by(answer)[0]["name"] == "By an agent"
    listed = (await post(web, "tools/list")).json()["result"]["tools"]
    assert listed[2]["annotations"] == {"readOnlyHint": False, "destructiveHint": True}
    assert isinstance(await run(gateway, "core_group_create_groups", {"groups": []}, protocol="rest"), Result)


def said_by(answer: httpx2.Response) -> Any:
    return orjson.loads(answer.json()["result"]["content"][0]["text"])


async def test_who_is_not_known_is_challenged_before_anything(web: httpx2.AsyncClient) -> None:
    for method in ("tools/list", "server/discover", "tools/call", "nonsense"):
        answer = await post(web, method, {"name": "f"} if method == "tools/call" else None, authorization="Bearer nobody")
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer"), method
        assert answer.json()["error"]["data"]["errorcode"] == "invalidtoken"


@pytest.mark.parametrize(
    ("origin", "status"),
    [("http://127.0.0.1:8080", 200), ("http://localhost:8080", 200), ("http://evil.test", 403), ("null", 403), ("http://localhost:1", 403)],
)
async def test_pages_of_other_origins_may_not_call(web: httpx2.AsyncClient, origin: str, status: int) -> None:
    assert (await post(web, "tools/list", origin=origin)).status_code == status


def test_an_origin_is_that_of_the_site_with_its_scheme_and_its_port() -> None:
    assert is_own("https://site.test", "https://site.test:443/moodle")
    assert not is_own("http://site.test", "https://site.test")
    assert not is_own("https://site.test:x", "https://site.test")


@pytest.mark.parametrize(
    ("changed", "headers", "code"),
    [
        ({}, {"mcp-protocol-version": "2025-11-25"}, -32020),
        ({}, {"mcp-method": "tools/list"}, -32020),
        ({}, {"mcp-name": "another"}, -32020),
        ({}, {"mcp-name": "=?base64?!?="}, -32020),
        ({"_meta": {VERSION_KEY: MODERN}}, {}, -32602),
        ({"_meta": {VERSION_KEY: "2099-01-01", CAPABILITIES_KEY: {}}}, {"mcp-protocol-version": "2099-01-01"}, -32022),
        ({"arguments": []}, {}, -32602),
    ],
)
async def test_a_request_that_contradicts_itself_is_refused(
    web: httpx2.AsyncClient, changed: dict[str, Any], headers: dict[str, str], code: int
) -> None:
    answer = await post(web, "tools/call", {"name": "f", **changed}, **headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


async def test_what_is_no_request_is_refused(web: httpx2.AsyncClient) -> None:
    for body in (b"[]", b"{", b'{"jsonrpc": "2.0", "method": "ping", "id": []}', b'{"jsonrpc": "1.0"}'):
        assert (await web.post("/mcp", content=body)).status_code == 400
    assert (await web.get("/mcp")).headers["allow"] == "POST"
    assert (await post(web, "resources/list")).json()["error"]["code"] == -32601
    assert (await web.post("/mcp", json={"jsonrpc": "2.0", "method": "notifications/initialized"})).status_code == 202
    assert (await web.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "ping"})).json()["result"] == {}


async def test_a_name_of_a_tool_may_come_in_base64(web: httpx2.AsyncClient) -> None:
    name = "core_webservice_get_site_info"
    coded = f"=?base64?{base64.b64encode(name.encode()).decode()}?="
    assert said_by(await post(web, "tools/call", {"name": name}, **{"mcp-name": coded}))["username"] == "admin"


def test_the_three_tools_are_small_and_their_order_is_the_same(registry: Registry) -> None:
    infos = [function.info for function in registry]
    made = tools.tools(infos, everything=False, outputs=False)
    assert len(orjson.dumps(made)) < 1500 * 4  # tokens, of four bytes each or so
    assert tools.tools(infos[: tools.MOST], everything=False, outputs=False) == [tools.tool(info) for info in infos[: tools.MOST]]
    adding = [info for info in infos if info.name == "core_group_create_groups"]
    assert tools.tool(adding[0])["annotations"] == {"readOnlyHint": False, "destructiveHint": False}
    assert all(tools.tool(info)["annotations"]["readOnlyHint"] == (info.type is FunctionType.READ) for info in infos)


def test_what_is_written_is_read() -> None:
    response = HttpResponse(200, {}, codec.tool_result(ASKED, Result([1.5], ECHO)).body)
    assert Mcp().read(response, ECHO) == [1.5]
    refused = codec.tool_result(ASKED, Failure(InternalError("abc"), Step.INVOKE, "why"))
    assert Mcp().read(HttpResponse(200, {}, refused.body), ECHO) == Fault(
        "internalerror", "An internal error occurred. Its reference is abc.", debug="why"
    )
    assert orjson.loads(codec.tool_result(ASKED, Result(float("nan"), ECHO)).body)["result"]["isError"]
    with pytest.raises(EncodeError):
        Mcp().request(ECHO, {}, Password("ann", "pw"))


@given(st.binary(), st.binary(), st.dictionaries(st.sampled_from([b"mcp-protocol-version", b"mcp-method", b"mcp-name"]), st.binary()))
def test_any_bytes_are_a_request_or_refused(query: bytes, body: bytes, headers: dict[bytes, bytes]) -> None:
    request = Request(query=query, body=body, headers=list(headers.items()), peer=Peer("10.1.2.3"))
    assert isinstance(codec.decode(request, Limits()), Message | Written | Failure)


@given(st.dictionaries(st.text(), st.integers(-(2**63), 2**63 - 1) | st.text() | st.none()))
def test_what_a_client_writes_is_a_call(arguments: dict[str, object]) -> None:
    try:
        sent = Mcp().request(ECHO, arguments, Token("t"))
    except EncodeError:
        return
    headers = [(name.encode(), text.encode()) for name, text in sent.headers.items()]
    request = Request(headers=headers, body=sent.body)
    message = codec.decode(request, Limits())
    assert isinstance(message, Message)
    called = codec.tool_call(message, request)
    assert isinstance(called, Call)
    assert (called.function, called.arguments, called.credential) == (ECHO.name, arguments, Token("t"))

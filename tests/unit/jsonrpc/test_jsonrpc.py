from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.types import Scope

from gateway.describe import RAW, Struct, Value
from gateway.errors import AccessRefused, EncodeError, GatewayError, InternalError, InvalidParameter, MissingRecord
from gateway.wire.call import Call, Credential, Failure, FunctionInfo, Outcome, Password, Peer, Result, Step, Token
from gateway.wire.exchange import Fault, HttpResponse, Limits, Request
from protocols.jsonrpc import JsonRpc, codec
from tests.unit.rest.strategies import Site, function

ECHO = function(Value(RAW), Struct({"a": Value(RAW)}))

# A failure stands in the place of a call whose outcome the test says itself.
UNUSED = Failure(InternalError("none"), Step.DECODE)
FAILURES: dict[str, Failure] = {
    "nothing": Failure(MissingRecord("external_functions"), Step.RESOLVE),
    "wrong": Failure(InvalidParameter("is wrong", path="a"), Step.VALIDATE),
    "closed": Failure(AccessRefused("function in service"), Step.ADMIT),
    "broken": Failure(InternalError("ref"), Step.INVOKE),
}
PEER = Peer("10.1.2.3", "an agent", request_id="r")


class EchoHost:
    """A host that returns what it is given, and fails for the names of FAILURES."""

    limits = Limits(body_bytes=10_000)
    base_address = "https://example.com"
    site = Site()

    def __init__(self, *, on: bool = True) -> None:
        self.calls: list[Call] = []
        self.refusals: list[Failure] = []
        self._on = on

    def enabled(self, protocol: str) -> bool:
        return self._on and protocol == "jsonrpc"

    @property
    def challenge(self) -> bytes:
        return b"Bearer"

    def admits_origin(self, origin: str) -> bool:
        return True

    def look_up(self, name: str) -> FunctionInfo | None:
        return ECHO

    def peer(self, scope: Scope) -> Peer:
        return PEER

    async def refusal(self, credential: Credential | None, *, protocol: str, peer: Peer) -> Failure | None:
        return None

    def unexpected(self, error: Exception, *, protocol: str, peer: Peer) -> GatewayError:
        raise error

    def report_failure(self, protocol: str, peer: Peer, failure: Failure) -> None:
        self.refusals.append(failure)

    async def run(self, call: Call) -> Outcome:
        self.calls.append(call)
        return FAILURES.get(call.function) or Result(call.arguments, ECHO)

    async def cached_document(self, key: str, build: Callable[[], Awaitable[str]]) -> str:
        raise NotImplementedError

    async def functions(self, credential: Credential | None, *, protocol: str, peer: Peer) -> Sequence[FunctionInfo] | Failure:
        return [ECHO]


async def post(host: EchoHost, message: object, *, query: str = "", headers: dict[str, str] | None = None) -> httpx2.Response:
    app = Starlette(routes=JsonRpc().routes(host))
    content = message if isinstance(message, bytes) else json.dumps(message).encode()
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://gateway") as client:
        return await client.post(f"/webservice/jsonrpc{query}", content=content, headers=headers)


def call(method: str, params: Any = None, id_: object = 1) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "method": method, "id": id_} | ({} if params is None else {"params": params})


@pytest.mark.parametrize("params", [{"a": [1, None, 1.5, "é"]}, ["x", {}], {}, None])
async def test_a_call_is_answered_with_its_result(params: Any) -> None:
    answer = await post(EchoHost(), call("echo", params, "seven"))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {"jsonrpc": "2.0", "result": {} if params is None else params, "id": "seven"}


@pytest.mark.parametrize(
    ("headers", "query", "token"),
    [({"authorization": "Bearer abc"}, "", "abc"), ({}, "?wstoken=abc", "abc"), ({}, "", ""), ({"authorization": "Basic abc"}, "", "")],
)
async def test_the_token_is_in_a_header_or_in_the_query(headers: dict[str, str], query: str, token: str) -> None:
    host = EchoHost()
    await post(host, call("echo"), headers=headers, query=query)
    assert host.calls[0].credential == Token(token)
    assert (host.calls[0].protocol, host.calls[0].peer) == ("jsonrpc", PEER)


async def test_settings_are_in_the_query() -> None:
    host = EchoHost()
    await post(host, call("echo"), query="?moodlewssettingraw=1")
    assert host.calls[0].settings.raw


@pytest.mark.parametrize(
    ("method", "code", "errorcode"),
    [
        ("nothing", -32601, "invalidrecord"),
        ("wrong", -32602, "invalidparameter"),
        ("closed", -32000, "accessexception"),
        ("broken", -32603, "internalerror"),
    ],
)
async def test_a_refusal_has_a_standard_code_and_ours(method: str, code: int, errorcode: str) -> None:
    error = (await post(EchoHost(), call(method))).json()["error"]
    assert error["code"] == code
    assert error["data"]["errorcode"] == errorcode
    assert "debuginfo" not in error["data"]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (b"{", -32700),
        (b"\xff", -32700),
        ([], -32600),
        (5, -32600),
        ({"jsonrpc": "1.0", "method": "echo"}, -32600),
        ({"jsonrpc": "2.0", "method": 5, "id": 1}, -32600),
        (call("echo", "text"), -32600),
        ({**call("echo"), "params": None}, -32600),
        (call("echo", None, {}), -32600),
        (call("echo", None, [1]), -32600),
        (call("echo", None, True), -32600),
        ([call("echo")] * (Limits().batch_calls + 1), -32600),
        (b"[" * 9000, -32600),
        (b"[" * 60, -32700),
        (b" " * 10_001, -32600),
    ],
)
async def test_what_is_no_request_is_refused_and_recorded(message: object, code: int) -> None:
    host = EchoHost()
    answer = (await post(host, message)).json()
    assert (answer["error"]["code"], answer["id"]) == (code, None)
    assert len(host.refusals) == 1
    assert host.calls == []


@pytest.mark.parametrize("id_", ["", "seven", 0, 7, -1.5, None])
async def test_an_id_comes_back_as_it_was_sent(id_: object) -> None:
    for method in ("echo", "closed"):
        answer = (await post(EchoHost(), call(method, [], id_))).json()
        assert (answer["id"], type(answer["id"])) == (id_, type(id_))
        assert answer.keys() == {"jsonrpc", "id", "error" if method == "closed" else "result"}


@pytest.mark.parametrize(
    ("message", "answers"),
    [  # the examples of section 7 of the specification, as far as they are about the envelope
        ('{"jsonrpc": "2.0", "method": "echo", "params": [42, 23], "id": 1}', [(1, [42, 23])]),
        ('{"jsonrpc": "2.0", "method": "echo", "params": {"a": 23}, "id": 3}', [(3, {"a": 23})]),
        ('{"jsonrpc": "2.0", "method": "echo", "params": [1,2,3,4,5]}', []),
        ('{"jsonrpc": "2.0", "method": "nothing"}', []),
        ('{"jsonrpc": "2.0", "method": "nothing", "id": "1"}', [("1", -32601)]),
        ('{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]', [(None, -32700)]),
        ('{"jsonrpc": "2.0", "method": 1, "params": "bar"}', [(None, -32600)]),
        ('[{"jsonrpc": "2.0", "method": "echo", "params": [1,2,4], "id": "1"}, {"jsonrpc": "2.0", "method"]', [(None, -32700)]),
        ("[]", [(None, -32600)]),
        ("[1]", [(None, -32600)]),
        ("[1,2,3]", [(None, -32600)] * 3),
        (
            '[{"jsonrpc": "2.0", "method": "echo", "params": [1], "id": "1"}, {"jsonrpc": "2.0", "method": "echo", "params": [7]},'
            '{"foo": "boo"}, {"jsonrpc": "2.0", "method": "nothing", "params": {"name": "myself"}, "id": "5"}]',
            [("1", [1]), (None, -32600), ("5", -32601)],
        ),
        ('[{"jsonrpc": "2.0", "method": "echo", "params": [1]}, {"jsonrpc": "2.0", "method": "closed"}]', []),
    ],
)
async def test_the_examples_of_the_specification(message: str, answers: list[tuple[object, object]]) -> None:
    answer = await post(EchoHost(), message.encode())
    assert answer.status_code == (200 if answers else 204)
    told = json.loads(answer.content) if answers else []
    assert isinstance(told, list) is ((message.startswith("[") and message != "[]" and answers != [(None, -32700)]) or not answers)
    found = told if isinstance(told, list) else [told]
    assert [(each["id"], each["error"]["code"] if "error" in each else each["result"]) for each in found] == answers


async def test_a_batch_answers_each_request_that_has_an_id() -> None:
    notification = {"jsonrpc": "2.0", "method": "echo"}
    answer = await post(EchoHost(), [call("echo", [1], 1), notification, call("closed", None, 2), 5])
    assert [(each["id"], "error" in each) for each in answer.json()] == [(1, False), (2, True), (None, True)]


async def test_notifications_are_run_and_not_answered() -> None:
    host = EchoHost()
    answer = await post(host, {"jsonrpc": "2.0", "method": "echo"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert len(host.calls) == 1


async def test_switched_off_it_answers_nobody() -> None:
    answer = await post(EchoHost(on=False), call("echo"))
    assert answer.status_code == 403
    assert answer.json()["id"] is None
    assert answer.json()["error"]["data"]["errorcode"] == "enablewsdescription"
    assert "switched off" in answer.json()["error"]["message"]


def test_a_byte_order_mark_is_ignored() -> None:
    message = codec.decode(Request(body=BOM_UTF8 + codec.write_request("echo", {"a": "é"})), Site(), Limits())
    assert isinstance(message.entries[0].call, Call)
    assert message.entries[0].call.arguments == {"a": "é"}


def test_a_developer_is_told_more() -> None:
    failure = Failure(AccessRefused("why"), Step.ADMIT, debug="why")
    assert codec.read_response(codec.encode(codec.Message([codec.Entry(failure, 1)]), [failure])) == Fault(
        "accessexception", failure.error.public_message, "webservice_access_exception", "why"
    )


@pytest.mark.parametrize("value", [float("inf"), float("nan"), "\udcff"])
def test_what_json_cannot_carry_is_an_error(value: object) -> None:
    answer = json.loads(codec.encode(codec.Message([codec.Entry(UNUSED, 1)]), [Result(value, ECHO)]))
    assert answer["error"]["code"] == -32603
    with pytest.raises(EncodeError):
        codec.write_request("echo", {"a": value})


@given(st.binary() | st.from_regex(rb'\{"jsonrpc":"2.0","method":"[a-z]*"(,"id":[0-9]+)?(,"params":[\[{][\]}])?\}', fullmatch=True))
def test_any_body_gives_calls_or_refusals(body: bytes) -> None:
    message = codec.decode(Request(body=body), Site(), Limits())
    assert message.entries
    assert all(isinstance(entry.call, Call | Failure) for entry in message.entries)


LEAVES = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8)


@given(st.dictionaries(st.text(), VALUES, max_size=3))
def test_what_one_half_writes_the_other_reads(arguments: dict[str, object]) -> None:
    message = codec.decode(Request(body=codec.write_request("echo", arguments)), Site(), Limits())
    (entry,) = message.entries
    assert isinstance(entry.call, Call)
    assert (entry.call.function, entry.call.arguments, message.batch) == ("echo", arguments, False)
    answer = codec.encode(message, [Result(arguments, ECHO)])
    assert JsonRpc().read(HttpResponse(200, {}, answer), ECHO) == arguments


def test_the_client_half_calls_with_a_token_alone() -> None:
    request = JsonRpc().request(ECHO, {"a": 1}, Token("abc"))
    assert request.headers["authorization"] == "Bearer abc"
    assert "authorization" not in JsonRpc().request(ECHO, {}, None).headers
    with pytest.raises(EncodeError):
        JsonRpc().request(ECHO, {}, Password("user", "password"))

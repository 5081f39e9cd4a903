from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import httpx2
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.types import Scope

from gateway.describe import INT, RAW, Description, List, Struct, Value
from gateway.errors import CodedError, EncodeError, GatewayError, InvalidParameter
from gateway.wire.call import Call, Credential, Failure, FunctionInfo, Outcome, Password, Peer, Result, Step, Token
from gateway.wire.exchange import Fault, HttpResponse, Limits, Request
from protocols.ajax import Ajax
from protocols.ajax.codec import decode
from tests.unit.rest.strategies import Site
from tests.unit.rest.strategies import function as plain_function

OPEN, PAGES = "/lib/ajax/service-nologin.php", "/lib/ajax/service.php"


def function(returns: Description, params: Struct | None = None) -> FunctionInfo:
    """A function that pages may call."""
    return msgspec.structs.replace(plain_function(returns, params), ajax=True)


ECHO = function(Struct({"function": Value(RAW), "arguments": Value(RAW)}), Struct({"a": Value(INT)}))
FAILURES: dict[str, Failure] = {
    "private": Failure(CodedError("servicerequireslogin", "webservice"), Step.ADMIT),
    "wrong": Failure(InvalidParameter("is wrong", path="a"), Step.VALIDATE, debug="a: is wrong"),
    "odd": Failure(CodedError("invaliduser"), Step.INVOKE),
}
PEER = Peer("10.1.2.3", "an agent", request_id="r")


class EchoHost:
    """A host that tells what it was asked, fails for the names of FAILURES, and knows nothing named ``unknown``."""

    limits = Limits(body_bytes=10_000)
    base_address = "https://example.com"
    site = Site()

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.refusals: list[Failure] = []

    def enabled(self, protocol: str) -> bool:
        return False

    @property
    def challenge(self) -> bytes:
        return b"Bearer"

    def admits_origin(self, origin: str) -> bool:
        return True

    def look_up(self, name: str) -> FunctionInfo | None:
        return None if name == "unknown" else ECHO

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
        return FAILURES.get(call.function) or Result({"function": call.function, "arguments": json.dumps(call.arguments)}, ECHO)

    async def cached_document(self, key: str, build: Callable[[], Awaitable[str]]) -> str:
        raise NotImplementedError

    async def functions(self, credential: Credential | None, *, protocol: str, peer: Peer) -> Sequence[FunctionInfo] | Failure:
        return [ECHO]


async def ask(host: EchoHost, batch: object, path: str = OPEN, query: str = "", method: str = "POST") -> httpx2.Response:
    app = Starlette(routes=Ajax().routes(host))
    content = batch if isinstance(batch, bytes) else json.dumps(batch).encode()
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://gateway") as client:
        return await client.request(method, f"{path}{query}", content=content)


def call(name: str, index: object = 0, args: Any = None) -> dict[str, Any]:
    return {"index": index, "methodname": name, "args": {} if args is None else args}


async def test_answers_stand_in_the_order_of_their_indexes() -> None:
    answer = await ask(EchoHost(), [call("one", 0), call("two", 1, {"a": 5})])
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.json() == [
        {"error": False, "data": {"function": "one", "arguments": "{}"}},
        {"error": False, "data": {"function": "two", "arguments": '{"a": 5}'}},
    ]


async def test_a_byte_order_mark_is_ignored() -> None:
    answer = await ask(EchoHost(), BOM_UTF8 + json.dumps([call("one")]).encode())
    assert answer.json()[0]["data"]["function"] == "one"


async def test_other_indexes_make_an_object() -> None:
    assert list((await ask(EchoHost(), [call("one", 1), call("two", "0")])).json()) == ["1", "0"]


async def test_an_empty_batch_has_an_empty_answer() -> None:
    assert (await ask(EchoHost(), [])).content == b"[]"


async def test_pages_show_texts_filtered_and_with_addresses_for_browsers() -> None:
    host = EchoHost()
    await ask(host, [call("one")])
    settings = host.calls[0].settings
    assert (settings.filter, settings.fileurl, settings.raw, settings.file) == (True, True, False, "pluginfile.php")
    assert host.calls[0].credential is None


async def test_an_error_is_an_entry_that_tells_where_to_read_on() -> None:
    (entry,) = (await ask(EchoHost(), [call("private")])).json()
    assert entry["error"] is True
    assert entry["exception"] == {
        "message": FAILURES["private"].error.public_message,
        "errorcode": "servicerequireslogin",
        "link": f"{EchoHost.site.wwwroot}/",
        "moreinfourl": "https://docs.moodle.org/405/en/error/webservice/servicerequireslogin",
    }


async def test_developers_are_told_more_and_core_errors_are_documented_with_the_core() -> None:
    wrong, odd = (await ask(EchoHost(), [call("wrong", 0), call("odd", 1)])).json()
    assert wrong["exception"]["debuginfo"] == "a: is wrong"
    assert odd["exception"]["moreinfourl"].endswith("/error/moodle/invaliduser")


@pytest.mark.parametrize(("path", "count"), [(OPEN, 3), (PAGES, 2)])
async def test_only_pages_stop_at_the_first_error(path: str, count: int) -> None:
    host = EchoHost()
    answer = await ask(host, [call("one", 0), call("private", 1), call("two", 2)], path)
    assert len(answer.json()) == len(host.calls) == count


@pytest.mark.parametrize(
    ("body", "errorcode"),
    [
        (b"", "codingerror"),
        (b"{nope", "codingerror"),
        (b"null", "codingerror"),
        (b'{"methodname": "x"}', "generalexceptionmessage"),
        (b"[5]", "generalexceptionmessage"),
        (b"5", "generalexceptionmessage"),
        (b'[{"methodname": ["x"]}]', "codingerror"),
        (json.dumps([call("one"), call("unknown", 1)]).encode(), "invalidrecord"),
        (json.dumps([call("one")] * (Limits().batch_calls + 1)).encode(), "invalidparameter"),
        (b" " * 10_001, "invalidparameter"),
    ],
)
async def test_a_request_that_is_refused_as_a_whole_runs_nothing(body: bytes, errorcode: str) -> None:
    host = EchoHost()
    answer = await ask(host, body)
    assert answer.status_code == 200
    assert list(answer.json()) == ["error", "errorcode", "stacktrace", "debuginfo", "reproductionlink"]
    assert answer.json()["errorcode"] == errorcode
    assert answer.headers["expires"] == "Mon, 20 Aug 1969 09:23:00 GMT"
    assert host.calls == []
    assert len(host.refusals) == 1


@pytest.mark.parametrize(("args", "arguments"), [(5, "null"), ("x", "null"), ([7, 8], '{"0": 7, "1": 8}')])
async def test_arguments_are_named(args: object, arguments: str) -> None:
    (entry,) = (await ask(EchoHost(), [call("one", 0, args)])).json()
    assert entry["data"]["arguments"] == arguments


async def test_missing_arguments_are_for_validation_to_refuse() -> None:
    host = EchoHost()
    await ask(host, [{"methodname": "one"}])
    assert host.calls[0].arguments is None


async def test_a_batch_may_come_in_the_address() -> None:
    batch = json.dumps([call("one")])
    answer = await ask(EchoHost(), b"", query=str(httpx2.QueryParams({"args": batch})).join(["?", ""]), method="GET")
    assert answer.json()[0]["error"] is False


@pytest.mark.parametrize(
    ("key", "name", "kept"), [("1", "one", True), ("99999999999", "one", False), ("0", "one", False), ("1", "private", False)]
)
async def test_an_answer_may_be_kept_under_its_key(key: str, name: str, kept: bool) -> None:
    answer = await ask(EchoHost(), [call(name)], query=f"?cachekey={key}")
    assert ("immutable" in answer.headers.get("cache-control", "")) is kept


async def test_a_result_that_json_cannot_carry_empties_the_answer() -> None:
    class InfiniteHost(EchoHost):
        async def run(self, call: Call) -> Outcome:
            return Result(float("inf"), function(Value(RAW)))

    assert (await ask(InfiniteHost(), [call("one")])).content == b""


@given(st.binary() | st.from_regex(rb'\[(\{"methodname":"[a-z_]*","args":[\[{][\]}]\},?)*\]', fullmatch=True))
def test_any_body_gives_calls_or_one_refusal(body: bytes) -> None:
    batch = decode(Request(body=body), Site(), Limits(), lambda _name: ECHO)
    assert isinstance(batch, Failure) or all(isinstance(entry.call, Call) for entry in batch.entries)


@given(st.lists(st.integers(-(2**63), 2**63 - 1) | st.none(), max_size=4))
def test_what_one_half_writes_the_other_reads(values: list[int | None]) -> None:
    lists = function(List(Value(INT)))
    batch = decode(Request(body=Ajax().request(lists, {"a": values}, None).body), Site(), Limits(), lambda _name: lists)
    assert not isinstance(batch, Failure)
    (entry,) = batch.entries
    assert entry.call.arguments == {"a": values}
    answer = b'[{"error":false,"data":' + json.dumps(values).encode() + b"}]"
    assert Ajax().read(HttpResponse(200, {}, answer), lists) == values


def test_the_client_half_reads_refusals_of_both_kinds_and_sends_no_token() -> None:
    entry = b'[{"error":true,"exception":{"message":"No.","errorcode":"invaliduser","link":"","moreinfourl":""}}]'
    whole = b'{"error":"No.","errorcode":"codingerror","stacktrace":null,"debuginfo":null,"reproductionlink":null}'
    assert Ajax().read(HttpResponse(200, {}, entry), ECHO) == Fault("invaliduser", "No.")
    assert Ajax().read(HttpResponse(200, {}, whole), ECHO) == Fault("codingerror", "No.")
    for credential in (Token("abc"), Password("ann", "Secret.1")):
        with pytest.raises(EncodeError):
            Ajax().request(ECHO, {}, credential)
    with pytest.raises(EncodeError):
        Ajax().request(ECHO, {"a": float("inf")}, None)
    with pytest.raises(EncodeError):
        Ajax().request(plain_function(), {}, None)

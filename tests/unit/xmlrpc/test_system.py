"""The methods ``system.*``, on a host with a few functions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import pytest
from starlette.types import Scope

from gateway.describe.model import Description, List, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, TEXT
from gateway.errors import CodedError, GatewayError, MissingRecord
from gateway.wire.call import Call, Credential, Failure, FunctionInfo, FunctionType, Outcome, Peer, Result, Step, Token
from gateway.wire.exchange import Limits
from protocols.xmlrpc.codec import Encoder
from protocols.xmlrpc.reader import read_response
from protocols.xmlrpc.system import System
from tests.unit.rest.strategies import Site

ITSELF = ["system.getCapabilities", "system.listMethods", "system.methodHelp", "system.methodSignature", "system.multicall"]


def info(name: str, params: dict[str, Description], returns: Description | None) -> FunctionInfo:
    return FunctionInfo(name=name, component="local_lab", type=FunctionType.READ, text="Do it.", params=Struct(params), returns=returns)


ADD = info("lab_add", {"a": Value(INT, "the first"), "b": Value(FLOAT, default=1.0), "c": Value(BOOL, optional=True)}, Value(TEXT, "sum"))
LATE = info("lab_late", {"a": List(Value(INT), default=[]), "b": Struct({})}, Struct({}))
VOID = info("lab_void", {}, None)
PEER = Peer("10.1.2.3", "an agent", request_id="r")


class LabHost:
    """A host that lets everyone whose token is ``abc`` call three functions."""

    limits = Limits()
    base_address = "https://example.com"
    site = Site()

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.refusals: list[Failure] = []

    def enabled(self, protocol: str) -> bool:
        return True

    @property
    def challenge(self) -> bytes:
        return b"Bearer"

    def admits_origin(self, origin: str) -> bool:
        return True

    def look_up(self, name: str) -> FunctionInfo | None:
        return None

    def peer(self, scope: Scope) -> Peer:
        return PEER

    async def run(self, call: Call) -> Outcome:
        self.calls.append(call)
        if call.function == "lab_fail":
            return Failure(CodedError("nopermissions"), Step.INVOKE)
        return Result(call.function, ADD)

    async def refusal(self, credential: Credential | None, *, protocol: str, peer: Peer) -> Failure | None:
        return None

    def unexpected(self, error: Exception, *, protocol: str, peer: Peer) -> GatewayError:
        raise error

    def report_failure(self, protocol: str, peer: Peer, failure: Failure) -> None:
        assert (protocol, peer) == ("xmlrpc", PEER)
        self.refusals.append(failure)

    async def cached_document(self, key: str, build: Callable[[], Awaitable[str]]) -> str:
        raise NotImplementedError

    async def functions(self, credential: Credential | None, *, protocol: str, peer: Peer) -> Sequence[FunctionInfo] | Failure:
        assert (protocol, peer) == ("xmlrpc", PEER)
        if credential != Token("abc"):
            self.refusals.append(Failure(CodedError("invalidtoken"), Step.AUTHENTICATE))
            return self.refusals[-1]
        return [ADD, LATE, VOID]


def call(name: str, *arguments: object, token: str = "abc") -> Call:
    return Call(protocol="xmlrpc", function=name, arguments=[*arguments], credential=Token(token), peer=PEER)


async def value(name: str, *arguments: object) -> object:
    """What a method answers, as it arrives."""
    response = read_response(Encoder().encode(await System(LabHost()).run(call(name, *arguments))))
    assert not response.is_fault
    return response.values[0]


async def errorcode(name: str, *arguments: object, token: str = "abc") -> str:
    host = LabHost()
    outcome = await System(host).run(call(name, *arguments, token=token))
    assert isinstance(outcome, Failure)
    assert host.refusals == [outcome]
    assert host.calls == []
    return outcome.error.errorcode


async def test_functions_take_their_way() -> None:
    host = LabHost()
    asked = call("lab_add", 1)
    assert await System(host).run(asked) == Result("lab_add", ADD)
    assert host.calls == [asked]


async def test_unknown_methods_are_functions_to_us() -> None:
    host = LabHost()
    await System(host).run(call("system.what"))
    assert host.calls == [call("system.what")]


async def test_list_methods() -> None:
    assert await value("system.listMethods") == [*ITSELF, "lab_add", "lab_late", "lab_void"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("lab_add", [["string", "int"], ["string", "int", "double"], ["string", "int", "double", "boolean"]]),
        ("lab_late", [["struct", "array", "struct"]]),
        ("lab_void", [["nil"]]),
        ("system.listMethods", [["array"]]),
        ("system.methodHelp", [["string", "string"]]),
        ("system.multicall", [["array", "array"]]),
    ],
)
async def test_method_signature(name: str, expected: object) -> None:
    assert await value("system.methodSignature", name) == expected


async def test_method_help() -> None:
    assert await value("system.methodHelp", "lab_add") == "\n".join(
        ["Do it.", "a: int; the first", "b: double, may be left out", "c: boolean, may be left out", "returns: string; sum"]
    )
    assert await value("system.methodHelp", "lab_void") == "Do it."
    for name in ITSELF:
        assert await value("system.methodHelp", name)


async def test_get_capabilities() -> None:
    capabilities = await value("system.getCapabilities")
    assert isinstance(capabilities, dict)
    assert capabilities.keys() == {"xmlrpc", "introspection", "system.multicall", "faults_interop"}
    assert capabilities["faults_interop"]["specVersion"] == 20010516


@pytest.mark.parametrize("name", ITSELF)
async def test_nobody_is_told_anything(name: str) -> None:
    assert await errorcode(name, token="x") == "invalidtoken"


@pytest.mark.parametrize("method", ["system.methodHelp", "system.methodSignature"])
async def test_what_may_not_be_called_is_not_there(method: str) -> None:
    assert await errorcode(method, "lab_secret") == MissingRecord("external_functions").errorcode == "invalidrecord"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("system.listMethods", [1]),
        ("system.methodHelp", []),
        ("system.methodHelp", [None]),
        ("system.methodHelp", [["lab_add"]]),
        ("system.methodHelp", ["lab_add", 1]),
        ("system.multicall", []),
        ("system.multicall", ["x"]),
        ("system.multicall", [{}]),
        ("system.multicall", [[], 1]),
        ("system.multicall", [[{"methodName": "lab_void", "params": []}] * (Limits().batch_calls + 1)]),
    ],
)
async def test_wrong_arguments(name: str, arguments: list[object]) -> None:
    assert await errorcode(name, *arguments) == "invalidparameter"


async def test_multicall() -> None:
    host = LabHost()
    asked = [
        {"methodName": "lab_add", "params": [1, 2]},
        {"methodName": "lab_fail", "params": []},
        {"methodName": "system.methodHelp", "params": ["lab_void"]},
        {"methodName": "system.multicall", "params": [[]]},
        {"methodName": "lab_add"},
        {"methodName": "lab_add", "params": [], "more": 1},
        {"methodName": 5, "params": []},
        {"methodName": "lab_add", "params": {"a": 1}},
        "lab_add",
        {"methodName": "lab_void", "params": []},
    ]
    outcome = await System(host).run(call("system.multicall", asked))
    _, (answers,) = read_response(Encoder().encode(outcome))
    assert isinstance(answers, list)
    assert [answer if isinstance(answer, list) else answer["faultCode"] for answer in answers] == [
        ["lab_add"],
        10340380,
        ["Do it."],
        *[29039061] * 6,
        ["lab_void"],
    ]
    assert host.calls == [call("lab_add", 1, 2), call("lab_fail"), call("lab_void")]
    assert len(host.refusals) == 6


async def test_as_many_calls_as_may_be() -> None:
    host = LabHost()
    outcome = await System(host).run(call("system.multicall", [{"methodName": "lab_void", "params": []}] * Limits().batch_calls))
    assert isinstance(outcome, list)
    assert len(outcome) == len(host.calls) == Limits().batch_calls
    assert await System(host).run(call("system.multicall", [])) == []


async def test_questions_about_functions_do_not_count_as_calls() -> None:
    host = LabHost()
    names = [*ITSELF, "lab_add", "lab_late", "lab_void"]
    asked = [{"methodName": method, "params": [name]} for name in names for method in ("system.methodHelp", "system.methodSignature")]
    calls = [{"methodName": "lab_void", "params": []}] * Limits().batch_calls
    outcome = await System(host).run(call("system.multicall", [*calls, *asked]))
    assert isinstance(outcome, list)
    assert len(outcome) == len(calls) + len(asked)
    assert len(host.calls) == len(calls)
    assert not host.refusals


async def test_questions_about_functions_are_bounded_by_what_there_is_to_ask() -> None:
    asked = [{"methodName": "system.listMethods", "params": []}] * 1000
    assert await errorcode("system.multicall", asked) == "invalidparameter"


async def test_too_many_calls_are_refused_as_such_and_not_as_a_message_that_cannot_be_read() -> None:
    outcome = await System(LabHost()).run(call("system.multicall", [{"methodName": "lab_void", "params": []}] * 1000))
    response = read_response(Encoder().encode(outcome))
    assert response.is_fault
    assert response.values == [{"faultCode": 29039061, "faultString": FAULT}]


FAULT = f"calls: system.multicall takes at most {Limits().batch_calls} calls here | ERRORCODE: invalidparameter"


async def test_names_that_are_none_are_refused_one_by_one() -> None:
    outcome = await System(LabHost()).run(call("system.multicall", [{"methodName": ["system.listMethods"], "params": []}]))
    assert isinstance(outcome, list)
    assert isinstance(outcome[0], Failure)

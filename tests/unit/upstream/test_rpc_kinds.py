"""Servers of XML-RPC and JSON-RPC: what is learnt of them, what recordings add, and how they are called."""

# ruff: noqa: E501 - messages and documents, as they are written

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from xmlrpc.client import Binary, DateTime, Fault, dumps, loads

import msgspec
import pytest

from gateway.describe import Struct, compile_params, compile_returns, export, export_params
from gateway.errors import InvalidParameter
from gateway.settings import Upstream
from gateway.upstream.errors import UpstreamAnswer, UpstreamFault
from gateway.upstream.imported import PLAIN, Imported
from gateway.upstream.jsonrpc import JsonRpc
from gateway.upstream.kind import Kind, KindError
from gateway.upstream.observed import Observed
from gateway.upstream.openapi import OpenApi
from gateway.upstream.recorded import RecordingRefused, exchanges, refined
from gateway.upstream.soap import Soap
from gateway.upstream.xmlrpc import XmlRpc
from gateway.upstream.xmlrpc.messages import read_answer, write_call
from gateway.wire.call import FunctionType, Token
from gateway.wire.exchange import HttpRequest, HttpResponse
from tests.unit.describe.site import REFERENCE
from tests.unit.upstream.lines import FakeLine, answered

SHOP = Upstream(kind="any", url="http://there.test")


def call(kind: Kind, line: FakeLine, function: Imported, **arguments: Any) -> Any:
    given = compile_params(function.params)(arguments, REFERENCE)
    value = asyncio.run(kind.call(line, function, given, Token("t"), PLAIN))
    return compile_returns(function.returns)(value, REFERENCE)


def learned(kind: Kind, line: FakeLine) -> dict[str, Imported]:
    return {function.remote: function for function in asyncio.run(kind.learn(line, None)).functions}


SIGNATURES: dict[str, Any] = {
    "stock.get": [["struct", "string"], ["struct", "string", "boolean"]],
    "stock.place": [["int", "dateTime.iso8601", "base64", "double", "array"]],
    "stock.free": "undef",
}


def xmlrpc_server(request: HttpRequest) -> HttpResponse:
    arguments, method = loads(request.body)
    answers: dict[str, Any] = {
        "system.listMethods": lambda: ["system.listMethods", *SIGNATURES],
        "system.methodSignature": lambda name: SIGNATURES[name],
        "system.methodHelp": lambda name: f"About {name}.\nMore.",
        "stock.get": lambda sku, deep=False: {"sku": sku, "deep": deep, "when": DateTime("20260305T10:00:00"), "seal": Binary(b"ab")},
        "stock.place": lambda when, seal, price, lines: (
            [str(when), seal.data, price, lines] == ["20260305T10:00:00", b"ab", 1.5, [1, {"a": "b"}]]
        ),
        "stock.free": lambda *given: list(given),
    }
    assert isinstance(method, str)
    try:
        return answered(dumps((answers[method](*arguments),), methodresponse=True, allow_none=True))
    except KeyError:
        return answered(dumps(Fault(-32601, f"no {method}")))


def test_methods_of_xmlrpc_are_learnt_by_introspection() -> None:
    functions = learned(XmlRpc(), FakeLine(xmlrpc_server))
    assert sorted(functions) == ["stock.free", "stock.get", "stock.place"]
    get = functions["stock.get"]
    assert (get.name, get.type, get.text) == ("local_shop_stock_get", FunctionType.READ, "About stock.get. More.")
    assert export_params(get.params) == {"arg1": {"value": "raw", "null": False}, "arg2": {"value": "bool", "default": None}}
    assert functions["stock.place"].binding["forms"] == {"arg1": "dateTime.iso8601", "arg2": "base64"}
    assert list(functions["stock.place"].binding["json"]) == ["arg4"]


def test_a_server_of_xmlrpc_that_does_not_describe_itself_is_told_so() -> None:
    with pytest.raises(KindError, match="learn from a recording"):
        learned(XmlRpc(), FakeLine(lambda request: answered(dumps(Fault(1, "no such method")))))


def test_values_of_xmlrpc_keep_their_types() -> None:
    line = FakeLine(xmlrpc_server)
    functions = learned(XmlRpc(), line)
    told = msgspec.json.decode(call(XmlRpc(), line, functions["stock.get"], arg1="a", arg2=True))
    assert told == {"sku": "a", "deep": True, "when": "2026-03-05T10:00:00", "seal": "YWI="}
    assert call(XmlRpc(), line, functions["stock.place"], arg1="2026-03-05T10:00:00", arg2="YWI=", arg3=1.5, arg4='[1, {"a": "b"}]') == 1
    assert call(XmlRpc(), line, functions["stock.free"], arg1="1", arg2='"x"') == '[1,"x"]'


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [({"arg1": "soon", "arg2": "YWI="}, "a time is expected"), ({"arg1": "2026-03-05T10:00:00", "arg2": "?"}, "octets in Base64")],
)
def test_a_text_that_is_no_time_and_no_octets_is_refused(arguments: dict[str, str], expected: str) -> None:
    line = FakeLine(xmlrpc_server)
    function = learned(XmlRpc(), line)["stock.place"]
    with pytest.raises(InvalidParameter, match=expected):
        call(XmlRpc(), line, function, arg3=1.5, arg4="[]", **arguments)


def test_numbers_beyond_32_bits_and_all_texts_that_xml_can_carry_are_sent() -> None:
    values = [2**40, -(2**31), 2**31 - 1, "<&>é\t\n", None, [True, {"k": 1.5}]]
    sent = write_call("m", values, {}, [str(index) for index in range(len(values))])
    assert loads(sent) == (tuple(values), "m")
    with pytest.raises(InvalidParameter, match="characters that XML cannot carry"):
        write_call("m", ["\x00"], {}, ["a"])


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><methodResponse><params><param><value>&b;</value></param></params></methodResponse>'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html></html>",
        b"<methodResponse/>",
        b"<methodResponse><params><param><value><int>x</int></value></param></params></methodResponse>",
        b"<methodResponse><params><param><value><array><data>",
        BOMB,
        b"<methodResponse><params><param>"
        + b"<value><array><data>" * 300
        + b"</data></array></value>" * 300
        + b"</param></params></methodResponse>",
    ],
)
def test_what_is_no_answer_of_xmlrpc_is_a_clear_error(body: bytes) -> None:
    with pytest.raises(UpstreamAnswer):
        read_answer(body)


OPENRPC = {
    "openrpc": "1.3.2",
    "servers": [{"url": "http://there.test/rpc"}],
    "methods": [
        {
            "name": "stock.get",
            "summary": "Return what is there.",
            "params": [
                {"name": "sku", "required": True, "schema": {"type": "string"}},
                {"name": "max-age", "schema": {"type": "integer"}},
                {"$ref": "#/components/contentDescriptors/Options"},
            ],
            "result": {"name": "r", "schema": {"properties": {"count": {"type": "integer"}, "more": {}}, "required": ["count"]}},
        },
        {"name": "stock.add", "paramStructure": "by-position", "params": [{"name": "a", "schema": {"type": "integer"}}, {"name": "b", "schema": {"type": "integer"}}]},
        {"name": "bad", "params": [{"name": "x", "schema": {"$ref": "#/nothing"}}]},
        {"name": "stock_get", "params": []},
    ],
    "components": {"contentDescriptors": {"Options": {"name": "options", "schema": {}}}},
}  # fmt: skip


def jsonrpc_server(request: HttpRequest) -> HttpResponse:
    asked = msgspec.json.decode(request.body)
    assert (asked["jsonrpc"], asked["id"]) == ("2.0", 1)
    params = asked.get("params")
    if asked["method"] == "rpc.discover":
        return answered(msgspec.json.encode({"jsonrpc": "2.0", "id": 1, "result": OPENRPC}), "application/json")
    if asked["method"] == "stock.get" and params["sku"] == "none":
        error = {"code": -32000, "message": "Not there.", "data": {"errorcode": "nosuchsku"}}
        return answered(msgspec.json.encode({"jsonrpc": "2.0", "id": 1, "error": error}), "application/json")
    result = {"count": 2, "more": params} if asked["method"] == "stock.get" else None
    return answered(msgspec.json.encode({"jsonrpc": "2.0", "id": 1, "result": result}), "application/json")


def test_methods_of_jsonrpc_are_learnt_by_openrpc_and_called() -> None:
    line = FakeLine(jsonrpc_server)
    found = asyncio.run(JsonRpc().learn(line, None))
    assert found.left_out == {"bad": "methods[2]: #/nothing: names nothing", "stock_get": "its name here, local_shop_stock_get, is taken"}
    functions = {function.remote: function for function in found.functions}
    get = functions["stock.get"]
    assert (get.text, list(get.params.members)) == ("Return what is there.", ["sku", "max_age", "options"])
    value = call(JsonRpc(), line, get, sku="a", max_age=3, options='{"x": [1]}')
    assert value["count"] == 2
    assert msgspec.json.decode(value["more"]) == {"sku": "a", "max-age": 3, "options": {"x": [1]}}
    assert line.requests[-1].headers["authorization"] == "Bearer t"
    call(JsonRpc(), line, functions["stock.add"], a=1)
    assert msgspec.json.decode(line.requests[-1].body)["params"] == [1]
    with pytest.raises(UpstreamFault) as refused:
        call(JsonRpc(), line, get, sku="none")
    assert (refused.value.errorcode, refused.value.public_message) == ("nosuchsku", "Not there.")


@pytest.mark.parametrize("body", ["<html>", "[]", "{}", '{"jsonrpc": "2.0"}', "[" * 5000])
def test_what_is_no_answer_of_jsonrpc_is_a_clear_error(body: str) -> None:
    line = FakeLine(jsonrpc_server)
    function = learned(JsonRpc(), line)["stock.add"]
    with pytest.raises(UpstreamAnswer):
        call(JsonRpc(), FakeLine(lambda request: answered(body, "application/json")), function, a=1)


@pytest.mark.parametrize(
    ("kind", "binding", "place"),
    [
        (XmlRpc(), {"form": {}}, "Object contains unknown field `form`"),
        (JsonRpc(), {"by": "chance"}, "Invalid enum value 'chance' - at `$.by`"),
        (OpenApi(), {"method": "get"}, "missing required field `path`"),
        (Soap(), {"request": {"members": [{"name": "a", "type": "Nothing"}]}}, "there is no type 'Nothing' - at `$.request`"),
    ],
)
def test_a_binding_that_people_have_broken_is_told_with_its_place(kind: Any, binding: dict[str, Any], place: str) -> None:
    function = Imported(
        name="local_shop_x", remote="x", type=FunctionType.READ, text="X.", params=Struct({}), returns=None, binding=binding
    )
    with pytest.raises(KindError) as refused:
        kind.check(FakeLine(xmlrpc_server), function)
    assert str(refused.value).startswith("upstreams.shop.functions: functions.local_shop_x.binding: ")
    assert place in str(refused.value)


def seen(*values: Any) -> Observed:
    observed = Observed()
    for value in values:
        observed.add(value)
    return observed


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2], {"value": "int", "null": False}),
        ([1, 2.5], {"value": "float", "null": False}),
        ([1, "a"], {"value": "raw", "null": False}),
        (["a", None], {"value": "raw"}),
        ([{"a": 1}, {"a": 2, "b": "x"}], {"struct": {"a": {"value": "int", "null": False}, "b": {"value": "raw", "optional": True}}}),
        ([[{"a": 1}], []], {"list": {"struct": {"a": {"value": "int", "null": False}}}}),
        ([[]], {"list": {"value": "raw"}}),
        ([{f"id{n}": 1} for n in range(50)], {"value": "raw", "null": False}),
        ([None, {"a": True}], {"struct": {"a": {"value": "bool", "null": False}}, "null": True}),
        ([2**70], {"value": "raw", "null": False}),
    ],
)
def test_values_that_were_seen_have_a_description_in_common(values: list[Any], expected: dict[str, Any]) -> None:
    assert export(seen(*values).description()) == expected


def recording(path: Path, *pairs: tuple[bytes, bytes]) -> Path:
    lines = [msgspec.json.encode({"id": "x", "req": {"body": sent.decode()}, "res": {"text": answer.decode()}}) for sent, answer in pairs]
    path.write_bytes(b"\n".join(lines))
    return path


def test_recorded_calls_complete_what_introspection_tells(tmp_path: Path) -> None:
    line = FakeLine(xmlrpc_server)
    functions = learned(XmlRpc(), line)
    sent = [
        dumps(("a",), "stock.get"),
        dumps(("b", True), "stock.get"),
        dumps(([{"sku": "a", "when": DateTime("20260305T10:00:00")}], {"fast": True}), "stock.hidden"),
    ]
    answers = [
        xmlrpc_server(HttpRequest("POST", "", {}, sent[0].encode())).body,
        dumps(Fault(1, "no")).encode(),
        dumps((None,), methodresponse=True, allow_none=True).encode(),
    ]
    file = recording(tmp_path / "r.jsonl", *[(each.encode(), answer) for each, answer in zip(sent, answers, strict=True)])
    found, calls = refined(functions.values(), exchanges(file), XmlRpc(), "shop", SHOP)
    by_remote = {function.remote: function for function in found}
    assert calls == 3
    get, hidden = by_remote["stock.get"], by_remote["stock.hidden"]
    assert get.returns is not None
    assert sorted(export(get.returns)["struct"]) == ["deep", "seal", "sku", "when"]
    assert export_params(get.params)["arg2"] == {"value": "bool", "default": None}
    assert hidden.name == "local_shop_stock_hidden"
    assert hidden.binding["forms"] == {"arg1[].when": "dateTime.iso8601"}
    body: list[bytes] = []

    def server(request: HttpRequest) -> HttpResponse:
        body.append(request.body)
        return answered(dumps((None,), methodresponse=True, allow_none=True))

    call(XmlRpc(), FakeLine(server), hidden, arg1=[{"sku": "a", "when": "2026-03-05T10:00:00"}], arg2={"fast": True})
    assert loads(body[0]) == loads(sent[2].encode())


def test_recorded_calls_of_jsonrpc_have_names(tmp_path: Path) -> None:
    pairs = [
        (
            msgspec.json.encode({"jsonrpc": "2.0", "id": 1, "method": "m", "params": {"a": 1}}),
            b'{"jsonrpc": "2.0", "id": 1, "result": [{"x": 1}]}',
        ),
        (b"not JSON", b""),
        (b"[]", b"[]"),
    ]
    (function,), calls = refined([], exchanges(recording(tmp_path / "r.jsonl", *pairs)), JsonRpc(), "shop", SHOP)
    assert (calls, function.binding["by"], list(function.params.members)) == (1, "name", ["a"])
    assert function.returns is not None
    assert export(function.returns) == {"list": {"struct": {"x": {"value": "int", "null": False}}}}


@pytest.mark.parametrize("line", ["no JSON", "7", '{"steps": 1}'])
def test_what_is_no_recording_is_refused_with_its_line(line: str, tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text(f"\n{line}\n")
    with pytest.raises(RecordingRefused, match="line 2"):
        list(exchanges(tmp_path / "r.jsonl"))

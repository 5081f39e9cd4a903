"""Operations of OpenAPI documents: what is imported, and which requests are sent."""

# ruff: noqa: E501 - messages and documents, as they are written

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import parse_qsl

import msgspec
import pytest

from gateway.describe import compile_params, compile_returns
from gateway.errors import GatewayError, InvalidParameter
from gateway.upstream.errors import UpstreamAnswer, UpstreamFault
from gateway.upstream.imported import PLAIN, Imported
from gateway.upstream.kind import KindError
from gateway.upstream.openapi import OpenApi
from gateway.wire.call import Credential, FunctionType, Password, Token
from gateway.wire.exchange import HttpRequest, HttpResponse
from tests.unit.describe.site import REFERENCE
from tests.unit.upstream.lines import FakeLine, answered

URL = "http://api.test/base"


def document(version: str = "3.1.0") -> dict[str, Any]:
    ok = {"200": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}}}
    return {
        "openapi": version,
        "info": {"title": "Orders", "version": "1"},
        "servers": [{"url": "/base/{v}", "variables": {"v": {"default": "v1"}}}],
        "security": [{"key": []}],
        "paths": {
            "/orders/{order-id}": {
                "parameters": [{"name": "order-id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "get": {
                    "operationId": "getOrder",
                    "summary": "Return an order.",
                    "parameters": [
                        {"name": "fields", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}, "explode": False},
                        {"name": "tag", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
                        {"name": "filter", "in": "query", "style": "deepObject", "explode": True, "schema": {"properties": {"a": {"type": "integer"}}}},
                        {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
                        {"name": "lang", "in": "cookie", "schema": {"type": "string"}},
                        {"name": "where", "in": "query", "content": {"application/json": {"schema": {"properties": {"a": {"type": "boolean"}}}}}},
                    ],
                    "responses": ok,
                },
                "put": {
                    "operationId": "setOrder",
                    "requestBody": {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}},
                    "responses": {"204": {"description": ""}},
                },
            },
            "/many": {
                "post": {
                    "requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "array", "items": {"type": "integer"}}}}},
                    "responses": {"200": {"description": "", "content": {"application/json": {"schema": {"type": "integer"}}}}},
                }
            },
            "/form": {
                "post": {
                    "operationId": "login",
                    "security": [],
                    "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": {
                        "properties": {"name": {"type": "string"}, "roles": {"type": "array", "items": {"type": "string"}}}, "required": ["name"]}}}},
                    "responses": {"200": {"description": "", "content": {"application/json": {}}}},
                }
            },
            "/upload": {"post": {"operationId": "upload", "requestBody": {"content": {"multipart/form-data": {}}}, "responses": {}}},
            "/picture": {"get": {"operationId": "picture", "responses": {"200": {"description": "", "content": {"image/png": {}}}}}},
        },
        "components": {
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
            "schemas": {
                "Order": {
                    "type": "object",
                    "required": ["id"],
                    "properties": {"id": {"type": "string"}, "lines": {"type": "array", "items": {"type": "integer"}}, "extra": {"type": "object"}},
                }
            },
        },
    }  # fmt: skip


def learned(told: dict[str, Any], server: Any = None) -> tuple[FakeLine, dict[str, Imported], dict[str, str]]:
    line = FakeLine(server or (lambda request: answered("{}", "application/json")), url=URL)
    line._documents = {f"{URL}/openapi.json": msgspec.json.encode(told)}
    found = asyncio.run(OpenApi().learn(line, None))
    return line, {function.remote: function for function in found.functions}, dict(found.left_out)


def call(line: FakeLine, function: Imported, credential: Credential | None = None, **arguments: Any) -> Any:
    given = compile_params(function.params)(arguments, REFERENCE)
    value = asyncio.run(OpenApi().call(line, function, given, credential, PLAIN))
    return compile_returns(function.returns)(value, REFERENCE)


def test_operations_are_functions_and_what_is_no_json_is_left_out() -> None:
    _, functions, left_out = learned(document("3.0.3"))
    assert sorted(functions) == ["getOrder", "login", "post_/many", "setOrder"]
    order = functions["getOrder"]
    assert (order.name, order.type, order.text) == ("local_shop_get_order", FunctionType.READ, "Return an order.")
    assert list(order.params.members) == ["order_id", "fields", "tag", "filter", "X_Trace", "lang", "where"]
    assert functions["setOrder"].type is FunctionType.WRITE
    assert functions["setOrder"].returns is None
    assert left_out == {
        "upload": "paths./upload.post: the body is in multipart/form-data, not in JSON",
        "picture": "paths./picture.get: responses.200: the answer is in image/png, not in JSON",
    }


def test_arguments_go_where_the_document_says() -> None:
    line, functions, _ = learned(document(), lambda request: answered('{"id": "7", "extra": {"a": [1]}, "new": 1}', "application/json"))
    arguments = {
        "order_id": "a/b ?",
        "fields": ["x", "y"],
        "tag": ["p", "q&r"],
        "filter": {"a": 1},
        "X_Trace": "t",
        "lang": "é",
        "where": {"a": True},
    }
    assert call(line, functions["getOrder"], Token("k"), **arguments) == {"id": "7", "extra": '{"a":[1]}'}
    request = line.requests[-1]
    path, _, query = request.path.partition("?")
    assert (request.method, path) == ("GET", "/v1/orders/a%2Fb%20%3F")
    assert parse_qsl(query) == [("fields", "x,y"), ("tag", "p"), ("tag", "q&r"), ("filter[a]", "1"), ("where", '{"a":true}')]
    assert request.headers == {"accept": "application/json", "x-trace": "t", "cookie": "lang=%C3%A9", "x-key": "k"}


def test_bodies_are_members_a_whole_or_a_form() -> None:
    line, functions, _ = learned(document(), lambda request: answered("3", "application/json"))
    call(line, functions["setOrder"], Password("u", "p"), order_id="1", id="1", lines=[1, 2], extra='{"deep": [null]}')
    assert (line.requests[-1].method, line.requests[-1].path) == ("PUT", "/v1/orders/1")
    assert msgspec.json.decode(line.requests[-1].body) == {"id": "1", "lines": [1, 2], "extra": {"deep": [None]}}
    assert line.requests[-1].headers["authorization"] == "Basic dTpw"
    assert call(line, functions["post_/many"], body=[1, 2]) == 3
    assert line.requests[-1].body == b"[1,2]"
    call(line, functions["login"], name="a b", roles=["x", "y"])
    assert (line.requests[-1].body, line.requests[-1].headers["content-type"]) == (
        b"name=a+b&roles=x&roles=y",
        "application/x-www-form-urlencoded",
    )


@pytest.mark.parametrize("value", [".", ".."])
def test_an_argument_cannot_climb_out_of_the_address(value: str) -> None:
    line, functions, _ = learned(document())
    with pytest.raises(InvalidParameter):
        call(line, functions["getOrder"], order_id=value)


def test_a_header_carries_no_line_ends() -> None:
    line, functions, _ = learned(document())
    with pytest.raises(InvalidParameter, match="X_Trace"):
        call(line, functions["getOrder"], order_id="1", X_Trace="a\r\nb: c")


@pytest.mark.parametrize(
    ("status", "body", "code", "message"),
    [
        (404, '{"detail": "No such order."}', "http404", "No such order."),
        (422, '{"detail": [{"loc": ["query", "most"], "msg": "too large"}]}', "http422", "query.most: too large"),
        (400, '{"type": "https://x/y", "title": "Bad", "detail": "Not so."}', "http400", "Not so."),
        (409, '{"error": {"code": "taken", "message": "It is taken."}}', "taken", "It is taken."),
        (401, "<html>", "http401", "The server has refused the call (status 401)."),
    ],
)
def test_refusals_keep_their_code_and_their_words(status: int, body: str, code: str, message: str) -> None:
    line, functions, _ = learned(document(), lambda request: answered(body, "application/json", status))
    with pytest.raises(UpstreamFault) as refused:
        call(line, functions["getOrder"], order_id="1")
    assert (refused.value.errorcode, refused.value.public_message) == (code, message)


@pytest.mark.parametrize(("status", "body"), [(500, "<html>"), (200, "<html>"), (200, "[" * 5000)])
def test_what_is_no_answer_is_a_clear_error(status: int, body: str) -> None:
    line, functions, _ = learned(document(), lambda request: answered(body, "text/html", status))
    with pytest.raises(UpstreamAnswer):
        call(line, functions["getOrder"], order_id="1")


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"swagger": "2.0"}, "a document of OpenAPI 3.0 or 3.1 is expected"),
        ({"openapi": "3.0.0"}, "paths: an object is expected"),
        ({"openapi": "3.0.0", "paths": {"/x": {"$ref": "#/nothing"}}}, "#/nothing: names nothing"),
    ],
)
def test_a_document_that_cannot_be_read_is_refused(told: dict[str, Any], reason: str) -> None:
    with pytest.raises(KindError, match=reason):
        learned(told)


def test_a_document_behind_a_login_is_asked_for_with_the_credential() -> None:
    def server(request: HttpRequest) -> HttpResponse:
        known = request.headers.get("authorization") == "Bearer t"
        return answered(msgspec.json.encode(document()) if known else b"{}", "application/json", 200 if known else 401)

    line = FakeLine(server, url=URL)
    assert asyncio.run(OpenApi().learn(line, Token("t"))).functions
    with pytest.raises(GatewayError, match="http401"):
        asyncio.run(OpenApi().learn(line, Token("x")))

"""The JSON face: what callers of today send, and the statuses, values and problems that they read."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.admin.install import register_protocols
from gateway.describe import FLOAT, INT, List, Struct, Value
from gateway.errors import CodedError, EncodeError, InternalError
from gateway.server.host import Gateway
from gateway.wire.call import Call, Failure, FunctionInfo, Password, Peer, Result, Step, Token
from gateway.wire.exchange import Fault, HttpResponse, Limits, Request
from protocols.api import Api, codec
from tests.unit.app_fixtures import client, set_config, token
from tests.unit.rest.strategies import Site, function

ECHO = function(List(Value(FLOAT)), Struct({"a": Value(INT)}))
BASE = "https://example.com"


@pytest.fixture
async def web(gateway: Gateway) -> AsyncIterator[httpx2.AsyncClient]:
    await gateway.store.write(register_protocols, ["api"])
    set_config(gateway, webserviceprotocols="rest,api")
    async with client(gateway) as browser:
        browser.headers["authorization"] = f"Bearer {token('admin')}"
        yield browser


def look_up(_name: str) -> FunctionInfo | None:
    return ECHO


def decoded(**request: Any) -> codec.Message:
    return codec.decode(Request(peer=Peer("10.1.2.3"), **request), Site(), Limits(batch_calls=3, depth=8), look_up)


async def test_a_call_is_an_object_of_arguments_and_its_answer_is_the_value(web: httpx2.AsyncClient) -> None:
    answer = await web.post("/api/core_course_get_courses_by_field", json={"field": "id", "value": "2"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert [course["id"] for course in answer.json()["courses"]] == [2]
    assert (await web.post("/api/core_webservice_get_site_info")).json()["username"] == "admin"


async def test_what_only_reads_is_called_with_get_as_well(web: httpx2.AsyncClient) -> None:
    by_names = await web.get("/api/core_course_get_courses_by_field?field=id&value=2")
    as_json = await web.get("/api/core_course_get_courses_by_field", params={"arguments": '{"field": "id", "value": "2"}'})
    assert by_names.json() == as_json.json()
    assert by_names.status_code == 200
    refused = await web.get("/api/core_group_create_groups")
    assert (refused.status_code, refused.json()["detail"]) == (400, "This function writes, and is called with POST.")
    assert (await web.put("/api/core_group_create_groups")).headers["allow"] == "GET, HEAD, POST"


async def test_a_token_may_stand_in_the_query(web: httpx2.AsyncClient) -> None:
    del web.headers["authorization"]
    assert (await web.get("/api/core_webservice_get_site_info", params={"wstoken": token("admin")})).status_code == 200


@pytest.mark.parametrize(
    ("path", "sent", "status", "problem"),
    [
        (
            "core_course_get_contents",
            {"courseid": "2"},
            422,
            {"parameter": "courseid", "expected": "a whole number is expected, not a text"},
        ),
        (
            "core_course_get_contents",
            {"courseid": 2.0},
            422,
            {"parameter": "courseid", "expected": "a whole number is expected, not a number"},
        ),
        ("core_course_get_contents", {"courseid": True}, 422, {"errorcode": "invalidparameter"}),
        ("core_course_get_contents", {}, 422, {"parameter": "courseid", "expected": "a required value is missing"}),
        ("core_course_get_contents", {"courseid": 2, "nosuch": 1}, 422, {"expected": "unknown keys: nosuch"}),
        ("core_course_get_contents", {"courseid": 2, "options": {"0": {}}}, 422, {"parameter": "options"}),
        ("core_course_get_contents", {"courseid": 2, "options": [{"name": 1, "value": 1}]}, 422, {"parameter": "options[0].name"}),
        ("core_course_get_contents", {"courseid": 999_999}, 404, {"errorcode": "invalidrecord"}),
        ("core_course_get_contents", [], 400, {"errorcode": "invalidparameter"}),
        ("core_no_such", {}, 404, {"errorcode": "invalidrecord"}),
    ],
)
async def test_a_refusal_is_a_problem_that_says_what_to_correct(
    web: httpx2.AsyncClient, path: str, sent: object, status: int, problem: dict[str, str]
) -> None:
    answer = await web.post(f"/api/{path}", json=sent)
    told = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert told["status"] == status
    assert told["type"].endswith(f"/docs/errors#{told['errorcode']}")
    assert problem.items() <= told.items()


async def test_who_is_not_known_is_challenged(web: httpx2.AsyncClient) -> None:
    answer = await web.post("/api/core_webservice_get_site_info", headers={"authorization": "Bearer nobody"})
    assert (answer.status_code, answer.json()["errorcode"], answer.headers["www-authenticate"]) == (401, "invalidtoken", "Bearer")


async def test_a_batch_is_answered_in_its_order_and_no_problem_stops_it(web: httpx2.AsyncClient) -> None:
    answer = await web.post(
        "/api",
        json=[
            {"function": "core_course_get_courses_by_field", "arguments": {"field": "id", "value": "2"}},
            {"function": "core_no_such"},
            {"function": 7},
            {"function": "core_webservice_get_site_info", "arguments": {}},
        ],
    )
    assert answer.status_code == 200
    first, second, third, last = answer.json()
    assert (first["value"]["courses"][0]["id"], last["value"]["username"]) == (2, "admin")
    assert (second["problem"]["status"], third["problem"]["status"]) == (404, 400)
    assert (await web.post("/api", json={"function": "x"})).status_code == 400


async def test_while_it_is_switched_off_nothing_is_read(web: httpx2.AsyncClient, gateway: Gateway) -> None:
    set_config(gateway, webserviceprotocols="rest")
    answer = await web.post("/api/core_webservice_get_site_info")
    assert (answer.status_code, answer.json()["errorcode"]) == (403, "enablewsdescription")


def test_values_are_written_whole() -> None:
    value: list[object] = [1.0, 2**63 - 1, -(2**63), 2**70, None, "ü/<", {}, []]
    written = codec.write(Result(value, ECHO), BASE)
    assert json.loads(written.body) == value
    assert b"1.0," in written.body
    assert Api().read(HttpResponse(200, {"content-type": written.media_type}, written.body), ECHO) == value


def test_what_json_cannot_carry_is_a_problem_of_the_server() -> None:
    written = codec.write(Result([float("nan")], ECHO), BASE)
    assert (written.status, orjson.loads(written.body)["errorcode"]) == (500, "invalidparameter")


def test_an_internal_error_tells_its_reference_and_debugging_its_text() -> None:
    assert codec.problem(Failure(InternalError("abc"), Step.INVOKE), BASE)["reference"] == "abc"
    told = codec.problem(Failure(CodedError("noguest"), Step.INVOKE, "why"), BASE)
    assert told == {
        "type": "https://example.com/docs/errors#noguest",
        "title": "Guests may not do this.",
        "status": 403,
        "detail": "Guests may not do this.",
        "errorcode": "noguest",
        "debuginfo": "why",
    }


@pytest.mark.parametrize("body", [b"{", b"[1", b"nul", b'{"a": 1}x'])
def test_what_is_no_json_is_told_with_its_place(body: bytes) -> None:
    (refused,) = decoded(path=b"/api/f", body=body).calls
    assert isinstance(refused, Failure)
    assert "line 1" in refused.error.public_message


@given(st.binary(), st.binary(), st.binary(), st.sampled_from(["GET", "HEAD", "POST"]))
def test_any_bytes_are_calls_or_refusals(path: bytes, query: bytes, body: bytes, method: str) -> None:
    message = decoded(path=path, query=query, body=body, method=method)
    assert all(isinstance(call, Call | Failure) for call in message.calls)
    assert message.calls or message.batch


@given(st.dictionaries(st.text(), st.recursive(st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(), st.lists)))
def test_what_a_client_writes_is_read(arguments: dict[str, object]) -> None:
    try:
        sent = Api().request(ECHO, arguments, Token("t"))
    except EncodeError:
        return
    (call,) = decoded(path=sent.path.encode(), body=sent.body, headers=[(b"authorization", b"Bearer t")]).calls
    if isinstance(call, Call):
        assert (call.function, call.arguments, call.credential, call.strict) == (ECHO.name, arguments, Token("t"), True)
    else:
        assert call.step is Step.DECODE  # deeper than is allowed


def test_a_problem_is_read_as_a_fault() -> None:
    written = codec.write(Failure(CodedError("noguest"), Step.INVOKE, "why"), BASE)
    assert Api().read(HttpResponse(written.status, {"content-type": written.media_type}, written.body), ECHO) == Fault(
        "noguest", "Guests may not do this.", debug="why"
    )
    with pytest.raises(EncodeError):
        Api().request(ECHO, {}, Password("ann", "pw"))

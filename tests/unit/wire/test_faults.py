"""What each error code is on each protocol is what the table says: every code, at every step that a call can end at."""

from __future__ import annotations

import re
from collections.abc import Callable

import orjson
import pytest

from gateway.admin.error_table import error_table
from gateway.errors import CodedError
from gateway.wire.call import Failure, Step
from gateway.wire.faults import Told, told, usual_step
from protocols.api import codec as api
from protocols.jsonrpc import codec as jsonrpc
from protocols.mcp import codec as mcp
from protocols.soap.faults import write_fault as write_soap
from protocols.soap.names import SOAP_11, SOAP_12
from protocols.soap.typed.faults import write_fault as write_typed
from protocols.xmlrpc.faults import write_fault_value
from tests.unit.campus import REGISTRY

ROWS = error_table(REGISTRY)
Face = Callable[[Failure], object]


def by_jsonrpc(failure: Failure) -> object:
    return orjson.loads(jsonrpc.encode(jsonrpc.refuse(failure.error, failure.step), [failure]))["error"]["code"]


def codes(written: bytes) -> str:
    """The most precise fault code in a message of SOAP."""
    found = re.findall(r"<(?:faultcode|env:Value[^>]*)>([^<]+)<", written.decode())
    return str(found[-1])


def by_soap(failure: Failure) -> object:
    return codes(write_soap(failure, SOAP_11)), codes(write_soap(failure, SOAP_12))


def by_typed_soap(failure: Failure) -> object:
    return codes(write_typed(failure, SOAP_11)), codes(write_typed(failure, SOAP_12))


def by_xmlrpc(failure: Failure) -> object:
    (number,) = re.findall(r"<int>(-?\d+)</int>", write_fault_value(failure))
    return int(number)


def by_json(failure: Failure) -> object:
    written = api.write(failure, "https://example.com")
    told = orjson.loads(written.body)
    assert (told["status"], told["type"]) == (written.status, f"https://example.com/docs/errors#{failure.error.errorcode}")
    return written.status


def by_mcp(failure: Failure) -> object:
    written = orjson.loads(mcp.tool_result(mcp.Message(method="tools/call", params={"name": "f"}, id=1), failure).body)
    return "isError" if written.get("result", {}).get("isError") else "protocol error"


FACES: dict[str, tuple[Face, Callable[[Told], object]]] = {
    "api": (by_json, lambda row: row.status),
    "jsonrpc": (by_jsonrpc, lambda row: row.jsonrpc),
    "mcp": (by_mcp, lambda row: row.mcp),
    "soap": (by_soap, lambda row: row.soap),
    "soaptyped": (by_typed_soap, lambda row: row.typed),
    "xmlrpc": (by_xmlrpc, lambda row: row.xmlrpc),
}


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("step", Step)
def test_every_code_is_on_every_protocol_what_the_table_says(face: str, step: Step) -> None:
    answered, said = FACES[face]
    wrong = {}
    for row in ROWS:
        failure = Failure(CodedError(row.errorcode, row.component), step)
        if answered(failure) != said(told(failure)):
            wrong[row.errorcode] = answered(failure), said(told(failure))
    assert wrong == {}


def test_the_table_shows_what_a_code_is_where_calls_end_with_it() -> None:
    assert len(ROWS) > 100
    for row in ROWS:
        error = CodedError(row.errorcode, row.component)
        error.own_kind = row.kind  # which its component may have declared
        assert row.told == told(Failure(error, usual_step(row.errorcode)))


@pytest.mark.parametrize(
    ("errorcode", "status", "jsonrpc", "mcp"),
    [
        ("invalidtoken", 401, -32000, "protocol error"),
        ("accessexception", 403, -32000, "protocol error"),
        ("invalidparameter", 422, -32602, "isError"),
        ("invalidrecord", 404, -32000, "isError"),
        ("nopermissions", 403, -32000, "isError"),
        ("toomanyrequests", 429, -32000, "protocol error"),
        ("sitemaintenance", 503, -32000, "protocol error"),
        ("internalerror", 500, -32603, "isError"),
    ],
)
def test_codes_have_the_statuses_that_clients_of_the_web_expect(errorcode: str, status: int, jsonrpc: int, mcp: str) -> None:
    (row, *_) = [row.told for row in ROWS if row.errorcode == errorcode]
    assert (row.status, row.jsonrpc, row.mcp) == (status, jsonrpc, mcp)

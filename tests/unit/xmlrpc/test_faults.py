"""Faults (``docs/contract/encodings.md 4.4``)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gateway.errors import CodedError, DecodeError, GatewayError, HostileInput, InternalError, UncodedRefusal
from gateway.wire.call import Failure, Step
from gateway.wire.exchange import Fault
from gateway.wire.faults import fault_number
from protocols.xmlrpc.faults import read_fault, write_fault_value
from protocols.xmlrpc.legacy_faults import LEGACY_FAULTS
from protocols.xmlrpc.reader import read_response
from protocols.xmlrpc.writer import write_fault

COMPONENTS = Path(__file__).parents[3] / "gateway" / "components"


@pytest.mark.parametrize(
    ("errorcode", "expected"),
    [
        ("invalidparameter", 29039061),
        ("invalidresponse", 28260048),
        ("invalidtoken", 89159464),
        ("accessexception", 23000021),
        ("invalidrecord", 23604497),
        ("codingerror", 26045186),
        ("nopermissions", 10340380),
        ("restrictedcontextexception", 13269391),
        ("requireloginerror", 25860963),
        ("sitemaintenance", 13798712),
        ("wrongusernamepassword", 29778048),
        ("missingusername", 14186099),
        ("missingpassword", 54878928),
        ("servicenotavailable", 39474552),
        ("dmlreadexception", 95042507),
        ("", 404),
    ],
)
def test_numbers(errorcode: str, expected: int) -> None:
    assert fault_number(errorcode) == expected


def sent(error: GatewayError, debug: str | None = None) -> object:
    """The struct of a fault, as it arrives."""
    response = read_response(write_fault(write_fault_value(Failure(error, Step.INVOKE, debug))))
    assert response.is_fault
    return response.values[0]


def test_texts() -> None:
    error = CodedError("invalidtoken", message="No & no.")
    assert sent(error) == {"faultCode": 89159464, "faultString": "No & no. | ERRORCODE: invalidtoken"}
    assert sent(error, "why") == {"faultCode": 89159464, "faultString": "No & no. | DEBUG INFO: why | ERRORCODE: invalidtoken"}
    assert sent(CodedError("", message="Plain."), "why") == {"faultCode": 404, "faultString": "Plain."}


def test_a_refusal_without_a_code_has_the_number_of_the_sentence_in_its_place() -> None:
    error = UncodedRefusal("usernotinconversation", "No.")
    assert sent(error) == {"faultCode": 14369830, "faultString": "No. | ERRORCODE: nopermissions"}
    unlisted = {"faultCode": fault_number("nopermissions"), "faultString": "No. | ERRORCODE: nopermissions"}
    assert sent(UncodedRefusal("ofothers", "No.")) == unlisted


def test_every_number_is_that_of_a_refusal_which_is_raised() -> None:
    raised = set[str]()
    for file in COMPONENTS.rglob("*.py"):
        raised.update(re.findall(r'UncodedRefusal\("(\w+)"', file.read_text("utf-8")))
    assert LEGACY_FAULTS.keys() < raised  # the numbers of the others were not recorded


def test_what_cannot_be_read_has_the_number_of_a_parse_error() -> None:
    for error in (DecodeError("No."), HostileInput("No.")):
        assert sent(error) == {"faultCode": -32700, "faultString": "No. | ERRORCODE: invalidparameter"}


def test_the_unexpected_tells_its_reference() -> None:
    assert "abc123" in str(sent(InternalError("abc123")))


@pytest.mark.parametrize("debug", [None, "why", ""])
@pytest.mark.parametrize("message", ["No.", "a | b", ""])
def test_faults_are_read(message: str, debug: str | None) -> None:
    assert read_fault(sent(CodedError("invalidtoken", message=message), debug)) == Fault("invalidtoken", message, None, debug)


def test_faults_of_others_are_read() -> None:
    assert read_fault({"faultCode": 4, "faultString": "Too many parameters."}) == Fault(None, "Too many parameters.")


@pytest.mark.parametrize(
    "value", [1, [], {}, {"faultCode": 1}, {"faultCode": 1, "faultString": 2}, {"faultCode": 1, "faultString": "", "x": 1}]
)
def test_other_values_are_no_faults(value: object) -> None:
    with pytest.raises(DecodeError):
        read_fault(value)

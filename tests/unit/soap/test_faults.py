"""Faults in their dialects, and back (``docs/contract/encodings.md 5.6``)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import etree

from gateway.errors import AccessRefused, CodedError, CodingError, DecodeError, GatewayError, HostileInput, InvalidParameter, MissingRecord
from gateway.wire.call import Failure, Step
from gateway.wire.exchange import Fault
from protocols.soap.envelope import MustUnderstand, VersionMismatch, open_envelope
from protocols.soap.faults import is_undispatched, read_fault, spoken_version, write_fault
from protocols.soap.names import SOAP_11, SOAP_12, Version
from protocols.soap.typed.faults import write_fault as write_typed_fault
from tests.unit.soap.messages import VERSIONS, message

SERVER_12 = "<env:Code><env:Value>{}</env:Value></env:Code>"
NOT_PRESENT = (
    "<env:Code><env:Value>env:Sender</env:Value>"
    '<env:Subcode><env:Value xmlns:rpc="http://www.w3.org/2003/05/soap-rpc">rpc:ProcedureNotPresent</env:Value></env:Subcode></env:Code>'
)


def content(failure: Failure, version: Version = SOAP_11) -> str:
    """What is in the element Fault."""
    written = write_fault(failure, version).decode()
    return written.partition("Fault>")[2].rpartition("</")[0].rpartition("</")[0].rpartition("</")[0]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    "failure", [Failure(CodedError("invalidtoken", message="N<o"), Step.AUTHENTICATE), Failure(CodingError(message="N<o"), Step.DECODE)]
)
def test_before_dispatch(failure: Failure, version: Version) -> None:
    assert is_undispatched(failure)
    assert spoken_version(failure, version) is SOAP_11
    assert content(failure, version) == "<faultcode>MOODLE:error</faultcode><faultstring>N&lt;o</faultstring>"


def test_before_dispatch_for_developers() -> None:
    failure = Failure(CodedError("invalidtoken", message="No"), Step.AUTHENTICATE, "why")
    assert content(failure).endswith("<faultstring>No - why</faultstring>")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("step", [Step.VALIDATE, Step.INVOKE, Step.CLEAN])
def test_after_dispatch(step: Step, version: Version) -> None:
    failure = Failure(CodedError("nopermissions", message="No"), step)
    assert not is_undispatched(failure)
    assert spoken_version(failure, version) is SOAP_11
    assert content(failure, version) == (
        "<faultcode>Receiver</faultcode><faultstring>No | ERRORCODE: nopermissions</faultstring><faultactor>nopermissions</faultactor>"
    )


def test_after_dispatch_for_developers() -> None:
    failure = Failure(CodedError("x", message="No"), Step.INVOKE, "wh<y")
    assert content(failure).endswith("<faultactor>x</faultactor><detail>wh&lt;y</detail>")


@pytest.mark.parametrize(
    ("error", "code", "code_12"),
    [
        (DecodeError("No"), "SOAP-ENV:Client", "env:Sender"),
        (HostileInput("No"), "SOAP-ENV:Client", "env:Sender"),
        (VersionMismatch("No"), "SOAP-ENV:VersionMismatch", "env:VersionMismatch"),
        (MustUnderstand([]), "SOAP-ENV:MustUnderstand", "env:MustUnderstand"),
    ],
)
def test_messages_that_cannot_be_read(error: GatewayError, code: str, code_12: str) -> None:
    failure = Failure(error, Step.DECODE)
    assert not is_undispatched(failure)
    assert spoken_version(failure, SOAP_12) is SOAP_12
    text = error.public_message
    assert content(failure) == f"<faultcode>{code}</faultcode><faultstring>{text}</faultstring>"
    reason = f'<env:Reason><env:Text xml:lang="en">{text}</env:Text></env:Reason>'
    assert content(failure, SOAP_12) == SERVER_12.format(code_12) + reason


@pytest.mark.parametrize("failure", [Failure(MissingRecord("external_functions"), Step.RESOLVE), Failure(AccessRefused(), Step.ADMIT)])
def test_functions_that_cannot_be_called(failure: Failure) -> None:
    code = failure.error.errorcode
    assert content(failure).startswith("<faultcode>SOAP-ENV:Server</faultcode>")
    assert content(failure).endswith(f" | ERRORCODE: {code}</faultstring><faultactor>{code}</faultactor>")
    assert spoken_version(failure, SOAP_12) is SOAP_12
    assert content(failure, SOAP_12).startswith(NOT_PRESENT)
    assert content(failure, SOAP_12).endswith(f" | ERRORCODE: {code}</env:Text></env:Reason>")


def test_details_in_soap_12() -> None:
    assert content(Failure(AccessRefused(), Step.ADMIT, "wh<y"), SOAP_12).endswith("<env:Detail>wh&lt;y</env:Detail>")


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("failure", "fault"),
    [
        (
            Failure(InvalidParameter("a <b> & c", path="a"), Step.VALIDATE, "d | e"),
            Fault("invalidparameter", "a: a <b> & c", debug="d | e"),
        ),
        (Failure(CodedError("x", message="a | ERRORCODE: b"), Step.INVOKE), Fault("x", "a | ERRORCODE: b")),
        (Failure(CodedError("x", message=""), Step.ADMIT, "why"), Fault("x", "", debug="why")),
        (Failure(CodedError("invalidtoken", message="No"), Step.AUTHENTICATE), Fault(None, "No")),
        (Failure(DecodeError("No"), Step.DECODE), Fault(None, "No")),
    ],
)
def test_faults_are_read_back(failure: Failure, fault: Fault, version: Version) -> None:
    assert read_fault(open_envelope(write_fault(failure, version))) == fault


def test_faults_of_the_reference_are_read() -> None:
    plain = "<s:Fault><faultcode>Receiver</faultcode><faultstring>No | ERRORCODE: </faultstring><faultactor></faultactor></s:Fault>"
    assert read_fault(open_envelope(message(plain))) == Fault(None, "No")


def test_other_answers_are_no_faults() -> None:
    assert read_fault(open_envelope(message("<fResponse/>"))) is None
    assert read_fault(open_envelope(message("<Fault><faultstring>x</faultstring></Fault>"))) is None
    with pytest.raises(DecodeError):
        read_fault(open_envelope(message("<s:Fault><faultcode>x</faultcode></s:Fault>")))


@pytest.mark.parametrize("write", [write_fault, write_typed_fault], ids=["classic", "typed"])
def test_blocks_that_are_not_understood_are_named(write: Callable[[Failure, Version], bytes]) -> None:
    failure = Failure(MustUnderstand(["{urn:a&b}Action", "plain"]), Step.DECODE)
    root = etree.fromstring(write(failure, SOAP_12))
    header, body = root
    blocks = [(str(block.get("qname")).rpartition(":"), block.nsmap.get("nu")) for block in header]
    assert {str(block.tag) for block in header} == {f"{{{SOAP_12.namespace}}}NotUnderstood"}
    assert blocks == [(("nu", ":", "Action"), "urn:a&b"), (("", "", "plain"), None)]
    assert "{urn:a&b}Action, plain" in "".join(body.itertext())
    (only,) = etree.fromstring(write(failure, SOAP_11))
    assert only.tag == f"{{{SOAP_11.namespace}}}Body"
    assert "{urn:a&b}Action, plain" in "".join(only.itertext())


def test_hostile_headers_are_named_in_short() -> None:
    text = str(MustUnderstand(["{urn:x}" + "a" * 10_000] * 1000))
    assert len(text) < 1000

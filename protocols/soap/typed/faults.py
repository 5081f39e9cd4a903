"""Faults of the typed contract: faults of SOAP with an element ``failure`` in their detail.

An error of the kind ``SERVER`` is a fault of the server, others are faults of the sender (SOAP 1.1, 4.4.1; SOAP 1.2, part 1,
5.4.6).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lxml.etree import _Element

from gateway.errors import DecodeError, ErrorKind, GatewayError
from gateway.wire.call import Failure
from gateway.wire.exchange import Fault
from protocols.soap.envelope import Envelope, MustUnderstand, VersionMismatch, local_name, root_of, write_fault_envelope
from protocols.soap.names import SOAP_11, SOAP_12, Version
from protocols.soap.text import escape
from protocols.soap.typed.contract import FAILURE, NAMESPACE

__all__ = ["is_of_sender", "read_fault", "write_fault"]

# Errors about the envelope, with their fault codes; a fault has a detail only for an error about the body.
_OF_THE_ENVELOPE: Final[Mapping[type[GatewayError], str]] = {VersionMismatch: "VersionMismatch", MustUnderstand: "MustUnderstand"}


def is_of_sender(failure: Failure) -> bool:
    """Whether the fault for a refusal is a fault of the sender."""
    return failure.error.kind is not ErrorKind.SERVER and type(failure.error) not in _OF_THE_ENVELOPE


def write_fault(failure: Failure, version: Version) -> bytes:
    """The message with the fault for a refusal."""
    text = escape(failure.error.public_message)
    code, detail = _code(failure, version), _detail(failure)
    misunderstood = failure.error.blocks if isinstance(failure.error, MustUnderstand) else ()
    if version is SOAP_11:
        detail = detail and f"<detail>{detail}</detail>"
        return write_fault_envelope(version, f"<faultcode>{code}</faultcode><faultstring>{text}</faultstring>{detail}")
    detail = detail and f"<env:Detail>{detail}</env:Detail>"
    reason = f'<env:Reason><env:Text xml:lang="en">{text}</env:Text></env:Reason>'
    return write_fault_envelope(version, f"<env:Code><env:Value>{code}</env:Value></env:Code>{reason}{detail}", misunderstood)


def _code(failure: Failure, version: Version) -> str:
    name = _OF_THE_ENVELOPE.get(type(failure.error))
    if name is not None:
        return f"{version.prefix}:{name}"
    return version.sender if is_of_sender(failure) else version.receiver


def _detail(failure: Failure) -> str:
    """The element ``failure`` with the facts of the error; empty for an error about the envelope."""
    error = failure.error
    if type(error) in _OF_THE_ENVELOPE:
        return ""
    facts = {"errorcode": error.errorcode, "message": error.public_message, "exception": error.wire_class, "debuginfo": failure.debug}
    members = "".join([f"<{name}>{escape(text)}</{name}>" for name, text in facts.items() if text is not None])
    return f'<{FAILURE} xmlns="{NAMESPACE}">{members}</{FAILURE}>'


def read_fault(envelope: Envelope) -> Fault | None:
    """The refusal in a message; None for a message without a fault. Raises ``DecodeError`` for a fault without a text."""
    root = root_of(envelope)
    if root.tag != f"{{{envelope.version.namespace}}}Fault":
        return None
    facts = {local_name(each): each.text or "" for each in root.iterfind(f".//{{{NAMESPACE}}}{FAILURE}/*")}
    text = _text(root, "Text" if envelope.version is SOAP_12 else "faultstring")
    if text is None:
        raise DecodeError("The answer holds a fault without a text.")
    return Fault(facts.get("errorcode"), facts.get("message", text), facts.get("exception"), facts.get("debuginfo"))


def _text(fault: _Element, name: str) -> str | None:
    return next((each.text or "" for each in fault.iter() if local_name(each) == name), None)

"""Faults in the three forms of the reference: writing and reading them (``docs/contract/encodings.md 5.6``).

The form depends on the step at which a call ended. A refusal before dispatch is ``MOODLE:error`` with the
status 200; an unreadable message and a function that may not be called are faults of the SOAP server itself;
a refusal by validation, by the function or by the cleaning of its result is ``Receiver``, with the error code after the
text and as the actor. Faults of the SOAP server itself have the version of the request, all others are SOAP 1.1.
"""

from __future__ import annotations

from typing import Final

from gateway.errors import CodecError, DecodeError
from gateway.wire.call import Failure, Step
from gateway.wire.exchange import Fault
from gateway.wire.faults import MOODLE_FAULT, RECEIVER_FAULT
from protocols.soap.envelope import Envelope, MustUnderstand, VersionMismatch, local_name, root_of, write_fault_envelope
from protocols.soap.names import RPC, SOAP_11, SOAP_12, Version
from protocols.soap.text import escape

__all__ = ["is_undispatched", "read_fault", "spoken_version", "write_fault"]

_CODE: Final = " | ERRORCODE: "
_DEBUG: Final = " - "


def is_undispatched(failure: Failure) -> bool:
    """Whether a request was refused before its message was dispatched, because of its settings or its caller."""
    return failure.step in (Step.DECODE, Step.AUTHENTICATE) and not isinstance(failure.error, CodecError)


def spoken_version(failure: Failure, version: Version) -> Version:
    """The version of SOAP of the fault for a refusal, for a request of ``version``."""
    of_the_server = isinstance(failure.error, CodecError) or failure.step in (Step.RESOLVE, Step.ADMIT)
    return version if of_the_server else SOAP_11


def write_fault(failure: Failure, version: Version) -> bytes:
    """The message for a refusal of a request of ``version``."""
    error = failure.error
    text = error.public_message
    if is_undispatched(failure):
        text = text if failure.debug is None else f"{text}{_DEBUG}{failure.debug}"
        return write_fault_envelope(SOAP_11, _fault_11(MOODLE_FAULT, text))
    if isinstance(error, CodecError):
        misunderstood = error.blocks if isinstance(error, MustUnderstand) else ()
        return write_fault_envelope(version, _fault(version, _codec_code(error, version), text), misunderstood)
    text = f"{text}{_CODE}{error.errorcode}"
    if failure.step in (Step.RESOLVE, Step.ADMIT):
        return write_fault_envelope(version, _fault(version, version.not_present, text, error.errorcode, failure.debug))
    return write_fault_envelope(SOAP_11, _fault_11(RECEIVER_FAULT, text, error.errorcode, failure.debug))


def _codec_code(error: CodecError, version: Version) -> str:
    """The code for a message that cannot be read."""
    if isinstance(error, VersionMismatch):
        return f"{version.prefix}:VersionMismatch"
    if isinstance(error, MustUnderstand):
        return f"{version.prefix}:MustUnderstand"
    return version.sender


def _fault(version: Version, code: str, text: str, actor: str | None = None, detail: str | None = None) -> str:
    """The content of a fault; without the actor in SOAP 1.2, where an actor must be an address."""
    if version is SOAP_11:
        return _fault_11(code, text, actor, detail)
    # A code is one of five values; that of the conventions for calls belongs below it (part 1, 5.4.6; part 2, 4.4).
    value = f"<env:Value>{code}</env:Value>"
    if code == version.not_present:
        subcode = f'<env:Subcode><env:Value xmlns:rpc="{RPC}">{code}</env:Value></env:Subcode>'
        value = f"<env:Value>{version.sender}</env:Value>{subcode}"
    written = f'<env:Code>{value}</env:Code><env:Reason><env:Text xml:lang="en">{escape(text)}</env:Text></env:Reason>'
    return written if detail is None else f"{written}<env:Detail>{escape(detail)}</env:Detail>"


def _fault_11(code: str, text: str, actor: str | None = None, detail: str | None = None) -> str:
    written = f"<faultcode>{code}</faultcode><faultstring>{escape(text)}</faultstring>"
    if actor is not None:
        written += f"<faultactor>{escape(actor)}</faultactor>"
    return written if detail is None else f"{written}<detail>{escape(detail)}</detail>"


def read_fault(envelope: Envelope) -> Fault | None:
    """The refusal in a message; None for a message without a fault. Raises ``DecodeError`` for a fault without a text."""
    root = root_of(envelope)
    if root.tag != f"{{{envelope.version.namespace}}}Fault":
        return None
    named = ("Text", "Detail") if envelope.version is SOAP_12 else ("faultstring", "detail")
    texts = {local_name(element): "".join(element.itertext()) for element in root.iter()}
    text, detail = (texts.get(name) for name in named)
    if text is None:
        raise DecodeError("The answer holds a fault without a text.")
    message, mark, errorcode = text.rpartition(_CODE)
    return Fault(errorcode or None, message, debug=detail) if mark else Fault(None, text, debug=detail)

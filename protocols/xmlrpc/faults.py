"""Faults: refusals as a number and a text, and back (``docs/contract/encodings.md 4.4``)."""

from __future__ import annotations

from typing import Final

from gateway.errors import CodecError, DecodeError, GatewayError, UncodedRefusal
from gateway.wire.call import Failure
from gateway.wire.exchange import Fault
from gateway.wire.faults import fault_number
from protocols.xmlrpc.legacy_faults import LEGACY_FAULTS
from protocols.xmlrpc.writer import scalar, struct

__all__ = ["read_fault", "write_fault_value"]

# The fault code for a request that cannot be read, by a convention among implementations of XML-RPC.
_PARSE_ERROR: Final = -32700
_DEBUG: Final = " | DEBUG INFO: "
_CODE: Final = " | ERRORCODE: "


def write_fault_value(failure: Failure) -> str:
    """The struct of the fault for a refusal; -32700 is the number for unreadable requests (``tests/oracle/deviations.json``)."""
    error = failure.error
    text = error.public_message
    if error.errorcode:
        if failure.debug is not None:
            text += f"{_DEBUG}{failure.debug}"
        text += f"{_CODE}{error.errorcode}"
    return struct({"faultCode": scalar(_number(error)), "faultString": scalar(text)})


def _number(error: GatewayError) -> int:
    if isinstance(error, CodecError):
        return _PARSE_ERROR
    if isinstance(error, UncodedRefusal):
        return LEGACY_FAULTS.get(error.key) or fault_number(error.errorcode)
    return fault_number(error.errorcode)


def read_fault(value: object) -> Fault:
    """The refusal in the struct of a fault. Raises ``DecodeError`` for any other value."""
    if not isinstance(value, dict) or value.keys() != {"faultCode", "faultString"} or not isinstance(value["faultString"], str):
        raise DecodeError("The answer holds a fault that is none.")
    text, mark, errorcode = value["faultString"].rpartition(_CODE)
    if not mark:
        return Fault(None, value["faultString"])
    message, mark, debug = text.partition(_DEBUG)
    return Fault(errorcode, message, debug=debug if mark else None)

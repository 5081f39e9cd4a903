"""What each error is on each protocol, as one table: statuses and fault codes by the kind of the error and the step that ended the call.

``docs/errors.md`` and the page ``/docs/errors`` show it by error code. Protocols that have a number or a name for an error take it
from here; those of the contract are what the recordings have (``docs/contract/encodings.md 3.5, 4.4, 5.6``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from hashlib import md5
from typing import Final

import msgspec

from gateway.errors import DecodeError, EncodeError, ErrorKind, InternalError, InvalidParameter
from gateway.wire.call import Failure, Step

__all__ = ["MCP_KINDS", "MOODLE_FAULT", "RECEIVER_FAULT", "Told", "facts", "fault_number", "jsonrpc_code", "status", "told", "usual_step"]

_STATUSES: Final[Mapping[ErrorKind, int]] = {
    ErrorKind.CALLER: 400,
    ErrorKind.CREDENTIAL: 401,
    ErrorKind.ACCESS: 403,
    ErrorKind.MISSING: 404,
    ErrorKind.BUSY: 503,
    ErrorKind.SERVER: 500,
}
# Statuses of single codes, where HTTP has a better one than that of the kind.
_CODE_STATUSES: Final[Mapping[str, int]] = {"idempotencykeyreused": 422, "idempotencykeyrunning": 409, "toomanyrequests": 429}
_UNPROCESSABLE: Final = 422

# The error codes of JSON-RPC 2.0 (section 5.1), and the one for refusals of ours.
_PARSE_ERROR, _INVALID_REQUEST, _NO_METHOD, _INVALID_PARAMS, _INTERNAL, _REFUSED = -32700, -32600, -32601, -32602, -32603, -32000
_JSONRPC: Final[Mapping[Step, int]] = {
    Step.DECODE: _INVALID_REQUEST,
    Step.RESOLVE: _NO_METHOD,
    Step.VALIDATE: _INVALID_PARAMS,
}

MOODLE_FAULT: Final = "MOODLE:error"
"""The fault code of SOAP for a request that was refused before its message was dispatched."""
RECEIVER_FAULT: Final = "Receiver"
"""The fault code of SOAP for a refusal by validation, by the function, or by the cleaning of its result."""
_UNDISPATCHED: Final = frozenset({Step.DECODE, Step.AUTHENTICATE})
_NOT_PRESENT: Final = frozenset({Step.RESOLVE, Step.ADMIT})

# The number of XML-RPC for an error without a code.
_WITHOUT_CODE: Final = 404
_NUMBER: Final = re.compile(r"-?[0-9]{1,9}")

MCP_KINDS: Final[Mapping[bool, str]] = {True: "isError", False: "protocol error"}
"""What MCP makes of a refusal: ``isError`` in the result of a tool whose call has begun, else an error of the protocol."""
_BEGUN: Final = frozenset({Step.VALIDATE, Step.INVOKE, Step.CLEAN})

# At which step calls end with codes that checks raise, or that only one step has; other codes are raised by functions.
_STEPS: Final[Mapping[str, Step]] = {
    **dict.fromkeys(
        (
            "enablewsdescription", "invalidtoken", "missingpassword", "missingusername", "sitemaintenance", "toomanyrequests",
            "wrongusernamepassword", "wsaccessuserdeleted", "wsaccessuserexpired", "wsaccessusernologin", "wsaccessusersuspended",
            "wsaccessuserunconfirmed",
        ),
        Step.AUTHENTICATE,
    ),
    **dict.fromkeys(("accessexception", "invalidsesskey", "servicenotavailable", "servicerequireslogin"), Step.ADMIT),
    "invalidparameter": Step.VALIDATE,
    "invalidresponse": Step.CLEAN,
}  # fmt: skip


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What one error is on each protocol; ``soap`` and ``typed`` have the codes of SOAP 1.1 and 1.2."""

    status: int
    jsonrpc: int
    soap: tuple[str, str]
    typed: tuple[str, str]
    xmlrpc: int
    mcp: str


def told(failure: Failure) -> Told:
    """What a failure is on each protocol, but for errors about the envelope of a message."""
    sender = failure.error.kind is not ErrorKind.SERVER
    return Told(
        status=status(failure),
        jsonrpc=jsonrpc_code(failure),
        soap=_soap(failure.step),
        typed=("SOAP-ENV:Client", "env:Sender") if sender else ("SOAP-ENV:Server", "env:Receiver"),
        xmlrpc=fault_number(failure.error.errorcode),
        mcp=MCP_KINDS[failure.step in _BEGUN],
    )


def facts(failure: Failure) -> dict[str, object]:
    """What programs look at: the code; where a wrong argument is and what is expected there; the reference of an internal error."""
    error = failure.error
    said: dict[str, object] = {"errorcode": error.errorcode}
    if isinstance(error, InvalidParameter):
        said |= {name: text for name, text in (("parameter", error.path), ("expected", error.reason)) if text}
    if isinstance(error, InternalError):
        said["reference"] = error.reference
    return said if failure.debug is None else {**said, "debuginfo": failure.debug}


def usual_step(errorcode: str) -> Step:
    """The step at which calls end with an error code, as a rule."""
    return _STEPS.get(errorcode, Step.INVOKE)


def status(failure: Failure) -> int:
    """The status of HTTP for a failure, where a protocol has statuses."""
    error = failure.error
    if failure.step is Step.VALIDATE and error.kind is ErrorKind.CALLER:
        return _UNPROCESSABLE
    return _CODE_STATUSES.get(error.errorcode) or _STATUSES[error.kind]


def jsonrpc_code(failure: Failure) -> int:
    """The error code of JSON-RPC for a failure."""
    if isinstance(failure.error, DecodeError):
        return _PARSE_ERROR
    if isinstance(failure.error, EncodeError) or failure.error.errorcode == "internalerror":
        return _INTERNAL
    return _JSONRPC.get(failure.step, _REFUSED)


def _soap(step: Step) -> tuple[str, str]:
    if step in _NOT_PRESENT:
        return "SOAP-ENV:Server", "rpc:ProcedureNotPresent"
    return (MOODLE_FAULT, MOODLE_FAULT) if step in _UNDISPATCHED else (RECEIVER_FAULT, RECEIVER_FAULT)


@lru_cache(maxsize=1024)
def fault_number(errorcode: str) -> int:
    """The fault number of XML-RPC for an error code: the first eight decimal digits of its MD5; 404 for an empty code.

    A code that is a number is that number: servers of XML-RPC whose functions are offered here have such codes.
    """
    if not errorcode:
        return _WITHOUT_CODE
    if _NUMBER.fullmatch(errorcode):
        return int(errorcode)
    digest = md5(errorcode.encode(), usedforsecurity=False).hexdigest()
    return int(str(int(digest, 16))[:8])

"""The refusal that a fault of a call stands for: the error, and the step at which a site would raise it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from gateway import clock
from gateway.access.site import SiteData
from gateway.double.faults.kinds import CallFault, ErrorCode, InvalidResult, Maintenance, RateLimit, StaleFile, TokenGone
from gateway.double.faults.rules import Active
from gateway.errors import (
    AccessRefused,
    CodedError,
    CodingError,
    DatabaseAway,
    FileError,
    GatewayError,
    InvalidParameter,
    InvalidResponse,
    InvalidState,
    LoginRequired,
    MissingRecord,
    ParameterRefused,
    RestrictedContext,
)
from gateway.files.lookup import NOT_FOUND
from gateway.pipeline.access_request import AccessRequest, Check
from gateway.pipeline.checks import ACCOUNT, TOKEN
from gateway.wire.call import UNKNOWN_PEER, Step
from gateway.wire.faults import usual_step

__all__ = ["coded", "error_of", "headers_of", "step_of"]

_CHECKS: Final[Mapping[str, Check]] = {check.name: check for check in (*TOKEN, *ACCOUNT)}

# The errors that have a class of their own on the wire; any other code is the contract's general exception.
_CLASSES: Final[Mapping[str, Callable[[ErrorCode], GatewayError]]] = {
    "accessexception": lambda fault: AccessRefused(message=fault.message),
    "codingerror": lambda fault: CodingError(message=fault.message),
    "databaseaway": lambda _fault: DatabaseAway(),
    "invalidcourseid": lambda fault: MissingRecord("course", message=fault.message),
    "invalidcoursemodule": lambda fault: MissingRecord("course_modules", message=fault.message),
    "invalidextparam": lambda fault: ParameterRefused(message=fault.message),
    "invalidparameter": lambda _fault: InvalidParameter(),
    "invalidrecord": lambda fault: MissingRecord("context", message=fault.message),
    "invalidrecordunknown": lambda fault: MissingRecord(message=fault.message),
    "invalidresponse": lambda _fault: InvalidResponse(),
    "invalidstatedetected": lambda _fault: InvalidState(),
    "invaliduser": lambda fault: MissingRecord("user", message=fault.message),
    "requireloginerror": lambda _fault: LoginRequired(),
    "restrictedcontextexception": lambda _fault: RestrictedContext(),
    "storedfilecannotread": lambda fault: FileError("storedfilecannotread", message=fault.message),
    "storedfilenotcreated": lambda fault: FileError("storedfilenotcreated", message=fault.message),
}
# The component whose codes begin like this; the checks of credentials raise them.
_OF_WEBSERVICE: Final = ("invalidtoken", "wsaccess", "missingusername", "missingpassword", "wrongusernamepassword", "enablewsdescription")


def step_of(fault: CallFault) -> Step:
    """The step of the pipeline at which a site would refuse."""
    if isinstance(fault, ErrorCode):
        return usual_step(fault.code)
    if isinstance(fault, (TokenGone, Maintenance, RateLimit)):
        return Step.AUTHENTICATE
    return Step.CLEAN if isinstance(fault, InvalidResult) else Step.INVOKE


def error_of(active: Active, site: SiteData, token: str) -> GatewayError:
    """The error that a rule's fault stands for, to the caller with a token. The rule's fault must be a refusal."""
    fault = active.fault
    if isinstance(fault, TokenGone):
        # The token that has expired is forgotten when it is first used, and not known afterwards.
        expired = fault.state == "expired" and active.is_first(token)
        return _refused("token not expired" if expired else "token known", site)
    if isinstance(fault, Maintenance):
        return _refused("no maintenance", site)
    if isinstance(fault, RateLimit):
        return CodedError("toomanyrequests", "triglot", message=f"Too many calls. Try again in {fault.seconds} seconds.")
    if isinstance(fault, InvalidResult):
        return InvalidResponse("what the function returned is not what its description says", path=fault.path)
    if isinstance(fault, StaleFile):
        return CodedError(NOT_FOUND)
    assert isinstance(fault, ErrorCode)
    return coded(fault)


def headers_of(active: Active) -> dict[bytes, bytes]:
    """What a refusal says in headers, as rates that count say it (``gateway.pipeline.rates``)."""
    fault = active.fault
    if not isinstance(fault, RateLimit):
        return {}
    return {
        b"retry-after": b"%d" % fault.seconds,
        b"ratelimit-policy": b'"token";q=%d;w=%d' % (fault.calls, fault.seconds),
        b"ratelimit": b'"token";r=0;t=%d' % fault.seconds,
    }


def _refused(check: str, site: SiteData) -> GatewayError:
    """The error of a check of the pipeline that nobody passes."""
    nobody = AccessRequest(site=site, caller=None, protocol="", peer=UNKNOWN_PEER, now=clock.seconds())
    return _CHECKS[check].refuse(nobody)


def coded(fault: ErrorCode) -> GatewayError:
    """The error with a code, in the class that the contract has for it."""
    make = _CLASSES.get(fault.code)
    if make is None:
        component = fault.component or ("webservice" if fault.code.startswith(_OF_WEBSERVICE) else "error")
        error: GatewayError = CodedError(fault.code, component, message=fault.message)
    else:
        error = make(fault)
        error.component = fault.component or error.component
    error.message = fault.message or error.message
    error.debug = fault.debuginfo or error.debug
    return error

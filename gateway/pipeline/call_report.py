"""Reports of calls that have ended: a line in the call log, and an event in the audit."""

from __future__ import annotations

from gateway.access.callers import Caller
from gateway.errors import DatabaseAway, InternalError
from gateway.pipeline.call_trace import ADMITTED, CallTrace, TimedTrace
from gateway.telemetry import audit
from gateway.telemetry.audit import Actor, Audit, Event
from gateway.telemetry.calls import CallNumbers
from gateway.telemetry.log import CallLog, Line
from gateway.telemetry.traces import Traces
from gateway.telemetry.usage import Usage
from gateway.wire.call import Call, Failure, Outcome, Password, Step

__all__ = ["CallReporter", "log_line"]

# The authentication methods, with the contract's numbers (docs/contract/server.md 0.1).
_BY_PASSWORD, _BY_TOKEN = 0, 1
_COUNTED = ADMITTED | {Step.ADMIT}


class CallReporter:
    """Reports each call that has ended to the call log and the audit, and counts it."""

    def __init__(
        self, calls: CallLog, events: Audit, usage: Usage, numbers: CallNumbers | None = None, traces: Traces | None = None
    ) -> None:
        """``calls``, ``events`` and ``usage`` are flushed by the gateway; without ``numbers`` and ``traces`` nobody watches."""
        self._calls = calls
        self._audit = events
        self._usage = usage
        self._numbers = numbers
        self._traces = traces

    def report(self, call: Call, trace: CallTrace, outcome: Outcome, seconds: float) -> None:
        """Log a call that has ended, collect its audit event, and count it."""
        failure = outcome if isinstance(outcome, Failure) else None
        if self._traces is not None and isinstance(trace, TimedTrace):
            userid = trace.caller.account.id if trace.caller and trace.caller.account else 0
            code = failure.error.errorcode if failure else ""
            self._traces.tell(trace.steps, userid=userid, request_id=trace.request_id, errorcode=code, broken=_is_ours(failure))
        if self._numbers is not None:
            self._numbers.count(call.protocol, call.function, failure, seconds)
        if self._calls.on:
            self._calls.write(log_line(call, trace.caller, failure, seconds, trace.request_id))
        if self._audit.calls and not trace.recorded and (failure is None or failure.step in ADMITTED):
            self._audit.called(trace.actor, call.function)
        # From the step that admits on, the function exists: what strangers think of is not counted.
        if self._usage.on and (failure is None or failure.step in _COUNTED):
            token = trace.access_request.token if trace.access_request else None
            self._usage.count(call.protocol, call.function, token.id if token else 0, call.peer.agent, failed=failure is not None)
        if failure is not None:
            self._audit.note(_event(call, trace, failure))


def _is_ours(failure: Failure | None) -> bool:
    """Whether a call failed for the fault of the site, and not of the caller."""
    return failure is not None and isinstance(failure.error, InternalError | DatabaseAway)


def log_line(call: Call, caller: Caller | None, failure: Failure | None, seconds: float, request_id: str) -> Line:
    """The line for a call in the call log; ``failure`` is None for a call that has a result."""
    account, token = (caller.account, caller.token) if caller else (None, None)
    line = (call.protocol, call.function, call.peer.address, account.id if account else 0, token.id if token else 0, request_id, seconds)
    return Line(*line, failure.error.errorcode, failure.step.value, failure.error.debug or "") if failure else Line(*line)


def _event(call: Call, trace: CallTrace, failure: Failure) -> Event:
    """The audit event for a call that was refused or failed."""
    check = trace.check
    if check is not None and check.reason is not None:
        return _login_failed(call, trace, check.reason)
    error = failure.error
    failed = failure.step in ADMITTED or isinstance(error, InternalError)
    other = {
        "function": call.function,
        "step": failure.step.value,
        "errorcode": error.errorcode,
        "reason": error.debug or error.errorcode,
        **_caller_details(trace),
    }
    return Event(action=audit.CALL_FAILED if failed else audit.CALL_REFUSED, actor=trace.actor, other=other)


def _login_failed(call: Call, trace: CallTrace, reason: str) -> Event:
    """The reference's event for a refused credential: nobody is logged in, so that the account is the related user, not the actor."""
    by_password = isinstance(call.credential, Password)
    other = {"method": _BY_PASSWORD if by_password else _BY_TOKEN, "reason": reason, **_caller_details(trace)}
    actor = trace.actor
    return Event(
        action=audit.LOGIN_FAILED,
        actor=Actor(origin=actor.origin, address=actor.address, protocol=actor.protocol, request_id=actor.request_id),
        relateduserid=actor.userid or None,
        other=other,
    )


def _caller_details(trace: CallTrace) -> dict[str, object]:
    """The user name and the token id of the caller, as far as they are known, as fields of an event."""
    request = trace.access_request
    known: dict[str, object] = {}
    if request is not None:
        if username := request.account.username if request.account else request.username:
            known["username"] = username
        if request.token is not None:
            known["tokenid"] = request.token.id
        if request.foreign is not None:
            known |= {"upstream": request.foreign.upstream, "username": request.foreign.username}
    return known

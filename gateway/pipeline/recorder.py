"""What is written of every call, however it ends: a line in the call log, and what the audit wants to know."""

from __future__ import annotations

from gateway.access.callers import Caller
from gateway.errors import InternalError
from gateway.pipeline.attempt import Attempt, Check
from gateway.telemetry import audit
from gateway.telemetry.audit import Actor, Audit, Event, Origin
from gateway.telemetry.log import CallLog, Line
from gateway.wire.call import Call, Failure, Outcome, Password, Step

__all__ = ["Recorder", "Trail", "log_line"]

# The steps behind the last check: a call that fails there was let in.
_LET_IN = frozenset({Step.VALIDATE, Step.INVOKE, Step.CLEAN})

# The authentication methods, with the contract's numbers (docs/contract/server.md 0.1).
_BY_PASSWORD, _BY_TOKEN = 0, 1


class Trail:
    """How far a call has come: the step, what is known of who attempts it, and the check that refused; and the id of its request."""

    __slots__ = ("_actor", "_call", "_origin", "attempt", "check", "request_id", "step")

    def __init__(self, call: Call, request_id: str, origin: Origin) -> None:
        """The call has just arrived."""
        self._call = call
        self._origin = origin
        self._actor: Actor | None = None
        self.request_id = request_id
        self.step = Step.AUTHENTICATE
        self.attempt: Attempt | None = None
        self.check: Check | None = None

    @property
    def caller(self) -> Caller | None:
        """Who makes the call, as soon as that is known, fit for it or not."""
        return self.attempt.caller if self.attempt else None

    @property
    def developer(self) -> bool:
        """Whether the caller may be told why the call failed."""
        token = self.attempt.token if self.attempt else None
        return token is not None and token.developer

    @property
    def actor(self) -> Actor:
        """Who makes the call, as the audit names them, by what is known at the end; made once, when that is known."""
        if self._actor is not None:
            return self._actor
        call, caller = self._call, self.caller
        actor = Actor(
            origin=self._origin,
            userid=caller.account.id if caller and caller.account else 0,
            address=call.peer.address,
            protocol=call.protocol,
            request_id=self.request_id,
        )
        if self.step in _LET_IN:
            self._actor = actor
        return actor


class Recorder:
    """Writes of every call to the call log and the audit."""

    def __init__(self, calls: CallLog, events: Audit) -> None:
        """Both are somebody else's to flush."""
        self._calls = calls
        self._audit = events

    def call(self, call: Call, trail: Trail, outcome: Outcome, seconds: float) -> None:
        """A call has ended."""
        failure = outcome if isinstance(outcome, Failure) else None
        if self._calls.on:
            self._calls.write(log_line(call, trail.caller, failure, seconds, trail.request_id))
        if self._audit.calls and (failure is None or failure.step in _LET_IN):
            self._audit.called(trail.actor, call.function)
        if failure is not None:
            self._audit.note(_event(call, trail, failure))


def log_line(call: Call, caller: Caller | None, failure: Failure | None, seconds: float, request_id: str) -> Line:
    """The line of a call in the call log; ``failure`` is None for a call that has a result."""
    account, token = (caller.account, caller.token) if caller else (None, None)
    line = (call.protocol, call.function, call.peer.address, account.id if account else 0, token.id if token else 0, request_id, seconds)
    return Line(*line, failure.error.errorcode, failure.step.value, failure.error.debug or "") if failure else Line(*line)


def _event(call: Call, trail: Trail, failure: Failure) -> Event:
    """The event of a call that was refused or failed."""
    check = trail.check
    if check is not None and check.reason is not None:
        return _login_failed(call, trail, check.reason)
    error = failure.error
    failed = failure.step in _LET_IN or isinstance(error, InternalError)
    other = {
        "function": call.function,
        "step": failure.step.value,
        "errorcode": error.errorcode,
        "reason": error.debug or error.errorcode,
        **_credential(trail),
    }
    return Event(action=audit.CALL_FAILED if failed else audit.CALL_REFUSED, actor=trail.actor, other=other)


def _login_failed(call: Call, trail: Trail, reason: str) -> Event:
    """The reference's event of a refused credential. Nobody is logged in then, so the account is whom it concerns."""
    by_password = isinstance(call.credential, Password)
    other = {"method": _BY_PASSWORD if by_password else _BY_TOKEN, "reason": reason, **_credential(trail)}
    actor = trail.actor
    return Event(
        action=audit.LOGIN_FAILED,
        actor=Actor(origin=actor.origin, address=actor.address, protocol=actor.protocol, request_id=actor.request_id),
        relateduserid=actor.userid or None,
        other=other,
    )


def _credential(trail: Trail) -> dict[str, object]:
    """What is known of who attempts the call, apart from the account's id."""
    attempt = trail.attempt
    known: dict[str, object] = {}
    if attempt is not None:
        if username := attempt.account.username if attempt.account else attempt.username:
            known["username"] = username
        if attempt.token is not None:
            known["tokenid"] = attempt.token.id
    return known

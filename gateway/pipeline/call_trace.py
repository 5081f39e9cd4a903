"""The trace of a call: how far the call has come, and who makes it, as far as that is known."""

from __future__ import annotations

import time

from gateway.access.callers import Caller
from gateway.pipeline.access_request import AccessRequest, Check
from gateway.telemetry.audit import Actor, Origin
from gateway.wire.call import Call, Step

__all__ = ["ADMITTED", "CallTrace", "TimedTrace"]

ADMITTED = frozenset({Step.VALIDATE, Step.INVOKE, Step.CLEAN})
"""The steps after the last check: a call that fails at one of these had been admitted."""


class CallTrace:
    """The state of one call: its step, its access request as far as known, the check that refused it, the id of its HTTP request."""

    __slots__ = ("_actor", "_call", "_origin", "access_request", "check", "recorded", "request_id", "step")

    def __init__(self, call: Call, request_id: str, origin: Origin) -> None:
        """The trace of a call that has just arrived, from ``origin``."""
        self._call = call
        self._origin = origin
        self._actor: Actor | None = None
        self.request_id = request_id
        self.step = Step.AUTHENTICATE
        self.access_request: AccessRequest | None = None
        self.check: Check | None = None
        self.recorded = False
        """Whether the audit has the call already, because it was stored together with what the function has written."""

    @property
    def caller(self) -> Caller | None:
        """The caller, who may turn out unfit to make the call; None as long as the caller is unknown."""
        return self.access_request.caller if self.access_request else None

    @property
    def developer(self) -> bool:
        """Whether the caller has a developer's token, and so may see why the call failed."""
        token = self.access_request.token if self.access_request else None
        return token is not None and token.developer

    @property
    def actor(self) -> Actor:
        """The caller as an audit event names them, as far as known; after the call was admitted, always the same object."""
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
        if self.step in ADMITTED:
            self._actor = actor
        return actor


class TimedTrace(CallTrace):
    """A trace that knows when each step began: ``steps`` has them in their order, with times in Unix nanoseconds."""

    __slots__ = ("_step", "steps")

    def __init__(self, call: Call, request_id: str, origin: Origin) -> None:
        """The trace of a call that has just arrived."""
        self.steps: list[tuple[str, int]] = []
        super().__init__(call, request_id, origin)

    @property
    def step(self) -> Step:
        """The step that the call has come to."""
        return self._step

    @step.setter
    def step(self, step: Step) -> None:
        self._step = step
        self.steps.append((step.value, time.time_ns()))

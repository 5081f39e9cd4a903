"""The pipeline of a world: calls meet the faults that tests have asked for, at the steps at which a site would refuse them.

A refusal comes only where the call would have come so far: who has no valid token is told that, whatever else a test wants to go wrong.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, Protocol

from gateway.double.callers import TokenNames, who
from gateway.double.exchange import current
from gateway.double.faults.faults import Faults
from gateway.double.faults.kinds import ErrorCode, Result, WireFault, is_instead
from gateway.double.faults.refusals import error_of, headers_of, step_of
from gateway.double.faults.rules import Active, Asked
from gateway.double.journal.journal import Journal
from gateway.errors import GatewayError, InternalError, InvalidResponse
from gateway.pipeline.arguments import named
from gateway.pipeline.run import Pipeline
from gateway.pipeline.unexpected import unexpected
from gateway.wire.call import Call, Failure, Outcome, Step, Token
from gateway.wire.call import Result as Returned

__all__ = ["HasFaults", "WorldPipeline", "met_faults"]

_MET: ContextVar[Sequence[Active]] = ContextVar("met", default=())
# The steps at which the function of a call is known, and at which its arguments have been looked at.
_RESOLVED: Final = frozenset({Step.VALIDATE, Step.INVOKE, Step.CLEAN})
_VALIDATED: Final = frozenset({Step.INVOKE, Step.CLEAN})


class HasFaults(Protocol):
    """A world, as far as its pipeline knows it."""

    @property
    def faults(self) -> Faults:
        """What goes wrong in it."""

    @property
    def journal(self) -> Journal:
        """What was called in it."""

    @property
    def token_names(self) -> TokenNames:
        """The names of its tokens."""


def met_faults() -> Sequence[Active]:
    """The rules whose faults the call that is being run, or reported, has met."""
    return _MET.get()


class WorldPipeline(Pipeline):
    """Runs the calls of a world."""

    def __init__(self, world: HasFaults, **parts: Any) -> None:
        """``parts`` are what the gateway gives a pipeline."""
        super().__init__(**parts)
        self._world = world

    async def run(self, call: Call) -> Outcome:
        """The outcome of a call, with its faults. Never raises."""
        if not self._world.faults:
            return await super().run(call)
        met = await self._met(call)
        if not met:
            with _meeting(()):  # a call within another one that has met faults
                return await super().run(call)
        refusal = next((each for each in met if not isinstance(each.fault, WireFault)), None)
        with _meeting(met):
            if any(is_instead(each.fault) for each in met) and current() is not None:
                return self._unreached(call)
            return await super().run(call) if refusal is None else await self._refused(call, refusal)

    async def refused_early(self, call: Call) -> Failure | None:
        """The failure with which a caller is refused who asks what functions there are; None if nothing is to go wrong."""
        if not self._world.faults:
            return None
        for each in await self._met(call):
            if not isinstance(each.fault, WireFault):
                with _meeting([each]):
                    outcome = await self._refused(call, each)
                return outcome if isinstance(outcome, Failure) else None
        return None

    async def _met(self, call: Call) -> list[Active]:
        """The rules that a call meets; the current request gets those whose faults change its answer."""
        exchange, credential = current(), call.credential
        asked = Asked(
            path=exchange.path if exchange else call.peer.path,
            protocol=call.protocol,
            function=call.function,
            token=credential.value if isinstance(credential, Token) else "",
        )
        met = await self._world.faults.of_call(
            asked,
            lambda: who(self, credential, self._world.token_names),
            applies=lambda each: bool(call.function) or _applies_to_none(each),
        )
        if exchange is not None:
            exchange.faults += [each for each in met if isinstance(each.fault, WireFault)]
        return met

    def _unreached(self, call: Call) -> Failure:
        """The failure of a call that does not reach the site; its client is sent something else."""
        failure = Failure(InternalError(call.peer.request_id), Step.AUTHENTICATE)
        self._world.journal.note(call, self.trace(call), failure, 0.0, tuple(met_faults()))
        return failure

    async def _refused(self, call: Call, active: Active) -> Outcome:
        """The outcome of a call that comes as far as the fault, or is refused before. Never raises."""
        began = time.perf_counter()
        fault, trace = active.fault, self.trace(call)
        assert not isinstance(fault, WireFault)
        step = step_of(fault)
        outcome: Outcome | None = None
        try:
            if step is not Step.AUTHENTICATE:
                function, request, _ = await self._let_in(call, trace)
                if step in _RESOLVED:
                    trace.access_request, trace.step = request, Step.VALIDATE
                if step in _VALIDATED:
                    (function.validate_strictly if call.strict else function.validate)(named(function, call), request.site)
                if isinstance(fault, Result):
                    trace.step = Step.INVOKE
                    outcome = Returned(function.clean(fault.value, request.site), function.info)
            else:
                await self._identify(call, trace)
            if outcome is None:
                trace.step = step
                if call.peer.notes is not None:
                    call.peer.notes.headers |= headers_of(active)
                raise error_of(active, self.site, call.credential.value if isinstance(call.credential, Token) else "")
        except GatewayError as error:
            if isinstance(error, InvalidResponse):
                trace.step = Step.CLEAN
            self._word(error, call.function)
            said = fault.debuginfo if isinstance(fault, ErrorCode) else None
            outcome = Failure(error, trace.step, said or (error.debug if trace.developer else None))
        except Exception as error:  # as in ``run``
            outcome = Failure(unexpected(error, trace.request_id, function=call.function, protocol=call.protocol), trace.step)
        self.report(call, trace, outcome, time.perf_counter() - began)
        return outcome


def _applies_to_none(active: Active) -> bool:
    """Whether a rule is about requests that call no function as well."""
    fault = active.fault
    return active.rule.function is None and (isinstance(fault, WireFault) or step_of(fault) is Step.AUTHENTICATE)


@contextmanager
def _meeting(met: Sequence[Active]) -> Iterator[None]:
    """Let these be the faults of the call that is run and reported in the context."""
    before = _MET.set(met)
    try:
        yield
    finally:
        _MET.reset(before)

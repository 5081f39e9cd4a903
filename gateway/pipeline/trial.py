"""A trial: a call that a page of the site makes for who looks at it, watched from the first step to the last.

The page hands the object over with the request, in the ASGI scope under ``MARK``: nothing that comes from outside can put one there.
Unless the trial ``keeps`` what is written, its functions get a database and contents of files that are rolled back
(``gateway.store.rehearsal``), and no token is forgotten. The log and the audit are told of the call itself as of any.
"""

from __future__ import annotations

import time
from types import TracebackType
from typing import Final, Self

import msgspec

from gateway.access.callers import Caller
from gateway.pipeline.call_trace import CallTrace
from gateway.store.blobs import Blobs
from gateway.store.rehearsal import Rehearsal
from gateway.store.rehearsed_blobs import RehearsedBlobs
from gateway.store.store import Store
from gateway.telemetry.audit import Origin
from gateway.wire.call import Call, Outcome, Step

__all__ = ["MARK", "Trial", "Watched", "WatchedTrace", "trial_of"]

MARK: Final = "triglot.trial"
"""The key of the ASGI scope under which the host finds the trial that a request belongs to."""


class WatchedTrace(CallTrace):
    """The trace of a call, with the moments at which its steps began."""

    __slots__ = ("_step", "began")

    def __init__(self, call: Call, request_id: str, origin: Origin) -> None:
        """The trace of a call that has just arrived."""
        self.began: dict[Step, float] = {}
        super().__init__(call, request_id, origin)

    @property
    def step(self) -> Step:
        """The step that the call has reached."""
        return self._step

    @step.setter
    def step(self, step: Step) -> None:
        self._step = step
        self.began.setdefault(step, time.perf_counter())


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """A call that has ended: its trace, its outcome, and when it ended."""

    call: Call
    trace: WatchedTrace
    outcome: Outcome
    ended: float


class Trial:
    """One watched request; a context manager that rolls back at its end. ``watched`` has the calls that it has made, in their order.

    With a ``caller``, a ``token`` stands for them in this request, and for nobody in any other.
    """

    def __init__(self, store: Store, blobs: Blobs, *, keeps: bool = False, caller: Caller | None = None, token: str = "") -> None:
        """A trial over the store and the contents of files of a gateway."""
        self._rehearsal = None if keeps else Rehearsal(store)
        self.store: Store = self._rehearsal or store
        self.blobs: Blobs = blobs if keeps else RehearsedBlobs(blobs)
        self.keeps = keeps
        self.watched: list[Watched] = []
        self._caller, self._token = caller, token

    def __enter__(self) -> Self:
        """The trial."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Roll back what was written, unless it is kept."""
        if self._rehearsal is not None:
            self._rehearsal.close()

    def caller_of(self, token: str) -> Caller | None:
        """Whom the token of the trial stands for; None for any other token."""
        return self._caller if self._token and token == self._token else None

    def note(self, call: Call, trace: CallTrace, outcome: Outcome) -> None:
        """Note a call that has ended."""
        assert isinstance(trace, WatchedTrace)
        self.watched.append(Watched(call=call, trace=trace, outcome=outcome, ended=time.perf_counter()))


def trial_of(call: Call) -> Trial | None:
    """The trial that a call belongs to; None for any other call."""
    mark = call.peer.mark
    return mark if isinstance(mark, Trial) else None

"""Numbers of calls: how many, and how long they took, by function, protocol, outcome and the step at which they ended."""

from __future__ import annotations

from typing import Final

from gateway.errors import DatabaseAway, InternalError
from gateway.telemetry.metrics import Metrics
from gateway.wire.call import Failure, Step

__all__ = ["CallNumbers"]

_ADMITTED: Final = frozenset({Step.VALIDATE, Step.INVOKE, Step.CLEAN})
# At these steps nobody has said yet that the function exists: a stranger may name anything.
_UNKNOWN: Final = frozenset({Step.AUTHENTICATE, Step.RESOLVE})


class CallNumbers:
    """Counts calls that have ended."""

    def __init__(self, metrics: Metrics) -> None:
        """Nothing is counted yet."""
        text = "Seconds that calls took, by protocol, function (none where it was not looked up), outcome and the step that ended them."
        self._seconds = metrics.histogram("triglot_call_seconds", text, "protocol", "function", "outcome", "step")

    def count(self, protocol: str, function: str, failure: Failure | None, seconds: float) -> None:
        """Count a call."""
        if failure is None:
            self._seconds.observe(seconds, (protocol, function, "ok", ""))
            return
        known = "" if failure.step in _UNKNOWN else function
        self._seconds.observe(seconds, (protocol, known, _outcome(failure), failure.step.value))


def _outcome(failure: Failure) -> str:
    """What a failure counts as: the site's fault, the database's, or the caller's, before or after the call was let in."""
    if isinstance(failure.error, DatabaseAway):
        return "away"
    if isinstance(failure.error, InternalError):
        return "internal"
    return "failed" if failure.step in _ADMITTED else "refused"

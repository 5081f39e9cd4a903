"""What is measured of a gateway: its calls, and the numbers of its parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from gateway.access.callers import Callers
from gateway.files.measured import MeasuredBlobs
from gateway.pipeline.rates import RateLimiter
from gateway.store.blobs import Blobs
from gateway.store.store import Store
from gateway.telemetry.audit import Audit
from gateway.telemetry.calls import CallNumbers
from gateway.telemetry.condition import Condition
from gateway.telemetry.metrics import Family, Metrics, counter, gauge
from gateway.telemetry.process import ProcessNumbers
from gateway.telemetry.transactions import Transactions

__all__ = ["Parts", "calls_of"]


class Parts(Protocol):
    """The parts of a gateway that have numbers."""

    metrics: Metrics
    store: Store
    blobs: Blobs
    callers: Callers
    rates: RateLimiter
    audit: Audit

    @property
    def condition(self) -> Condition:
        """The condition of this process."""


def calls_of(parts: Parts) -> CallNumbers:
    """The numbers of calls, for whoever reports calls; those of all parts are watched from now on, too."""
    files = parts.metrics.counter("triglot_file_bytes_total", "Bytes of contents of files that were stored or sent.", "what")
    parts.blobs = MeasuredBlobs(parts.blobs, lambda size: files.add(size, ("stored",)), lambda size: files.add(size, ("sent",)))
    for source in (ProcessNumbers().families, Transactions(parts.store).families, lambda: _numbers(parts)):
        parts.metrics.watch(source)
    return CallNumbers(parts.metrics)


def _numbers(parts: Parts) -> Iterator[Family]:
    """The numbers of the parts that tell none by themselves."""
    condition, rates = parts.condition, parts.rates
    if condition.changes_age is not None:
        text = "Seconds since the changes of other processes were read, in the process that is the furthest behind."
        yield gauge("triglot_changes_age_seconds", text, condition.changes_age, greatest=True)
    yield gauge("triglot_waiting", "What waits to be stored, by what it is.", condition.waiting, "what")
    yield counter("triglot_audit_dropped_total", "Events of the audit that were dropped: too many waited.", parts.audit.lost)
    kept = {"callers": parts.callers.kept, "unknown tokens": parts.callers.unknown}
    yield gauge("triglot_cache_entries", "Entries of caches.", kept, "cache")
    yield counter("triglot_caller_loads_total", "Callers that no cache had.", parts.callers.loads)
    yield counter("triglot_rate_refusals_total", "Calls that were refused for a rate, by its kind.", rates.refused, "rate")
    yield gauge("triglot_rate_storage_down", "Processes that do not reach the server on which rates are counted.", rates.down)

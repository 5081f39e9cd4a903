"""Numbers as text, in the formats that Prometheus and those who follow it read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from gateway.telemetry.metrics import Family, Kind

if TYPE_CHECKING:
    from prometheus_client import Metric

__all__ = ["written"]


def written(families: Sequence[Family], accept: str = "") -> tuple[bytes, str]:
    """The numbers in the format that the header ``Accept`` asks for, and its media type.

    The library is imported here alone: a process that nobody watches does without it.
    """
    from prometheus_client import CollectorRegistry
    from prometheus_client.exposition import choose_encoder

    encode, media_type = choose_encoder(accept)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected(families))
    return encode(registry), media_type


class _Collected:
    """Families as the library's metrics."""

    def __init__(self, families: Iterable[Family]) -> None:
        self._families = families

    def collect(self) -> Iterator[Metric]:
        """Each family as a metric."""
        return map(_metric, self._families)


def _metric(family: Family) -> Metric:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

    if family.kind is Kind.HISTOGRAM:
        histogram = HistogramMetricFamily(family.name, family.text, labels=family.labels)
        ends = [*map(str, family.buckets), "+Inf"]
        for labels, values in family.samples:
            histogram.add_metric(labels, list(zip(ends, accumulate(values[:-1]), strict=True)), values[-1])
        return histogram
    made = (CounterMetricFamily if family.kind is Kind.COUNTER else GaugeMetricFamily)(family.name, family.text, labels=family.labels)
    for labels, values in family.samples:
        made.add_metric(labels, values[0])
    return made

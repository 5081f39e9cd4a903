"""What is measured of upstreams: their answers and how long they take, the calls that wait, and whether one is left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from gateway.telemetry.metrics import Family, Histogram, Metrics, gauge
from gateway.upstream.line import HttpLine

__all__ = ["watch"]


def watch(metrics: Metrics, lines: Mapping[str, HttpLine]) -> None:
    """Tell the numbers of lines, by the names of their upstreams."""
    if not lines:
        return
    text = "Seconds that requests to upstreams took, by what became of them: answered, unreadable, away."
    seconds = metrics.histogram("triglot_upstream_seconds", text, "upstream", "outcome")
    for name, line in lines.items():
        line.observe = _observer(seconds, name)
    metrics.watch(lambda: _numbers(lines))


def _observer(seconds: Histogram, name: str) -> Callable[[str, float], None]:
    return lambda outcome, took: seconds.observe(took, (name, outcome))


def _numbers(lines: Mapping[str, HttpLine]) -> Iterator[Family]:
    waiting = {name: float(line.waiting) for name, line in lines.items()}
    alone = {name: float(not line.breaker.closed) for name, line in lines.items()}
    yield gauge("triglot_upstream_waiting", "Calls that wait for their turn at an upstream.", waiting, "upstream")
    yield gauge("triglot_upstream_left_alone", "Processes that leave an upstream alone after failures.", alone, "upstream")

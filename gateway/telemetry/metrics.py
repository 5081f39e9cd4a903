"""The numbers of a process for those who watch it: counters, gauges and histograms, bounded, and cheap to add to.

Who has something to tell either makes a counter or a histogram here and adds to it, or is watched: ``Metrics.watch`` takes a function
that gives ``Family`` objects whenever somebody asks. Families of several processes are added up (``folded``). What is sent out is
written by ``gateway.telemetry.exposition``.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final

import msgspec

__all__ = ["OTHER", "SECONDS", "Counter", "Family", "Histogram", "Kind", "Metrics", "counter", "folded", "gauge", "lasting"]

Labels = tuple[str, ...]

SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""The upper ends of the buckets of times."""

OTHER: Final = "(other)"
"""The label of what is too much to be told apart."""

# How many combinations of labels a process tells apart of one metric.
_MOST: Final = 5000


class Kind(StrEnum):
    """What becomes of a number: it only grows, goes up and down, or is spread over buckets."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


class Family(msgspec.Struct, frozen=True, kw_only=True):
    """A metric with its numbers by the values of its labels.

    A counter and a gauge have one number, a histogram those of its buckets, each without the ones below it, the last for what is
    above all, and then the sum of what was observed. Of several processes the numbers are added up, or with ``greatest`` the
    greatest one counts.
    """

    name: str
    text: str
    kind: Kind
    labels: Labels = ()
    samples: list[tuple[Labels, list[float]]]
    buckets: tuple[float, ...] = ()
    greatest: bool = False


class _Cells:
    """Numbers by labels, as many as are told apart."""

    def __init__(self, name: str, text: str, labels: Labels, buckets: tuple[float, ...], most: int) -> None:
        self.name = name
        self._text = text
        self._labels = labels
        self._buckets = buckets
        self._most = most
        self._cells: dict[Labels, list[float]] = {}
        self._new = threading.Lock()

    def _made(self, labels: Labels) -> list[float]:
        """The numbers for labels that were not seen before; those of ``OTHER`` where too many were."""
        with self._new:
            if labels not in self._cells and len(self._cells) >= self._most:
                labels = (OTHER,) * len(self._labels)
            return self._cells.setdefault(labels, [0.0] * (len(self._buckets) + 2 if self._buckets else 1))

    def _samples(self) -> list[tuple[Labels, list[float]]]:
        return [(labels, list(cells)) for labels, cells in list(self._cells.items())]


class Counter(_Cells):
    """A number for each combination of labels, which only grows."""

    def __init__(self, name: str, text: str, *labels: str, most: int = _MOST) -> None:
        """Nothing is counted yet."""
        super().__init__(name, text, labels, (), most)

    def add(self, amount: float = 1.0, labels: Labels = ()) -> None:
        """Add to a number. Adding from several threads at once may lose some."""
        cells = self._cells.get(labels)
        if cells is None:
            cells = self._made(labels)
        cells[0] += amount

    def family(self) -> Family:
        """The numbers as they are now."""
        return Family(name=self.name, text=self._text, kind=Kind.COUNTER, labels=self._labels, samples=self._samples())


class Histogram(_Cells):
    """The spread of observed values for each combination of labels."""

    def __init__(self, name: str, text: str, *labels: str, buckets: tuple[float, ...] = SECONDS, most: int = _MOST) -> None:
        """Nothing is observed yet."""
        super().__init__(name, text, labels, buckets, most)

    def observe(self, value: float, labels: Labels = ()) -> None:
        """Observe a value. Observing from several threads at once may lose some."""
        cells = self._cells.get(labels)
        if cells is None:
            cells = self._made(labels)
        cells[bisect_left(self._buckets, value)] += 1.0
        cells[-1] += value

    def family(self) -> Family:
        """The numbers as they are now."""
        told = {"name": self.name, "text": self._text, "labels": self._labels, "buckets": self._buckets}
        return Family(kind=Kind.HISTOGRAM, samples=self._samples(), **told)  # type: ignore[arg-type]  # each is of its type


def counter(name: str, text: str, value: float | Mapping[str, float], label: str = "") -> Family:
    """A family of a number that somebody else has counted, or of several by the values of a label."""
    return Family(name=name, text=text, kind=Kind.COUNTER, labels=(label,) if label else (), samples=_samples(value))


def gauge(name: str, text: str, value: float | Mapping[str, float], label: str = "", *, greatest: bool = False) -> Family:
    """A family of a number that goes up and down, or of several by the values of a label."""
    labels = (label,) if label else ()
    return Family(name=name, text=text, kind=Kind.GAUGE, labels=labels, samples=_samples(value), greatest=greatest)


def _samples(value: float | Mapping[str, float]) -> list[tuple[Labels, list[float]]]:
    if isinstance(value, Mapping):
        return [((key,), [float(each)]) for key, each in value.items()]
    return [((), [float(value)])]  # true and false are numbers, too


class Metrics:
    """All numbers of a process."""

    def __init__(self, *, on: bool) -> None:
        """With ``on`` off nobody asks for numbers, and nothing need be counted."""
        self.on = on
        self._sources: list[Callable[[], Iterable[Family]]] = []

    def watch(self, source: Callable[[], Iterable[Family]]) -> None:
        """Ask this function for families whenever numbers are wanted. It is called on the event loop, and must not wait."""
        self._sources.append(source)

    def counter(self, name: str, text: str, *labels: str, most: int = _MOST) -> Counter:
        """A new counter, whose numbers are told."""
        made = Counter(name, text, *labels, most=most)
        self.watch(lambda: (made.family(),))
        return made

    def histogram(self, name: str, text: str, *labels: str, buckets: tuple[float, ...] = SECONDS, most: int = _MOST) -> Histogram:
        """A new histogram, whose numbers are told."""
        made = Histogram(name, text, *labels, buckets=buckets, most=most)
        self.watch(lambda: (made.family(),))
        return made

    def families(self) -> list[Family]:
        """All numbers as they are now."""
        return [family for source in self._sources for family in source()]


def folded(processes: Iterable[Sequence[Family]]) -> list[Family]:
    """The numbers of several processes as those of one, in the order in which names first came."""
    kinds: dict[str, Family] = {}
    sums: dict[str, dict[Labels, list[float]]] = {}
    for families in processes:
        for family in families:
            kinds.setdefault(family.name, family)
            found = sums.setdefault(family.name, {})
            for labels, values in family.samples:
                old = found.get(labels)
                if old is None or len(old) != len(values):
                    found[labels] = values
                else:
                    found[labels] = [max(pair) if family.greatest else sum(pair) for pair in zip(old, values, strict=True)]
    return [msgspec.structs.replace(family, samples=list(sums[name].items())) for name, family in kinds.items()]


def lasting(families: Iterable[Family]) -> list[Family]:
    """Those numbers that stay true when their process has ended: what has been, and not what was."""
    return [family for family in families if family.kind is not Kind.GAUGE]

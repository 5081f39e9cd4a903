"""The outcome as a table, as JSON and as a plot; and what of the targets is reached."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.double import DoubleTime
from benchmarks.files import Transfer
from benchmarks.growth import MOST, Grown
from benchmarks.pages import PageTime
from benchmarks.rounds import Ratio, Sample, ratio
from benchmarks.scenarios import Scenario

__all__ = ["GATEWAY", "Outcome", "Target", "as_data", "plot", "table", "targets", "write"]

GATEWAY = "gateway"
_LEAST_OF_MOST, _MOST_MEGABYTES, _MOST_OF_LIBRARIES = 0.95, 120.0, 1.6
_LEAST_OF_FILES, _MOST_WITH_FILES, _MOST_OF_PAGES = 0.9, 150.0, 50.0
_TEXTS = frozenset({"scenario", "contender", "size", "target", "page", "double", ""})
_HEADER = ("scenario", "contender", "answers/s", "CPU µs", "p99 ms", "ratio", "by CPU", "aimed at")


@dataclass(frozen=True)
class Outcome:
    """The measurements of one scenario: the samples by contender, the gateway's first, and the contenders left out, with the reasons."""

    scenario: Scenario
    samples: Mapping[str, list[Sample]]
    left_out: Mapping[str, str] = field(default_factory=dict)

    def ratio(self, contender: str) -> Ratio:
        """The ratio of the gateway's speed to the contender's."""
        return ratio(self.samples[GATEWAY], self.samples[contender])

    def rate(self, contender: str) -> float:
        """The median of the answers a second."""
        return statistics.median(sample.rate for sample in self.samples[contender])

    def aimed_at(self, contender: str) -> float | None:
        """The ratio that is aimed at."""
        return next((against.target for against in self.scenario.against if against.contender == contender), None)


@dataclass(frozen=True)
class Target:
    """A target, what was measured, and by processor time, where that is known; ``most`` says that less is better."""

    what: str
    aimed_at: float
    measured: float
    by_cpu: float | None = None
    most: bool = False

    @property
    def reached(self) -> bool:
        """Whether it was."""
        return self.measured <= self.aimed_at if self.most else self.measured >= self.aimed_at


def targets(
    outcomes: Sequence[Outcome],
    growth: Mapping[str, Grown],
    transfers: Sequence[Transfer],
    pages: Sequence[PageTime] = (),
    doubles: Sequence[DoubleTime] = (),
) -> Iterator[Target]:
    """Every target that something was measured of."""
    for outcome in outcomes:
        for against in outcome.scenario.against:
            if against.target is not None and against.contender in outcome.samples:
                found = outcome.ratio(against.contender)
                yield Target(f"{outcome.scenario.name} against {against.contender}", against.target, found.rate, found.cpu)
    yield from _of_workers({outcome.scenario.name: outcome for outcome in outcomes})
    if MOST in growth:
        most = growth[MOST]
        ratio = most.ratios["one token"]
        yield Target(f"{MOST} against 10 of each", _LEAST_OF_MOST, ratio.rate, ratio.cpu)
        yield Target("megabytes of that worker after its WSDLs", _MOST_MEGABYTES, most.megabytes[-1], most=True)
    for each in transfers:
        yield Target(f"a gigabyte {each.name} against the least", _LEAST_OF_FILES, each.ratio, each.least_cpu / each.cpu)
    if transfers:
        yield Target("megabytes of the worker meanwhile", _MOST_WITH_FILES, transfers[0].peak, most=True)
    if pages:
        slowest = max(pages, key=lambda page: page.median)
        yield Target(f"milliseconds of the slowest page, {slowest.path}", _MOST_OF_PAGES, slowest.median, slowest.cpu, most=True)
    for timed in doubles:
        if timed.most is not None:
            yield Target(f"milliseconds of {timed.what}", timed.most, timed.median, timed.cpu, most=True)
    for name, grown in growth.items():
        start = grown.start
        what = f"start to first answer in times of importing libraries, {name}"
        yield Target(what, _MOST_OF_LIBRARIES, start.wall / start.libraries_wall, start.cpu / start.libraries_cpu, most=True)


def _of_workers(outcomes: Mapping[str, Outcome]) -> Iterator[Target]:
    """The gain from a second worker, compared with the gain for a bare route."""
    for name, contender in (("nothing-rest", "starlette"), ("user-rest", "starlette-sql")):
        one, two = outcomes.get(name), outcomes.get(f"{name}-w2")
        if one and two and contender in one.samples and contender in two.samples:
            ours, theirs = (two.rate(each) / one.rate(each) for each in (GATEWAY, contender))
            yield Target(f"two workers against one, {name}, of what {contender} gains", 1.0, ours / theirs)


def table(
    outcomes: Sequence[Outcome],
    growth: Mapping[str, Grown],
    transfers: Sequence[Transfer],
    pages: Sequence[PageTime] = (),
    doubles: Sequence[DoubleTime] = (),
) -> str:
    """All that was measured, for people."""
    parts = []
    if outcomes:
        parts.append(_laid_out([_HEADER, *(row for outcome in outcomes for row in _rows(outcome))]))
        left_out = sorted(
            {f"{name} is left out of {each.scenario.name}: {why}" for each in outcomes for name, why in each.left_out.items()}
        )
        parts += ["\n".join(left_out)] * bool(left_out)
    if growth:
        parts.append(_laid_out(list(_growth_rows(growth))))
    if transfers:
        parts.append(_laid_out(list(_transfer_rows(transfers))))
    if pages:
        parts.append(_laid_out([("page", "median ms", "most", "by CPU"), *map(_page_row, pages)]))
    if doubles:
        parts.append(_laid_out([("double", "median ms", "p95 ms", "CPU ms", "times"), *map(_double_row, doubles)]))
    rows = [("target", "aimed at", "measured", "by CPU", "")]
    for each in targets(outcomes, growth, transfers, pages, doubles):
        limit = f"{'≤' if each.most else '≥'} {each.aimed_at:g}"
        rows.append((each.what, limit, _number(each.measured), _number(each.by_cpu), "reached" if each.reached else "missed"))
    if len(rows) > 1:
        parts.append(_laid_out(rows))
    return "\n\n".join(parts)


def _rows(outcome: Outcome) -> Iterator[tuple[str, ...]]:
    for name, samples in outcome.samples.items():
        cpu = [sample.cpu for sample in samples if sample.cpu is not None]
        figures = (
            f"{outcome.rate(name):,.0f}",
            f"{statistics.median(cpu) * 1e6:,.0f}" if cpu else "",
            f"{statistics.median(sample.p99 for sample in samples):.1f}",
        )
        if name == GATEWAY:
            yield (outcome.scenario.name, name, *figures, "", "", "")
        else:
            found = outcome.ratio(name)
            yield ("", name, *figures, _number(found.rate), _number(found.cpu), _number(outcome.aimed_at(name)))


def _transfer_rows(transfers: Sequence[Transfer], pages: Sequence[PageTime] = ()) -> Iterator[tuple[str, ...]]:
    yield ("", "MB/s", "CPU s", "least MB/s", "least CPU s", "most memory")
    for each in transfers:
        figures = (f"{each.rate:,.0f}", f"{each.cpu:.1f}", f"{each.least_rate:,.0f}", f"{each.least_cpu:.1f}", f"{each.peak:.0f} MB")
        yield (each.name, *figures)


def _double_row(timed: DoubleTime) -> tuple[str, ...]:
    cpu = f"{timed.cpu:,.0f}" if timed.cpu is not None else ""
    return timed.what, f"{timed.median:,.1f}", f"{timed.p95:,.1f}", cpu, str(timed.times)


def _page_row(page: PageTime) -> tuple[str, ...]:
    return page.path, f"{page.median:.1f}", f"{page.most:.1f}", f"{page.cpu:.1f}"


def _growth_rows(growth: Mapping[str, Grown]) -> Iterator[tuple[str, ...]]:
    kinds = list(next(iter(growth.values())).samples)
    yield ("size", "functions", *kinds, "MB at start", "loaded", "after WSDLs", "WSDL", "typed", "start s", "libraries s")
    for name, grown in growth.items():
        loads = (_against(grown, kind) for kind in kinds)
        start = grown.start
        yield (
            name,
            str(grown.functions),
            *loads,
            *(f"{each:.1f}" for each in grown.megabytes),
            *(f"{wsdl.size / 1e3:,.0f} kB in {wsdl.seconds:.2f} s" for wsdl in grown.wsdls),
            f"{start.wall:.2f}",
            f"{start.libraries_wall:.2f}",
        )


def _against(grown: Grown, kind: str) -> str:
    """The rate under a kind of load, with its ratios to that of the smallest site."""
    if kind not in grown.samples:
        return ""
    rate = statistics.median(sample.rate for sample in grown.samples[kind])
    return f"{rate:,.0f}/s ({_number(grown.ratios[kind].rate)}, by CPU {_number(grown.ratios[kind].cpu)})"


def _number(value: float | None) -> str:
    """Two digits that say something."""
    if value is None:
        return ""
    return f"{value:.2f}" if value < 10 else f"{value:,.1f}"


def _laid_out(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows in columns: texts to the left, figures to the right."""
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    lines = ("  ".join(_cell(*each) for each in zip(row, widths, rows[0], strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def _cell(text: str, width: int, column: str) -> str:
    return text.ljust(width) if column in _TEXTS else text.rjust(width)


def as_data(
    outcomes: Sequence[Outcome],
    growth: Mapping[str, Grown],
    transfers: Sequence[Transfer],
    pages: Sequence[PageTime] = (),
    doubles: Sequence[DoubleTime] = (),
) -> dict[str, Any]:
    """All that was measured, for programs: every sample, and what the table says."""
    return {
        "scenarios": {
            outcome.scenario.name: {
                "samples": {name: [asdict(sample) for sample in samples] for name, samples in outcome.samples.items()},
                "ratios": {name: asdict(outcome.ratio(name)) for name in outcome.samples if name != GATEWAY},
                "left out": dict(outcome.left_out),
            }
            for outcome in outcomes
        },
        "growth": {name: asdict(grown) for name, grown in growth.items()},
        "files": [asdict(each) for each in transfers],
        "pages": [asdict(each) for each in pages],
        "doubles": [asdict(each) for each in doubles],
        "targets": [{**asdict(each), "reached": each.reached} for each in targets(outcomes, growth, transfers, pages, doubles)],
    }


_BAR, _LABELS, _WIDTH, _LEAST, _MOST = 18, 330, 420, -2, 2


def plot(outcomes: Sequence[Outcome]) -> str:
    """An SVG: a bar for each ratio of rates on a scale from a hundredth to a hundred, a mark where it should be at least."""
    bars = [(f"{each.scenario.name} / {name}", each.ratio(name).rate, each.aimed_at(name)) for each in outcomes for name in each.samples]
    bars = [bar for bar in bars if not bar[0].endswith(f"/ {GATEWAY}")]
    height = _BAR * (len(bars) + 2)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LABELS + _WIDTH + 60}" height="{height}"',
        ' font-family="sans-serif" font-size="11">',
        '<rect width="100%" height="100%" fill="white"/>',
        '<text x="4" y="13">The gateway&#8217;s rate in times of the contender&#8217;s; red marks are targets</text>',
    ]
    for power in range(_LEAST, _MOST + 1):
        x = _place(10.0**power)
        lines.append(f'<line x1="{x}" x2="{x}" y1="{_BAR}" y2="{height - _BAR}" stroke="{"black" if power == 0 else "#ccc"}"/>')
        lines.append(f'<text x="{x}" y="{height - 5}" text-anchor="middle">{10.0**power:g}</text>')
    for row, (name, measured, target) in enumerate(bars, 1):
        y, start, end = row * _BAR + 3, *sorted((_place(1), _place(measured)))
        lines.append(f'<text x="{_LABELS - 6}" y="{y + 10}" text-anchor="end">{escape(name)}</text>')
        lines.append(f'<rect x="{start}" y="{y}" width="{max(1.0, end - start):.1f}" height="{_BAR - 6}" fill="#47a"/>')
        lines.append(f'<text x="{_LABELS + _WIDTH + 8}" y="{y + 10}">{_number(measured)}</text>')
        if target is not None:
            lines.append(
                f'<line x1="{_place(target)}" x2="{_place(target)}" y1="{y - 2}" y2="{y + _BAR - 4}" stroke="#c22" stroke-width="3"/>'
            )
    return "\n".join([*lines, "</svg>\n"])


def _place(value: float) -> float:
    """The position of a ratio in the plot."""
    share = (math.log10(max(value, 1e-9)) - _LEAST) / (_MOST - _LEAST)
    return round(_LABELS + _WIDTH * min(1.0, max(0.0, share)), 1)


def write(
    folder: Path,
    about: Mapping[str, Any],
    outcomes: Sequence[Outcome],
    growth: Mapping[str, Grown],
    transfers: Sequence[Transfer],
    pages: Sequence[PageTime] = (),
    doubles: Sequence[DoubleTime] = (),
) -> None:
    """Write ``latest.json``, ``latest.txt`` and ``latest.svg``."""
    folder.mkdir(exist_ok=True)
    (folder / "latest.json").write_text(
        json.dumps({**about, **as_data(outcomes, growth, transfers, pages, doubles)}, indent=1, ensure_ascii=False) + "\n"
    )
    (folder / "latest.txt").write_text(table(outcomes, growth, transfers, pages, doubles) + "\n")
    (folder / "latest.svg").write_text(plot(outcomes))

"""Break what a site stands on, under load, and tell what became of the calls: ``make chaos``.

    make chaos                              every scenario, in a few minutes
    make chaos ARGS="--only disk --seconds 30"

Exit status 0 where nothing is lost, half there or there twice. docs/reliability.md has the figures of one run.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import pytest

from tests.chaos import nodes, scenarios
from tests.chaos.callers import Reckoning
from tests.oracle.serve import end_on_signals

_HEAD = ("scenario", "calls", "answered", "failed", "lost", "half", "twice", "kept", "failing s", "well again s", "slowest s")


def _on_one_machine(scenario: Callable[[Path, float], Reckoning], seconds: float) -> Iterable[Reckoning]:
    with tempfile.TemporaryDirectory(prefix="triglot-chaos-") as folder:
        yield scenario(Path(folder), seconds)


def _on_two_nodes(seconds: float) -> Iterable[Reckoning]:
    with nodes.two_nodes() as two:
        yield nodes.node_cut_off(two, seconds)
        yield nodes.node_killed(two, seconds)


_RUNS: dict[str, Callable[[float], Iterable[Reckoning]]] = {
    "workers": partial(_on_one_machine, scenarios.workers_killed),
    "postgres": partial(_on_one_machine, scenarios.postgres_restarted),
    "postgres-restart": partial(_on_one_machine, partial(scenarios.postgres_restarted, crash=False)),
    "redis": partial(_on_one_machine, scenarios.redis_gone),
    "disk": partial(_on_one_machine, scenarios.disk_full),
    "clock": partial(_on_one_machine, scenarios.clock_stepped),
    "nodes": _on_two_nodes,
}


def row(found: Reckoning) -> str:
    """A reckoning as a row of a table in Markdown."""
    failed = ", ".join(f"{count:,} {code}" for code, count in sorted(found.failed.items())) or "0"
    counts = (f"{found.sent:,}", f"{found.answered:,}", failed, found.lost, found.halves, found.twice, found.kept)
    times = (f"{found.failing:.1f}", f"{found.well:.1f}", f"{found.slowest:.1f}")
    return f"| {' | '.join(map(str, (found.scenario, *counts, *times)))} |"


def main() -> int:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=sorted(_RUNS), help="may be repeated")
    parser.add_argument("--seconds", type=float, default=12.0, help="for how long each cause lasts")
    options = parser.parse_args()
    end_on_signals()
    found: list[Reckoning] = []
    print(f"| {' | '.join(_HEAD)} |\n|{' --- |' * len(_HEAD)}", flush=True)
    for name in options.only or _RUNS:
        try:
            for reckoning in _RUNS[name](options.seconds):
                found.append(reckoning)
                print(row(reckoning), flush=True)
        except pytest.skip.Exception as reason:
            print(f"left out: {name} ({reason})", flush=True)
    print("\n" + "\n".join(f"{each.scenario}: {'; '.join(each.told)}" for each in found if each.told))
    return 0 if all(each.sound for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())

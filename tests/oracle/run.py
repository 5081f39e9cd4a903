"""Replay the recordings against gateways that hold their state, and judge every case: ``make replay``.

How a case is sent and compared is the replay tool's (``replay.py``, taken over unchanged). This driver starts the
gateways, and holds the outcome against ``differing.txt``: a case that is not listed must be equal, and one that is
listed and equal must be struck off.
"""

from __future__ import annotations

import argparse
import re
import shlex
import sys
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from gateway.registry.component import discover
from gateway.registry.registry import Registry
from tests.oracle import listing, recordings, replay
from tests.oracle.recordings import STATES, Case, state_of
from tests.oracle.serve import NotServed, Served, end_on_signals, serving

THREADS = 4

# The files whose cases write, and those whose cases are played one after the other although they only read.
_WRITES = re.compile("flows|_upload$|_session$|_settings$")
_ALONE = re.compile("_files$")


@dataclass
class Outcome:
    """What was played: the ids, and for those that differ, how."""

    played: set[str] = field(default_factory=set)
    differences: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Judgement:
    """The three ways in which an outcome and the list of differing cases may disagree."""

    unlisted: list[str]
    equal: list[str]
    unknown: list[str]

    @property
    def right(self) -> bool:
        return not (self.unlisted or self.equal or self.unknown)


def judge(outcome: Outcome, listed: Collection[str], *, whole: bool) -> Judgement:
    """Hold an outcome against the list. Only a ``whole`` replay tells which listed ids belong to no case."""
    return Judgement(
        unlisted=[case for case in outcome.differences if case not in listed],
        equal=sorted(outcome.played.intersection(listed) - outcome.differences.keys()),
        unknown=sorted(set(listed) - outcome.played) if whole else [],
    )


def plan(names: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Which state which files need, in groups that may share a gateway. Flows write: each file of them has its own."""

    def gateway(name: str) -> tuple[int, str]:
        return STATES.index(state_of(name)), name if _WRITES.search(name) else ""

    return [(STATES[state], list(group)) for (state, _), group in groupby(sorted(names, key=gateway), key=gateway)]


def setter(state: str, served: Served) -> str:
    """The command by which the replay tool changes a setting of the site for a case, and puts it back."""
    return shlex.join([sys.executable, "-m", "tests.oracle.setting", state, *served.triglot])


def play(address: str, selected: list[Case], listed: Collection[str], threads: int = THREADS) -> dict[str, list[str]]:
    """Play cases in their order, flows one after the other, and give the differences of those that differ.

    Cases that are listed go first and alone: what they make is numbered, and an attempt that another was in the way of uses
    up a number, by which they might now and then be equal.
    """
    site = replay.Site(address)

    def one(case: Case) -> list[str]:
        try:
            return list(replay.play(site, case))
        except Exception as error:  # whatever an answer does to the comparison is a difference of that case
            return [f"no answer: {type(error).__name__}: {error}"]

    flows = any("steps" in case for case in selected)
    alone = selected if flows else [case for case in selected if case["id"] in listed]
    found = {case["id"]: one(case) for case in alone}
    others = [case for case in selected if case["id"] not in found]
    with ThreadPoolExecutor(threads) as pool:
        found.update(zip((case["id"] for case in others), pool.map(one, others), strict=True))
    return {case["id"]: found[case["id"]] for case in selected if found[case["id"]]}


def replay_all(
    names: Iterable[str], only: re.Pattern[str], route: re.Pattern[str], listed: Collection[str], database: str, files: str
) -> Outcome:
    """Play every selected case of the named files, and print a row a file. Raises ``NotServed``."""
    outcome, deviations = Outcome(), recordings.deviations()
    print(f"{'file':<20}{'equal':>8}{'listed':>8}{'unlisted':>10}{'left out':>10}{'seconds':>9}")
    for state, group in plan(names):
        wanted = {
            name: [c for c in recordings.read(name) if only.search(c["id"]) and all(map(route.search, recordings.routes(c)))]
            for name in group
        }
        if not any(wanted.values()):
            continue
        with serving(state, database=database, files=files) as served:
            for name, chosen in wanted.items():
                began = time.monotonic()
                selected = [case for case in chosen if not deviations.search(case["id"])]
                replay.SETTER = setter(state, served)
                differences = play(served.address, selected, listed, 1 if _ALONE.search(name) else THREADS)
                outcome.played.update(case["id"] for case in selected)
                outcome.differences.update(differences)
                unlisted = len(differences.keys() - listed)
                row = (len(selected) - len(differences), len(differences) - unlisted, unlisted)
                print("{:<20}{:>8}{:>8}{:>10}".format(name, *row), end="")
                print(f"{len(chosen) - len(selected):>10}{time.monotonic() - began:>9.1f}", flush=True)
    return outcome


def reasons(differences: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Ids of cases that differ, each with the reason that what it asks for, and how it differs, give."""
    functions = {function.info.name: function.info.empty for function in Registry(discover(["tests.components.local_probe"]))}
    for name in recordings.names():
        for case in recordings.read(name):
            if lines := differences.get(case["id"]):
                yield case["id"], listing.reason(case, name, functions, lines)


def show(heading: str, ids: list[str], limit: int, details: Mapping[str, list[str]] | None = None) -> None:
    """Print ids under a heading, each with its first differences, and how many more there are."""
    if not ids:
        return
    print(f"\n{heading}:")
    for case in ids[:limit]:
        print(f"  {case}")
        for line in (details or {}).get(case, [])[:4]:
            print(f"      {line}")
    if len(ids) > limit:
        print(f"  and {len(ids) - limit} more")


def write_report(file: Path, outcome: Outcome, judgement: Judgement) -> None:
    """Write the counts in the form in which test runners report theirs."""
    failures = len(judgement.unlisted) + len(judgement.equal) + len(judgement.unknown)
    skipped = len(outcome.differences) - len(judgement.unlisted)
    tests = len(outcome.played) + len(judgement.unknown)
    file.write_text(f'<testsuite name="oracle" errors="0" failures="{failures}" skipped="{skipped}" tests="{tests}"/>\n')


def main() -> int:
    """Exit status 0: as the list has it; 1: not so; 2: nothing could be played."""
    parser = argparse.ArgumentParser(prog="make replay", description=__doc__)
    parser.add_argument("files", nargs="*", metavar="FILE", help="case files, by name; all where none is named")
    parser.add_argument("--only", default="", type=re.compile, help="play the cases whose id matches")
    parser.add_argument("--route", default="", type=re.compile, help="play the cases whose request paths all match")
    parser.add_argument("--database", default="sqlite", choices=["sqlite", "postgresql"], help="the kind of database to serve from")
    parser.add_argument("--files-store", default="folder", choices=["folder", "s3"], help="where the contents of files are")
    parser.add_argument("--show", default=20, type=int, help="how many cases to print of a kind")
    parser.add_argument("--strike", action="store_true", help="strike equal cases off the list of differing ones")
    parser.add_argument("--list", action="store_true", help="list the unlisted differing cases of new recordings, with reasons")
    parser.add_argument("--report", type=Path, help="write the counts to this file")
    options = parser.parse_args()
    if unknown := set(options.files) - set(recordings.names()):
        parser.error(f"no such file: {', '.join(sorted(unknown))}; there are {', '.join(recordings.names())}")
    end_on_signals()
    listed = recordings.differing()
    whole = not (options.files or options.only.pattern or options.route.pattern)
    try:
        names = options.files or recordings.names()
        outcome = replay_all(names, options.only, options.route, listed, options.database, options.files_store)
    except NotServed as error:
        print(f"\n{error}")
        return 2
    if not outcome.played:
        print("no case matches")
        return 2
    judgement = judge(outcome, listed, whole=whole)
    if options.strike:
        recordings.strike({*judgement.equal, *judgement.unknown})
        print(f"\nstruck off differing.txt: {len(judgement.equal) + len(judgement.unknown)}")
        judgement = Judgement(judgement.unlisted, [], [])
    if options.list:
        listing.add(reasons({case: outcome.differences[case] for case in judgement.unlisted}))
        print(f"\nadded to differing.txt: {len(judgement.unlisted)}")
        judgement = Judgement([], judgement.equal, judgement.unknown)
    show("Differ, and are not listed in differing.txt", judgement.unlisted, options.show, outcome.differences)
    if not whole:
        expected = {case: [f"({listed[case]})", *lines] for case, lines in outcome.differences.items() if case in listed}
        show("Differ, as listed", list(expected), options.show, expected)
    show("Are equal: strike them off differing.txt (make replay STRIKE=1)", judgement.equal, options.show)
    show("Are listed in differing.txt, but are no cases that are played (make replay STRIKE=1)", judgement.unknown, options.show)
    if options.report:
        write_report(options.report, outcome, judgement)
    print(f"\n{len(outcome.played) - len(outcome.differences)} of {len(outcome.played)} cases are equal")
    return 0 if judgement.right else 1


if __name__ == "__main__":
    sys.exit(main())

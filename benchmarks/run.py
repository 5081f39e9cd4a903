"""How fast is the gateway, beside what could be the least and beside its peers? ``make bench``.

    make bench                                    everything, in less than ten minutes
    make bench ARGS="--only nothing-* --only growth"
    make bench ARGS="--only user-rest --rounds 9 --seconds 3"
    make bench ARGS="--against http://moodle.example --token TOKEN"

Everything runs on this machine in this run: each contender is started, asked once, checked, and loaded by wrk in rounds in
which all take turns. docs/benchmarks.md says how to read what comes out.
"""

from __future__ import annotations

import argparse
import itertools
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks import bridge, contenders, double, files, growth, pages, report, site
from benchmarks.environments import Missing
from benchmarks.report import GATEWAY, Outcome
from benchmarks.rounds import Target, ask, measure
from benchmarks.scenarios import SCENARIOS, Scenario, Unknown, Wrong, chosen
from tests.oracle.serve import NotServed, end_on_signals

RESULTS = Path(__file__).parent / "results"
GROWTH, FILES, PAGES, BRIDGE, DOUBLE = "growth", "files", "pages", "bridge", "double"
# Processes of the same program differ by a fifth, and one for all scenarios would have its luck in all of them.
GATEWAYS = 3


def measured(wrk: str, scenario: Scenario, gateways: Sequence[site.Gateway], options: argparse.Namespace) -> Outcome:
    """One scenario, with all its contenders that can be had. Raises ``Wrong`` and ``NotServed``."""
    left_out = {}
    with ExitStack() as stack:
        gateway_targets = [Target(gateway.address, scenario.request(), gateway.pid) for gateway in gateways]
        answers = [ask(target) for target in gateway_targets]
        for answer in answers:
            scenario.check(answer)
        targets = {GATEWAY: gateway_targets}
        for against in scenario.against:
            try:
                serving = contenders.serving(against.contender, scenario, gateways[0], answers[0])
                targets[against.contender] = [stack.enter_context(serving)]
            except Missing as reason:
                left_out[against.contender] = str(reason)
        for address in options.against:
            name = urlsplit(address).netloc
            try:
                targets[name] = [contenders.elsewhere(address, scenario, options.token)]
            except Wrong as reason:
                left_out[name] = str(reason)
        load = {"rounds": options.rounds, "seconds": options.seconds, "connections": scenario.connections}
        return Outcome(scenario, measure(wrk, targets, **load), left_out)


def all_measured(wrk: str, scenarios: Sequence[Scenario], options: argparse.Namespace) -> list[Outcome]:
    """Every scenario in its order, those that want the gateway alike on some that are started once."""
    outcomes = {}
    alike = sorted(scenarios, key=_kind)
    for (database, workers), group in itertools.groupby(alike, key=_kind):
        try:
            with ExitStack() as stack:
                sites = [stack.enter_context(site.prepared(workers=workers, database=database)) for _ in range(GATEWAYS)]
                gateways = [stack.enter_context(site.serving(each)) for each in sites]
                for scenario in group:
                    outcomes[scenario.name] = measured(wrk, scenario, gateways, options)
                    print(_line(outcomes[scenario.name]), flush=True)
        except OSError as error:
            print(f"left out: {database} ({error})")
    return [outcomes[scenario.name] for scenario in scenarios if scenario.name in outcomes]


def _kind(scenario: Scenario) -> tuple[str, int]:
    return scenario.database, scenario.workers


def _line(outcome: Outcome) -> str:
    """The summary of a scenario, printed as soon as it is measured."""
    ratios = ", ".join(f"{outcome.ratio(name).rate:.2f} of {name}" for name in outcome.samples if name != GATEWAY)
    return f"{outcome.scenario.name}: {outcome.rate(GATEWAY):,.0f}/s; {ratios}"


def find_wrk() -> str | None:
    """The path of wrk, installed first where that is possible and needed."""
    if shutil.which("wrk") is None and os.geteuid() == 0 and (apt := shutil.which("apt-get")):
        print("Installing wrk", flush=True)
        for verb in (["update", "-qq"], ["install", "-qq", "--yes", "wrk"]):
            subprocess.run([apt, *verb], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return shutil.which("wrk")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", default=[], metavar="SCENARIO", help="a name or a pattern; may be repeated")
    parser.add_argument("--list", action="store_true", help="list the scenarios and contenders, and measure nothing")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=1, help="of load, a round and contender")
    parser.add_argument("--against", action="append", default=[], metavar="URL", help="another server of the contract; may be repeated")
    parser.add_argument("--token", default=site.TOKEN, help="for that server (default: the one that this benchmark makes)")
    parser.add_argument("--events", type=int, default=0, help="so many events in the audit, for growth; 10000000 takes minutes")
    return parser.parse_args()


def main() -> int:
    """Exit status 0 where something was measured or wrk is missing, 1 where something answers wrongly."""
    options = _options()
    if options.list:
        print("\n".join([*(scenario.name for scenario in SCENARIOS), GROWTH, FILES, PAGES, BRIDGE, DOUBLE, ""]))
        print("\n".join(f"{name:<18} {contender.text}" for name, contender in contenders.CONTENDERS.items()))
        return 0
    wrk = find_wrk()
    if wrk is None:
        print("skipped: wrk is not installed (Debian and Ubuntu: apt-get install wrk)")
        return 0
    end_on_signals()
    began = time.monotonic()
    patterns = [pattern for pattern in options.only if pattern not in (GROWTH, FILES, PAGES, BRIDGE, DOUBLE)]
    try:
        outcomes = all_measured(wrk, chosen(patterns) if patterns or not options.only else [], options)
        wants_growth = not options.only or GROWTH in options.only
        grown = growth.measured(wrk, rounds=options.rounds, seconds=options.seconds, events=options.events) if wants_growth else {}
        transfers = files.measured(rounds=options.rounds) if not options.only or FILES in options.only else []
        shown = pages.measured() if not options.only or PAGES in options.only else []
        doubles = double.measured() if not options.only or DOUBLE in options.only else []
        wants_bridge = not options.only or BRIDGE in options.only
        bridged, paced = bridge.measured(wrk, rounds=options.rounds, seconds=options.seconds) if wants_bridge else ([], {})
    except (Unknown, Wrong, NotServed) as error:
        print(error)
        return 1
    others = [sample.others for outcome in outcomes for samples in outcome.samples.values() for sample in samples]
    about = {
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {os.cpu_count()} processors",
        "seconds": round(time.monotonic() - began),
        "options": vars(options),
        "others": statistics.median(others) if others else None,
        "bridge": {"ways": [asdict(each) for each in bridged], "paced": paced},
    }
    report.write(RESULTS, about, outcomes, grown, transfers, shown, doubles)
    if bridged:
        print("\n" + "\n".join(bridge.lines(bridged, paced)))
    print(f"\n{report.table(outcomes, grown, transfers, shown, doubles)}\n")
    busy = f"; others kept {statistics.median(others):.0%} of it busy" if others else ""
    print(f"Took {about['seconds']} s on a machine of {about['machine']}, Python {about['python']}{busy}. Written to {RESULTS}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

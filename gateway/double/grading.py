"""The grade of a client: what a real site would refuse or ignore of what it sends while it tells its own story to a double."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gateway.compare.conformance.known import Known
from gateway.compare.conformance.verdict import Kind, Report, Verdict
from gateway.double.client import Double
from gateway.double.moodle import Moodle
from gateway.double.strictness.findings import RULES, Severity

__all__ = ["JUDGED", "ended", "graded", "judged_by_rule"]

JUDGED = (Severity.REFUSED, Severity.IGNORED)
"""The severities that a client is judged by unless it is said."""

# Of what is found again and again, so many are shown.
_SHOWN = 5
_CLIENT = "client"


def graded(
    command: Sequence[str], options: Mapping[str, Any], *, known: Mapping[str, str], judged: Sequence[Severity] = JUDGED, title: str
) -> Report:
    """A report on a client, which is run with the address of a double and a token in its environment.

    ``options`` are those of the double. Raises ``OSError`` where the command cannot be run, and as ``Double.start`` does.
    """
    with Double.start(**options) as double:
        moodle = Moodle(double.address)
        tokens = moodle.ask("tokens")
        environment = {
            **os.environ,
            "TRIGLOT_URL": moodle.url,
            "TRIGLOT_TOKEN": tokens[0]["token"] if tokens else "",
            **{f"TRIGLOT_TOKEN_{_variable(each['name'])}": each["token"] for each in tokens if each["name"]},
        }
        # What the client prints goes beside the report, and not into it.
        done = subprocess.run(command, env=environment, stdout=2, check=False)  # noqa: S603 - it is what the caller asked for
        findings = moodle.ask("strict")["findings"]
        entries = moodle.calls()
    release = f"{len(entries)} calls of {len({entry['function'] for entry in entries} - {''})} functions"
    verdicts = [*ended(done.returncode, len(entries)), *judged_by_rule(findings, Known(known), judged)]
    return Report(server=" ".join(command), title=title, release=release, verdicts=verdicts, listed=[*known])


def _variable(name: str) -> str:
    return "".join(character if character.isalnum() else "_" for character in name).upper()


def ended(status: int, calls: int) -> Iterator[Verdict]:
    """Whether the client has told its story, and to the end."""
    for case, good, told in (
        (f"{_CLIENT}/ends-well", status == 0, f"it ended with status {status}"),
        (f"{_CLIENT}/calls-something", calls > 0, "it called nothing: does it go by TRIGLOT_URL and TRIGLOT_TOKEN?"),
    ):
        yield Verdict(case=case, area=_CLIENT, kind=Kind.EQUAL if good else Kind.DIFFERENT, details=() if good else (told,))


def judged_by_rule(findings: Sequence[Mapping[str, Any]], known: Known, judged: Sequence[Severity]) -> Iterator[Verdict]:
    """A verdict on each rule, for each function in whose calls something was found."""
    for name, rule in RULES.items():
        found: dict[str, list[str]] = {}
        for each in findings:
            if each["rule"] == name:
                found.setdefault(each["function"] or "request", []).append(f"call {each['call']}: {each['text']}")
        area = rule.severity.value
        used = {known.line(f"{name}/{function}") for function in found}
        idle = [line for line in known.reasons if line.startswith(f"{name}/") and line not in used]
        if not found and not idle:
            yield Verdict(case=name, area=area, kind=Kind.EQUAL)
        for line in idle:
            yield Verdict(case=line, area=area, kind=Kind.EQUAL, line=line, known=known.reasons[line])
        for function, texts in found.items():
            case = f"{name}/{function}"
            listed = known.line(case)
            more = (f"and {len(texts) - _SHOWN} more",) if len(texts) > _SHOWN else ()
            yield Verdict(
                case=case,
                area=area,
                kind=Kind.DIFFERENT if rule.severity in judged else Kind.LEFT_OUT,
                details=(rule.text, *texts[:_SHOWN], *more),
                known=known.reasons[listed] if listed is not None else None,
                line=listed,
            )

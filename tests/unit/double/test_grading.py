"""The grade of a client, from what its story has left in the journal of a double."""

from __future__ import annotations

from typing import Any

from gateway.compare.conformance.known import Known
from gateway.compare.conformance.verdict import Kind
from gateway.double.grading import JUDGED, ended, judged_by_rule
from gateway.double.strictness.findings import RULES


def finding(rule: str, call: int, function: str = "core_a") -> dict[str, Any]:
    return {"rule": rule, "call": call, "function": function, "text": f"text {call}", "severity": RULES[rule].severity.value}


def test_a_client_of_whom_nothing_is_found_keeps_every_rule() -> None:
    verdicts = [*judged_by_rule([], Known({}), JUDGED)]
    assert [verdict.case for verdict in verdicts] == [*RULES]
    assert {verdict.kind for verdict in verdicts} == {Kind.EQUAL}


def test_what_is_found_is_told_by_rule_and_function_and_not_again_and_again() -> None:
    found = [finding("unknown-parameter", call) for call in range(1, 9)] + [finding("unknown-parameter", 9, "core_b")]
    verdicts = {verdict.case: verdict for verdict in judged_by_rule(found, Known({}), JUDGED) if verdict.kind is Kind.DIFFERENT}
    assert [*verdicts] == ["unknown-parameter/core_a", "unknown-parameter/core_b"]
    shown = verdicts["unknown-parameter/core_a"].details
    assert shown[1:] == ("call 1: text 1", "call 2: text 2", "call 3: text 3", "call 4: text 4", "call 5: text 5", "and 3 more")


def test_what_works_but_should_not_be_done_is_shown_and_not_judged() -> None:
    (verdict,) = [each for each in judged_by_rule([finding("token-in-url", 1)], Known({}), JUDGED) if each.kind is not Kind.EQUAL]
    assert (verdict.case, verdict.kind, verdict.area) == ("token-in-url/core_a", Kind.LEFT_OUT, "unsafe")


def test_a_known_finding_must_still_be_there() -> None:
    known = Known({"unknown-parameter/*": "ours", "empty-list/core_x": "ours"})
    verdicts = {verdict.case: verdict for verdict in judged_by_rule([finding("unknown-parameter", 1)], known, JUDGED)}
    assert not verdicts["unknown-parameter/core_a"].unexpected
    assert (verdicts["empty-list/core_x"].kind, verdicts["empty-list/core_x"].line) == (Kind.EQUAL, "empty-list/core_x")


def test_a_client_that_fails_or_calls_nothing_is_told_so() -> None:
    assert [verdict.details for verdict in ended(3, 0)] == [
        ("it ended with status 3",),
        ("it called nothing: does it go by TRIGLOT_URL and TRIGLOT_TOKEN?",),
    ]
    assert all(verdict.kind is Kind.EQUAL for verdict in ended(0, 1))

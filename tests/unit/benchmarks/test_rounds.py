from __future__ import annotations

import pytest

from benchmarks.rounds import Sample, Target, numbered, ratio, script
from benchmarks.scenarios import VARYING
from gateway.wire.exchange import HttpRequest


def sample(rate: float, cpu: float | None = None) -> Sample:
    return Sample(rate, cpu, p99=1.0, others=0.0)


def test_a_ratio_is_the_median_of_the_rounds_and_not_that_of_the_medians() -> None:
    ours = [sample(100.0), sample(10.0), sample(90.0)]
    theirs = [sample(100.0), sample(20.0), sample(100.0)]
    assert ratio(ours, theirs).rate == pytest.approx(0.9)


def test_who_spends_less_processor_time_has_a_ratio_above_one() -> None:
    assert ratio([sample(1.0, cpu=0.002)], [sample(1.0, cpu=0.006)]).cpu == pytest.approx(3.0)


def test_where_processor_time_is_not_known_there_is_no_ratio_of_it() -> None:
    assert ratio([sample(1.0, cpu=0.002)], [sample(1.0)]).cpu is None


def test_rounds_that_do_not_pair_are_an_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        ratio([sample(1.0)], [])


def test_the_script_of_the_load_holds_the_request_whatever_is_in_it() -> None:
    request = HttpRequest("POST", "/a?b=c", {"x-name": 'quote" and \\'}, "é\n".encode())
    lines = script(Target("http://127.0.0.1:1/base", request), 1).splitlines()
    assert lines[:4] == [
        'wrk.method = "POST"',
        'wrk.body = "\\195\\169\\010"',
        'wrk.headers["x-name"] = "quote\\034 and \\092"',
        'wrk.path = "/base/a?b=c"',
    ]
    assert "function request" not in "\n".join(lines)


def test_digits_that_vary_are_other_ones_in_each_request() -> None:
    request = HttpRequest("POST", f"/{VARYING}", {}, VARYING.encode())
    first, second = numbered(request), numbered(request)
    assert first.body == first.path[1:].encode() != second.body
    assert len(first.body) == len(VARYING)
    assert int(numbered(request, numbers=3).body) < 3
    assert "number % 7)" in script(Target("http://127.0.0.1:1", request, numbers=7), 5)

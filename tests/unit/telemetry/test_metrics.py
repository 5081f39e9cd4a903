"""Numbers for those who watch: counting, adding up, and the text that they read."""

from __future__ import annotations

from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client.parser import text_string_to_metric_families

from gateway.errors import CodedError, DatabaseAway, InternalError
from gateway.telemetry.calls import CallNumbers
from gateway.telemetry.exposition import written
from gateway.telemetry.metrics import OTHER, Family, Metrics, counter, folded, gauge, lasting
from gateway.wire.call import Failure, Step


def read(families: list[Family]) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    """The numbers as a reader of the text finds them."""
    text = written(families)[0].decode()
    found: dict[str, dict[tuple[tuple[str, str], ...], float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
    return found


def test_a_counter_counts_by_its_labels() -> None:
    metrics = Metrics(on=True)
    calls = metrics.counter("calls_total", "Calls.", "protocol")
    calls.add(1, ("rest",))
    calls.add(2.5, ("rest",))
    calls.add(1, ("soap",))
    assert read(metrics.families())["calls_total"] == {(("protocol", "rest"),): 3.5, (("protocol", "soap"),): 1}


def test_a_histogram_counts_each_value_in_all_buckets_that_it_is_not_above() -> None:
    metrics = Metrics(on=True)
    seconds = metrics.histogram("seconds", "Seconds.", buckets=(0.1, 1.0))
    for value in (0.05, 0.1, 0.5, 7):
        seconds.observe(value)
    found = read(metrics.families())
    assert found["seconds_bucket"] == {(("le", "0.1"),): 2, (("le", "1.0"),): 3, (("le", "+Inf"),): 4}
    assert found["seconds_count"] == {(): 4}
    assert found["seconds_sum"] == {(): 7.65}


def test_labels_that_are_too_many_are_not_told_apart() -> None:
    metrics = Metrics(on=True)
    calls = metrics.counter("calls_total", "Calls.", "function", most=2)
    for number in range(5):
        calls.add(1, (f"f{number}",))
    assert read(metrics.families())["calls_total"] == {(("function", "f0"),): 1, (("function", "f1"),): 1, (("function", OTHER),): 3}


def test_the_numbers_of_processes_add_up_but_for_those_of_which_the_greatest_counts() -> None:
    one = [counter("calls_total", "Calls.", {"rest": 1, "soap": 2}, "protocol"), gauge("age", "Age.", 3, greatest=True), gauge("on", "", 1)]
    other = [counter("calls_total", "Calls.", {"rest": 4}, "protocol"), gauge("age", "Age.", 2, greatest=True), gauge("on", "", 1)]
    assert read(folded((one, other))) == {
        "calls_total": {(("protocol", "rest"),): 5, (("protocol", "soap"),): 2},
        "age": {(): 3},
        "on": {(): 2},
    }
    assert [family.name for family in lasting(one)] == ["calls_total"]


def test_a_process_of_another_version_does_not_spoil_the_sum() -> None:
    metrics = Metrics(on=True), Metrics(on=True)
    for each, buckets in zip(metrics, ((0.1,), (0.1, 1.0)), strict=True):
        each.histogram("seconds", "Seconds.", buckets=buckets).observe(0.05)
    found = folded(each.families() for each in metrics)
    assert found[0].samples[0][1] == [1.0, 0.0, 0.0, 0.05]


def test_who_asks_for_openmetrics_gets_it() -> None:
    content, media_type = written([counter("calls_total", "Calls.", 3)], "application/openmetrics-text; version=1.0.0")
    assert media_type.startswith("application/openmetrics-text")
    families = list(openmetrics.text_string_to_metric_families(content.decode()))  # type: ignore[no-untyped-call]  # it has no types
    assert [(family.name, family.samples[0].value) for family in families] == [("calls", 3)]


def test_texts_from_elsewhere_cannot_break_out_of_their_label() -> None:
    assert read([counter("calls_total", 'A "text"\nof two lines', {'a"b\\c\n} 1': 1}, "what")]) == {
        "calls_total": {(("what", 'a"b\\c\n} 1'),): 1}
    }


def test_calls_are_told_by_what_became_of_them() -> None:
    metrics = Metrics(on=True)
    calls = CallNumbers(metrics)
    calls.count("rest", "core_f", None, 0.01)
    calls.count("rest", "whatever a stranger says", Failure(CodedError("invalidtoken", "moodle"), Step.AUTHENTICATE), 0.01)
    calls.count("rest", "no such function", Failure(CodedError("x", "y"), Step.RESOLVE), 0.01)
    calls.count("soap", "core_f", Failure(CodedError("x", "y"), Step.ADMIT), 0.01)
    calls.count("soap", "core_f", Failure(CodedError("x", "y"), Step.INVOKE), 0.01)
    calls.count("soap", "core_f", Failure(InternalError("ref"), Step.INVOKE), 0.01)
    calls.count("soap", "core_f", Failure(DatabaseAway(), Step.INVOKE), 0.01)
    assert [labels for labels, _ in metrics.families()[0].samples] == [
        ("rest", "core_f", "ok", ""),
        ("rest", "", "refused", "authenticate"),
        ("rest", "", "refused", "resolve"),
        ("soap", "core_f", "refused", "admit"),
        ("soap", "core_f", "failed", "invoke"),
        ("soap", "core_f", "internal", "invoke"),
        ("soap", "core_f", "away", "invoke"),
    ]

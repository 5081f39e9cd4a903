from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree

from benchmarks.files import Transfer
from benchmarks.growth import BASE, MOST, Grown, Start, Wsdl
from benchmarks.pages import PageTime
from benchmarks.report import GATEWAY, Outcome, plot, table, targets, write
from benchmarks.rounds import Ratio, Sample
from benchmarks.scenarios import chosen

KIND = "one token"


def outcome(name: str, **rates: float) -> Outcome:
    (scenario,) = chosen([name])
    samples = {contender.replace("_", "-"): [Sample(rate, 1 / rate, 5.0, 0.1)] for contender, rate in rates.items()}
    return Outcome(scenario, samples, {"fastapi": "no network"})


OUTCOMES = [
    outcome("nothing-rest", gateway=950.0, starlette=1000.0, asgi=1400.0),
    outcome("nothing-rest-w2", gateway=1425.0, starlette=2000.0),
]
SAMPLES = {KIND: [Sample(100.0, 0.01, 5.0, 0.1)]}
WSDLS = (Wsdl(0.25, 120_000), Wsdl(1.5, 300_000))
GROWTH = {
    BASE: Grown(10, SAMPLES, {KIND: Ratio(1.0, 1.0)}, (50.0, 60.0, 70.0), WSDLS, Start(0.8, 0.7, 0.5, 0.5)),
    MOST: Grown(10, SAMPLES, {KIND: Ratio(0.9, 0.96)}, (80.0, 90.0, 119.5), WSDLS, Start(1.0, 0.9, 0.5, 0.5)),
}


FILES = [Transfer("up", 150.0, 6.0, 200.0, 4.0, 98.0), Transfer("down", 900.0, 1.0, 500.0, 2.0, 98.0)]


PAGES = [PageTime("/admin/", 12.0, 20.0, 8.0), PageTime("/admin/users?q=x", 81.0, 90.0, 70.0)]


def test_the_slowest_page_is_a_target() -> None:
    (target,) = targets([], {}, [], PAGES)
    assert (target.what, target.measured, target.reached) == ("milliseconds of the slowest page, /admin/users?q=x", 81.0, False)
    assert any(line.split() == ["/admin/", "12.0", "20.0", "8.0"] for line in table([], {}, [], PAGES).splitlines())


def test_a_target_is_reached_or_missed() -> None:
    found = {target.what: target for target in targets(OUTCOMES, GROWTH, FILES)}
    assert found["nothing-rest against starlette"].measured == pytest.approx(0.95)
    assert found["nothing-rest against starlette"].reached
    assert not found[f"{MOST} against 10 of each"].reached
    assert found["megabytes of that worker after its WSDLs"].reached
    start = found[f"start to first answer in times of importing libraries, {MOST}"]
    assert start.measured == pytest.approx(2.0)
    assert start.by_cpu == pytest.approx(1.8)
    assert not start.reached
    assert not found["a gigabyte up against the least"].reached
    assert found["a gigabyte down against the least"].measured == pytest.approx(1.8)
    assert found["megabytes of the worker meanwhile"].reached


def test_what_a_second_worker_brings_is_compared_with_what_it_brings_others() -> None:
    (target,) = (target for target in targets(OUTCOMES, {}, []) if target.what.startswith("two workers"))
    assert target.measured == pytest.approx(1.5 / 2.0)


def test_a_contender_that_is_left_out_has_no_target_but_a_reason() -> None:
    assert not any("fastapi" in target.what for target in targets(OUTCOMES, GROWTH, FILES))
    assert "fastapi is left out of nothing-rest: no network" in table(OUTCOMES, GROWTH, FILES)


def test_the_table_has_a_line_for_each_contender() -> None:
    lines = table(OUTCOMES, GROWTH, FILES).splitlines()
    assert lines[1].split() == ["nothing-rest", GATEWAY, "950", "1,053", "5.0"]
    assert lines[2].split() == ["starlette", "1,000", "1,000", "5.0", "0.95", "0.95", "0.90"]
    (grown,) = (line for line in lines if line.startswith("10 of each"))
    assert "120 kB in 0.25 s  300 kB in 1.50 s" in grown
    (up,) = (line for line in lines if line.startswith("up "))
    assert up.split() == ["up", "150", "6.0", "200", "4.0", "98", "MB"]


def test_the_plot_is_well_formed_and_has_a_bar_for_each_ratio() -> None:
    root = etree.fromstring(plot(OUTCOMES))
    bars = [node for node in root.iter("{*}rect") if node.get("fill") == "#47a"]
    assert len(bars) == 3


def test_everything_is_written_down(tmp_path: Path) -> None:
    write(tmp_path / "results", {"python": "3"}, OUTCOMES, GROWTH, FILES)
    data = json.loads((tmp_path / "results" / "latest.json").read_text())
    assert data["scenarios"]["nothing-rest"]["ratios"]["starlette"]["rate"] == pytest.approx(0.95)
    assert data["growth"][MOST]["megabytes"] == [80.0, 90.0, 119.5]
    assert [each["name"] for each in data["files"]] == ["up", "down"]
    assert {file.suffix for file in (tmp_path / "results").iterdir()} == {".json", ".txt", ".svg"}

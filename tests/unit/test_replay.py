"""The driver of the replay: what it plays where, and what it makes of the outcome."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.oracle import recordings, refresh
from tests.oracle.run import Judgement, Outcome, judge, plan, write_report


def outcome(**differences: list[str]) -> Outcome:
    return Outcome(played={"a", "b", "c"}, differences=differences)


def test_an_outcome_as_the_list_has_it_is_right() -> None:
    assert judge(outcome(a=["status"]), {"a"}, whole=True).right


def test_a_case_that_is_not_listed_must_be_equal() -> None:
    assert judge(outcome(a=["status"], b=["body"]), {"a"}, whole=True) == Judgement(unlisted=["b"], equal=[], unknown=[])


def test_a_case_that_is_listed_must_differ() -> None:
    assert judge(outcome(), {"c", "a"}, whole=True) == Judgement(unlisted=[], equal=["a", "c"], unknown=[])


def test_an_id_that_no_case_has_must_not_be_listed_but_only_a_whole_replay_can_tell() -> None:
    assert judge(outcome(), {"gone"}, whole=True) == Judgement(unlisted=[], equal=[], unknown=["gone"])
    assert judge(outcome(), {"gone"}, whole=False).right


def test_files_that_read_share_a_gateway_and_flows_have_a_fresh_one() -> None:
    assert plan(["values", "campus_flows", "flows", "auth", "campus"]) == [
        ("site", ["values", "auth"]),
        ("site", ["flows"]),
        ("campus", ["campus"]),
        ("campus", ["campus_flows"]),
    ]


@pytest.fixture
def differing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list of differing cases in the place of the real one."""
    file = tmp_path / "differing.txt"
    monkeypatch.setattr(recordings, "DIFFERING", file)
    file.write_text("# How to read it.\n\n# state: a number,\n# counted on\na/1\na/2\n\n# text: ours\nb/1\n")
    return file


@pytest.mark.usefixtures("differing")
def test_every_listed_case_has_the_reason_of_its_block() -> None:
    assert recordings.differing() == {"a/1": "state: a number, counted on", "a/2": "state: a number, counted on", "b/1": "text: ours"}


def test_striking_ids_off_leaves_the_rest_as_it_is(differing: Path) -> None:
    recordings.strike({"a/1"})
    assert differing.read_text() == "# How to read it.\n\n# state: a number,\n# counted on\na/2\n\n# text: ours\nb/1\n"


def test_a_reason_goes_with_the_last_of_its_ids(differing: Path) -> None:
    recordings.strike({"b/1"})
    assert differing.read_text() == "# How to read it.\n\n# state: a number,\n# counted on\na/1\na/2\n"


def test_the_list_says_of_every_case_why_it_differs() -> None:
    kinds = ("not built: ", "deliberate: ", "state: ", "time: ", "text: ")
    assert [case for case, reason in recordings.differing().items() if not reason.startswith(kinds)] == []


def test_the_report_counts_as_test_runners_do(tmp_path: Path) -> None:
    report = tmp_path / "replay.xml"
    found = outcome(a=["status"], b=["body"])
    write_report(report, found, judge(found, {"a", "c"}, whole=True))
    assert report.read_text() == '<testsuite name="oracle" errors="0" failures="2" skipped="1" tests="3"/>\n'


def test_no_id_is_recorded_twice() -> None:
    ids = [case["id"] for name in recordings.names() for case in recordings.read(name)]
    assert len(ids) == len(set(ids))


def test_refreshing_packs_the_same_cases_into_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = tmp_path / "from", tmp_path / "to"
    (source / "cases").mkdir(parents=True)
    target.mkdir()
    for name in refresh.STATE:
        (source / name).write_text("{}")
    (source / "cases" / "wire.jsonl").write_text('{"id": "wire/1"}\n')
    monkeypatch.setattr(refresh, "HERE", target)
    monkeypatch.setattr(refresh, "CASES", target / "cases")
    packed = []
    for _ in range(2):
        refresh.main(source)
        packed.append((target / "cases" / "wire.jsonl.gz").read_bytes())
    assert packed[0] == packed[1]
    assert gzip.decompress(packed[0]) == b'{"id": "wire/1"}\n'


def test_refreshing_from_anything_else_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refresh, "HERE", tmp_path / "to")
    with pytest.raises(SystemExit, match="holds no recordings: site"):
        refresh.main(tmp_path)

"""``triglot conform`` against a running gateway: the recordings of the state that it holds, and the story that needs none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner, Result

from gateway.cli import main
from gateway.compare.conformance import cases
from tests.oracle.serve import serving

TOKEN = cases.token_for_everything("site")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving("site") as served:
        yield served.address


@pytest.fixture
def conform(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    monkeypatch.delenv("TRIGLOT_TOKEN", raising=False)

    def run(*options: str) -> Result:
        return CliRunner(catch_exceptions=False).invoke(main, ["conform", "--server", address, *options], prog_name="triglot")

    yield run
    structlog.reset_defaults()


def test_the_gateway_plays_the_story_to_its_end_and_leaves_nothing_behind(conform: object) -> None:
    assert callable(conform)
    for _ in range(2):  # the second time nothing of the first is in its way
        result = conform("--token", TOKEN, "--service", "all", "--json")
        report = json.loads(result.stdout)
        assert (report["cases"], result.exit_code) == ([], 0)
        assert report["total"]["equal"] > 130


def test_without_a_service_what_other_people_do_is_missing(conform: object) -> None:
    assert callable(conform)
    result = conform("--token", TOKEN, "--json", "--only", "^login")
    missing = {case["id"]: case["details"] for case in json.loads(result.stdout)["cases"]}
    assert missing["login/wrong_password"] == ["it needs 'service', which an earlier case did not make"]
    assert result.exit_code == 0


def test_the_recordings_of_the_state_are_equal(conform: object, tmp_path: Path) -> None:
    assert callable(conform)
    page, junit = tmp_path / "report.html", tmp_path / "report.xml"
    result = conform("--state", "site", "--suite", "restricted", "--suite", "flows", "--html", str(page), "--junit", str(junit))
    assert result.exit_code == 0, result.output
    assert "As expected: 77 of 77 cases are equal (100.0%)." in result.output
    assert "it writes" in page.read_text()
    assert 'tests="86" failures="0" skipped="9"' in junit.read_text().replace("errors", "")


def test_a_difference_that_nobody_knows_of_ends_with_1_and_one_that_is_not_there_has_to_be_struck_off(
    conform: object, tmp_path: Path
) -> None:
    assert callable(conform)
    known = tmp_path / "known.txt"
    known.write_text("# it is said\nrestricted/admin_ip_range/*\n")
    result = conform("--state", "site", "--suite", "restricted", "--known", str(known))
    assert result.exit_code == 1
    assert "strike them off the list\n  restricted/admin_ip_range/*" in result.output


def test_the_state_is_printed_for_who_is_to_hold_it(conform: object) -> None:
    result = CliRunner(catch_exceptions=False).invoke(main, ["conform", "state", "campus"])
    assert json.loads(result.stdout)["forum"]
    assert "http://127.0.0.1:8090" in result.stdout
    moved = CliRunner(catch_exceptions=False).invoke(main, ["conform", "state", "campus", "--at", "https://x.example/"])
    assert "http://127.0.0.1:8090" not in moved.stdout
    assert len(json.loads(moved.stdout)["blobs"]) == len(json.loads(result.stdout)["blobs"])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--state", "campus", "--suite", "values"], "no suite of campus: values; there are campus, campus_flows"),
        ([], "give an administrator's --token"),
        (["--state", "site", "--only", "("], "no regular expression"),
        (["--token", "none"], "refuses core_webservice_get_site_info with this token: invalidtoken"),
    ],
)
def test_what_cannot_be_played_is_told(conform: object, options: list[str], said: str) -> None:
    assert callable(conform)
    result = conform(*options)
    assert result.exit_code in (1, 2)
    assert said in result.output


def test_a_site_without_the_state_is_told_where_to_find_it(conform: object) -> None:
    assert callable(conform)
    result = conform("--state", "college")
    assert "does not hold the state college, whose courses it has not (triglot conform state college --at" in result.output

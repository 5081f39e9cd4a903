"""The four forms of a report."""

from __future__ import annotations

from lxml import etree

from gateway.compare.conformance import reports
from gateway.compare.conformance.verdict import Kind, Report, Verdict

SECRETS = {"s3cret": "[token]"}


def verdict(case: str, kind: Kind, *details: str, line: str | None = None) -> Verdict:
    return Verdict(case=case, area=case.split("/")[0], kind=kind, details=details, line=line, known="ours" if line else None)


REPORT = Report(
    server="http://server.example",
    title="A story",
    release="4.5.6",
    verdicts=[
        verdict("users/1", Kind.EQUAL),
        verdict("users/2", Kind.DIFFERENT, "$.a: want 1, got <s3cret>\x1b"),
        verdict("users/3", Kind.DIFFERENT, "$.b", line="users/3"),
        verdict("groups/1", Kind.MISSING, "the server does not offer core_x"),
        verdict("groups/2", Kind.LEFT_OUT, "it writes"),
        verdict("groups/3", Kind.EQUAL, line="groups/3"),
    ],
    listed=["users/3", "groups/3"],
)


def test_the_text_counts_by_area_and_shows_what_differs_without_secrets() -> None:
    lines = [*reports.as_text(REPORT, SECRETS)]
    assert lines[0] == "A story: http://server.example (4.5.6)"
    assert lines[2].split() == ["users", "1", "1", "1", "-", "-"]
    assert lines[3].split() == ["groups", "1", "-", "-", "1", "1"]
    assert lines[4].split() == ["2", "1", "1", "1", "1"]
    assert "      $.a: want 1, got <[token]>\\x1b" in lines
    assert lines[-2:] == ["  groups/3", "\nNot as expected: 2 of 4 cases are equal (50.0%)."]


def test_the_data_has_every_case_that_is_not_simply_equal() -> None:
    data = reports.as_data(REPORT, SECRETS)
    assert data["total"] == {"equal": 2, "different": 1, "known": 1, "missing": 1, "left_out": 1}
    assert [(case["id"], case["verdict"]) for case in data["cases"]] == [
        ("users/2", "different"), ("users/3", "different"), ("groups/1", "missing"), ("groups/2", "left out"), ("groups/3", "equal"),
    ]  # fmt: skip
    assert data["strike"] == ["groups/3"]
    assert not data["right"]


def test_the_page_escapes_what_servers_say() -> None:
    page = reports.as_page(REPORT, SECRETS)
    assert "&lt;[token]&gt;" in page
    assert "s3cret" not in page
    assert "<code>groups/3</code>" in page


def test_the_form_of_test_runners_fails_what_is_not_expected() -> None:
    root = etree.fromstring(reports.as_junit(REPORT, SECRETS))
    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("6", "2", "3")
    failed = [case.get("name") for case in root.iter("testcase") if case.find("failure") is not None]
    assert failed == ["users/2", "groups/3"]
    assert "s3cret" not in etree.tostring(root, encoding="unicode")

"""Reports of conformance: as text, as plain data for JSON, as a page, and in the form of test runners (JUnit)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from xml.etree import ElementTree

from gateway.compare.conformance.verdict import Kind, Report, Verdict
from gateway.compare.report import hidden, template
from gateway.telemetry.log import printable

__all__ = ["as_data", "as_junit", "as_page", "as_text"]

_COLUMNS: Final = ("equal", "different", "known", "missing", "left out")
# How many lines of one difference the text shows.
_LINES: Final = 4


def as_text(report: Report, secrets: Mapping[str, str], *, show: int = 20) -> Iterator[str]:
    """A report as lines for a terminal, with at most ``show`` of the cases that differ."""
    yield f"{report.title}: {report.server} ({printable(report.release)})"
    width = max(map(len, report.areas), default=0)
    yield f"  {'':{width}}" + "".join(f"{column:>11}" for column in _COLUMNS)
    for area, counts in [*report.areas.items(), ("", report.total)]:
        yield f"  {area:{width}}" + "".join(f"{counts[column] or '-':>11}" for column in _COLUMNS)
    yield from _differing(report.unexpected, secrets, show)
    if report.struck:
        yield "\nKnown to differ, but equal: strike them off the list"
        yield from (f"  {line}" for line in report.struck[:show])
        yield from _more(len(report.struck) - show)
    yield f"\n{summary(report)}"


def summary(report: Report) -> str:
    """A report in one sentence."""
    if not report.played:
        return "Nothing could be played."
    equal = report.total["equal"]
    state = "As expected" if report.right else "Not as expected"
    return f"{state}: {equal} of {report.played} cases are equal ({equal / report.played:.1%})."


def _differing(verdicts: list[Verdict], secrets: Mapping[str, str], show: int) -> Iterator[str]:
    if verdicts:
        yield "\nDiffer"
    for verdict in verdicts[:show]:
        yield f"  {verdict.case}"
        yield from (f"      {printable(hidden(line, secrets))}" for line in verdict.details[:_LINES])
    yield from _more(len(verdicts) - show)


def _more(count: int) -> Iterator[str]:
    if count > 0:
        yield f"  and {count} more"


def as_data(report: Report, secrets: Mapping[str, str]) -> dict[str, Any]:
    """A report as plain data: the counts, and every case that is not equal."""
    return {
        "server": report.server,
        "title": report.title,
        "release": report.release,
        "right": report.right,
        "summary": summary(report),
        "total": _counts(report.total),
        "areas": [{"name": name, **_counts(counts)} for name, counts in report.areas.items()],
        "cases": [_case(verdict, secrets) for verdict in report.verdicts if verdict.kind is not Kind.EQUAL or verdict.line],
        "strike": report.struck,
    }


def _counts(counts: Mapping[str, int]) -> dict[str, int]:
    return {column.replace(" ", "_"): counts.get(column, 0) for column in _COLUMNS}


def _case(verdict: Verdict, secrets: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": verdict.case,
        "area": verdict.area,
        "verdict": verdict.kind.value,
        "known": verdict.known if verdict.line else None,
        "details": hidden([*verdict.details], secrets),
    }


def as_page(report: Report, secrets: Mapping[str, str]) -> str:
    """A report as one HTML page, without scripts and external resources."""
    return template("conformance.html").render(report=as_data(report, secrets), columns=_COLUMNS)


def as_junit(report: Report, secrets: Mapping[str, str]) -> bytes:
    """A report in the form of JUnit: an area is a test suite, a case that differs fails, and one that is known to is skipped."""
    root = ElementTree.Element("testsuites", name=report.title)
    suites: dict[str, ElementTree.Element] = {}
    struck = {*report.struck}
    for verdict in report.verdicts:
        if verdict.area not in suites:
            suites[verdict.area] = ElementTree.SubElement(root, "testsuite", name=verdict.area)
        case = ElementTree.SubElement(suites[verdict.area], "testcase", classname=verdict.area, name=_xml(verdict.case))
        text = _xml("\n".join(hidden([*verdict.details], secrets)))
        if verdict.kind is Kind.EQUAL and verdict.line in struck:
            ElementTree.SubElement(case, "failure", message=f"known to differ, but equal: strike {verdict.line} off the list")
        elif verdict.unexpected:
            ElementTree.SubElement(case, "failure", message="differs").text = text
        elif verdict.kind is not Kind.EQUAL:
            why = f"known to differ: {verdict.known}" if verdict.line else verdict.kind.value
            ElementTree.SubElement(case, "skipped", message=_xml(why)).text = text
    for suite in [*suites.values(), root]:
        suite.set("tests", str(len(suite.findall(".//testcase"))))
        suite.set("failures", str(len(suite.findall(".//failure"))))
        suite.set("skipped", str(len(suite.findall(".//skipped"))))
        suite.set("errors", "0")
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _xml(text: str) -> str:
    """A text without what XML cannot carry."""
    return "\n".join(printable(line) for line in text.split("\n"))

"""The recorded exchanges about syntax, shapes, results and settings, replayed one by one against a running gateway.

`make replay` plays all recordings; these are the ones that say most in little time, for every Python the
project supports. What counts as equal is the replay tool's.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from _pytest.mark.structures import ParameterSet

from tests.oracle import recordings, replay
from tests.oracle.serve import serving

FILES = ("results", "settings", "shapes", "wire")
ROUTES = ("/webservice/rest/", "/webservice/xmlrpc/")


DEVIATIONS = recordings.deviations()
DIFFERING = recordings.differing()


def over_our_protocols(case: recordings.Case) -> bool:
    return all(path.startswith(ROUTES) for path in recordings.routes(case))


def parameter(case: recordings.Case) -> ParameterSet:
    """A case under its id; one that is listed as differing must differ."""
    marks = [pytest.mark.xfail(reason="listed in differing.txt")] if case["id"] in DIFFERING else []
    return pytest.param(case, id=case["id"], marks=marks)


CASES = [case for name in FILES for case in recordings.read(name) if over_our_protocols(case)]
RECORDED = [parameter(case) for case in CASES if not DEVIATIONS.search(case["id"])]


@pytest.fixture(scope="session")
def site() -> Iterator[object]:
    """One gateway for all cases (for those of one worker, where tests are spread): none of them changes anything."""
    with serving("site") as served:
        site = replay.Site(served.address)
        yield site
        if connection := getattr(site.local, "c", None):  # the tool keeps one open as long as its process lives
            connection.close()


@pytest.mark.parametrize("case", RECORDED)
def test_a_recorded_exchange_is_equal(site: object, case: recordings.Case) -> None:
    assert replay.play(site, case) == []

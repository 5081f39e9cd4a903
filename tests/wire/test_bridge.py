"""A gateway in front of another one, both as people run them: recorded reads through it, its commands, and switching while it runs."""

from __future__ import annotations

import json
import subprocess
import time
import xmlrpc.client
from collections.abc import Iterator
from typing import Any, cast

import httpx2
import pytest

from tests.oracle import replay
from tests.oracle.bridge import FRONT, LOST, Bridge, bridging, selected, token_of
from tests.oracle.serve import ROOT

COURSES = "core_course_get_courses"


@pytest.fixture(scope="module")
def bridge() -> Iterator[Bridge]:
    """A bridge to the recorded campus."""
    with bridging("campus", token_of("campus"), FRONT) as made:
        yield made


def triglot(bridge: Bridge, *arguments: str) -> str:
    """What a command prints."""
    done = subprocess.run([*bridge.here.triglot, *arguments], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    return done.stdout.decode()


def called(bridge: Bridge, function: str) -> bytes:
    fields = {"wstoken": token_of("campus"), "wsfunction": function, "moodlewsrestformat": "json"}
    return httpx2.post(f"{bridge.here.address}/webservice/rest/server.php", data=fields).content


def test_recorded_reads_are_the_same_through_a_bridge_by_every_protocol(bridge: Bridge) -> None:
    cases = selected("campus")
    assert {case["id"].rpartition("/")[2] for case in cases} >= {"json", "xmlrpc"}
    site: Any = replay.Site(bridge.here.address)
    try:
        different = {case["id"]: lines for case in cases if case["id"] not in LOST and (lines := list(replay.play(site, case)))}
    finally:
        site.local.c.close()
    assert different == {}


def test_a_function_is_switched_and_switched_back_while_the_gateway_runs(bridge: Bridge) -> None:
    there = called(bridge, COURSES)
    for side, answers in (("new", False), ("legacy", True)):
        assert triglot(bridge, "upstream", "switch", "there", COURSES, side) == f"{COURSES}: {side}.\n"
        for _ in range(200):  # the change is known within a second
            if (called(bridge, COURSES) == there) is answers:
                break
            time.sleep(0.05)
        assert (called(bridge, COURSES) == there) is answers
    (entry,) = json.loads(triglot(bridge, "parity", "there", "--json"))
    assert (entry["function"], entry["side"], entry["calls"]) == (COURSES, "legacy", 0)
    assert "there" in triglot(bridge, "upstream", "list")


def test_a_client_of_the_standard_library_notices_nothing(bridge: Bridge) -> None:
    courses = []
    for served in (bridge.there, bridge.here):
        with xmlrpc.client.ServerProxy(f"{served.address}/webservice/xmlrpc/server.php?wstoken={token_of('campus')}") as proxy:
            assert COURSES in cast("list[str]", proxy.system.listMethods())
            courses.append(cast("list[dict[str, object]]", proxy.core_course_get_courses()))
    assert [course["shortname"] for course in courses[0]] == [course["shortname"] for course in courses[1]]


def test_wrong_words_are_told_in_a_line(bridge: Bridge) -> None:
    for arguments, said in (
        (("switch", "nowhere", COURSES, "new"), "the settings name no upstream 'nowhere'"),
        (("import", "there", "--token", "0" * 32), "The token is not valid."),
    ):
        done = subprocess.run([*bridge.here.triglot, "upstream", *arguments], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True)
        assert done.returncode == 1
        assert said in done.stderr.decode()
        assert "Traceback" not in done.stderr.decode()

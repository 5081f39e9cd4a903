"""Several workers on one database: changes hold everywhere, nothing is lost when workers come and go."""

from __future__ import annotations

import http.client
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests import postgres
from tests.cluster.cluster import ADMIN, PROBE, PROBE_TEACHER, Cluster, cluster

WRITERS, CALLS_EACH, NAMES_BETWEEN_KILLS = 4, 250, 80


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    directory = tmp_path_factory.mktemp("cluster")
    if request.param == "postgresql":
        postgres.require()
    database = postgres.database() if request.param == "postgresql" else nullcontext(f"sqlite:///{directory}/triglot.db")
    with database as url, cluster(directory, url) as served:
        yield served


def eventually(holds: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether something becomes true in a time far longer than it should take."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return False


def errorcode(answer: object) -> str:
    return str(answer["errorcode"]) if isinstance(answer, dict) and "errorcode" in answer else ""


def answers(site: Cluster, token: str, count: int = 12) -> list[object]:
    """Answers on connections of their own, so that all workers get some."""
    return [site.call(token, "local_probe_private_ping") for _ in range(count)]


def test_there_are_as_many_workers_as_asked_for(site: Cluster) -> None:
    assert len(site.workers()) == 2


def test_a_revoked_token_is_refused_by_all_workers(site: Cluster) -> None:
    token = site.command("token", "create", "--user", "admin", "--service", "probe").strip()
    assert answers(site, token) == ["pong"] * 12
    site.command("token", "revoke", token)
    assert eventually(lambda: all(errorcode(answer) == "invalidtoken" for answer in answers(site, token)))


@pytest.mark.parametrize(
    ("close", "reopen"),
    [
        (["role", "prohibit", "user", "webservice/rest:use"], ["role", "allow", "user", "webservice/rest:use"]),
        (["service", "disable", "probe"], ["service", "enable", "probe"]),
        (["user", "suspend", "teacher"], ["user", "unsuspend", "teacher"]),
    ],
    ids=["role", "service", "user"],
)
def test_a_change_by_a_command_is_in_force_in_all_workers(site: Cluster, close: list[str], reopen: list[str]) -> None:
    assert answers(site, PROBE_TEACHER) == ["pong"] * 12
    site.command(*close)
    assert eventually(lambda: all(errorcode(answer) for answer in answers(site, PROBE_TEACHER)))
    site.command(*reopen)
    assert eventually(lambda: answers(site, PROBE_TEACHER) == ["pong"] * 12)


def test_a_restart_loses_no_request(site: Cluster) -> None:
    before = set(site.workers())
    stop, seen = threading.Event(), []

    def keep_calling() -> None:
        while not stop.is_set():
            seen.append(site.call(PROBE, "local_probe_private_ping"))

    with ThreadPoolExecutor(2) as pool:
        callers = [pool.submit(keep_calling) for _ in range(2)]
        site.signal(signal.SIGHUP)
        replaced = eventually(lambda: len(site.workers()) == 2 and not before & set(site.workers()), 60)
        stop.set()
        for caller in callers:
            caller.result()
    assert replaced
    assert seen == ["pong"] * len(seen)
    assert len(seen) > 10


def test_killed_workers_lose_nothing_that_was_answered_and_leave_nothing_half_written(site: Cluster) -> None:
    answered: set[str] = set()
    refused: list[object] = []
    done = threading.Event()

    def create_pairs(writer: int) -> None:
        for number in range(CALLS_EACH):
            names = [f"kill-{writer}-{number}-{half}" for half in "ab"]
            fields = {f"groups[{index}][{key}]": value for index, name in enumerate(names) for key, value in _group(name).items()}
            try:
                answer = site.call(ADMIN, "core_group_create_groups", **fields)
            except (OSError, http.client.HTTPException):
                continue  # the worker died before it answered: nothing was promised
            if errorcode(answer):
                refused.append(answer)
            else:
                answered.update(names)

    def kill_at_random() -> None:
        before = 0
        while not done.wait(random.uniform(0.0, 0.2)):
            # How long a worker takes to start says more about the machine; so the next goes after some more answers.
            if len(answered) >= before + NAMES_BETWEEN_KILLS and (workers := site.workers()):
                before = len(answered)
                os.kill(random.choice(workers), signal.SIGKILL)

    killer = threading.Thread(target=kill_at_random)
    killer.start()
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(create_pairs, range(WRITERS)))
    done.set()
    killer.join()
    assert refused == []
    assert eventually(lambda: len(site.workers()) == 2, 30)
    stored = {name for name in site.group_names() if name.startswith("kill-")}
    assert answered <= stored
    assert {name[:-1] for name in stored if name.endswith("a")} == {name[:-1] for name in stored if name.endswith("b")}


def counted(site: Cluster) -> tuple[int, int]:
    """The calls that all workers have counted, and the number of workers that tell, by whichever is asked."""
    with urlopen(f"{site.address}/metrics") as answer:  # noqa: S310 - of the test's own server
        families = {family.name: family for family in text_string_to_metric_families(answer.read().decode())}
    calls = [sample.value for sample in families["triglot_call_seconds"].samples if sample.name.endswith("_count")]
    return int(sum(calls)), int(families["triglot_processes"].samples[0].value)


def test_the_numbers_are_those_of_all_workers_and_outlive_them(site: Cluster) -> None:
    assert eventually(lambda: (counted_or_not(site) or (0, 0))[1] == 2, 30)  # a test before may have killed one
    before = counted(site)[0]
    answers(site, PROBE, 30)
    assert counted(site) == (before + 30, 2)
    os.kill(site.workers()[0], signal.SIGKILL)
    assert eventually(lambda: len(site.workers()) == 2 and counted_or_not(site) == (before + 30, 2), 30)


def counted_or_not(site: Cluster) -> tuple[int, int] | None:
    """What ``counted`` gives, None while the worker that would answer is being replaced."""
    try:
        return counted(site)
    except (OSError, http.client.HTTPException):
        return None


def test_two_processes_that_write_at_once_never_answer_that_the_database_is_locked(site: Cluster) -> None:
    def create(number: int) -> object:
        return site.call(
            ADMIN, "core_group_create_groups", **{f"groups[0][{key}]": value for key, value in _group(f"busy-{number}").items()}
        )

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(create, range(200)))
    assert [errorcode(outcome) for outcome in outcomes] == [""] * 200


def _group(name: str) -> dict[str, Any]:
    return {"courseid": 2, "name": name, "description": ""}


def create_once(site: Cluster, key: str, name: str) -> bytes:
    """The answer to a call that makes a group, with a key by which repeated calls are known, on a connection of its own."""
    connection = http.client.HTTPConnection(urlsplit(site.address).netloc, timeout=60)
    try:
        fields = {"groups[0][courseid]": 2, "groups[0][name]": name, "groups[0][description]": ""}
        query = urlencode({"wstoken": ADMIN, "wsfunction": "core_group_create_groups", "moodlewsrestformat": "json"})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Idempotency-Key": key}
        connection.request("POST", f"/webservice/rest/server.php?{query}", urlencode(fields), headers)
        return connection.getresponse().read()
    finally:
        connection.close()


def test_two_hundred_duplicates_at_once_make_one_row_and_equal_answers(site: Cluster) -> None:
    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(lambda _: create_once(site, "duplicate", "Duplicate"), range(200)))
    assert len(set(found)) == 1, set(found)
    assert b"Duplicate" in found[0]
    assert site.group_names().count("Duplicate") == 1


def test_workers_that_are_killed_leave_none_or_one_of_a_repeated_call(site: Cluster) -> None:
    names = [f"Repeated {number}" for number in range(10)]

    def repeat(number: int) -> None:
        with suppress(OSError, http.client.HTTPException):  # the worker was killed
            create_once(site, f"key-{number}", names[number % 10])

    with ThreadPoolExecutor(10) as pool:
        sent = [pool.submit(repeat, number % 10) for number in range(200)]
        for worker in site.workers():
            os.kill(worker, signal.SIGKILL)
        for each in sent:
            each.result()
    assert eventually(lambda: len(site.workers()) == 2)
    for number in range(10):  # whoever asks again has it made, or is told of what was made
        assert eventually(lambda number=number: names[number].encode() in create_once_or_not(site, number))  # type: ignore[misc]
    assert sorted(name for name in site.group_names() if name in names) == sorted(names)


def create_once_or_not(site: Cluster, number: int) -> bytes:
    """The answer to one of the repeated calls, empty where none comes."""
    try:
        return create_once(site, f"key-{number}", f"Repeated {number}")
    except (OSError, http.client.HTTPException):
        return b""

"""The plug-in for pytest, in a process of its own that runs the tests of somebody's client."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = """
import pytest
from gateway.double.moodle import MoodleError

COURSE = {"fullname": "Flags \\u2713", "shortname": "new", "categoryid": 1, "visible": True}


def find(moodle, shortname):
    return moodle.call("core_course_get_courses_by_field", field="shortname", value=shortname)["courses"]


def test_a_world_is_real(moodle):
    (made,) = moodle.call("core_course_create_courses", courses=[COURSE])
    assert [(course["id"], course["fullname"]) for course in find(moodle, "new")] == [(made["id"], COURSE["fullname"])]
    moodle.called("core_course_create_courses", {"courses": [{"shortname": "new"}]}, times=1)
    moodle.not_called("core_user_create_users")
    assert [call["function"] for call in moodle.calls(function="core_course_create*")] == ["core_course_create_courses"]


def test_each_test_has_its_own(moodle):
    assert find(moodle, "new") == []


def test_a_refusal_has_its_code(moodle):
    with pytest.raises(MoodleError) as refused:
        moodle.call("core_course_create_courses", as_="student", courses=[COURSE])
    assert refused.value.errorcode == "nopermissions"


def test_the_clock_is_the_test_s(moodle):
    before = moodle.clock.now
    moodle.clock.advance("7d")
    assert moodle.clock.now == before + 7 * 86400


def test_what_goes_wrong_is_the_test_s(moodle):
    moodle.faults.add("maintenance", times=1)
    with pytest.raises(MoodleError, match="sitemaintenance"):
        find(moodle, "ALG1")
    assert find(moodle, "ALG1")


def test_assertions_say_what_was_called_instead(moodle):
    find(moodle, "ALG1")
    with pytest.raises(AssertionError, match='value is "ALG1", and not "PHY1"'):
        moodle.called("core_course_get_courses_by_field", {"value": "PHY1"})
    with pytest.raises(LookupError, match="there is no token 'nobody'; there are admin, "):
        moodle.token("nobody")
    assert moodle.token("sam") == moodle.token("student")


@pytest.mark.moodle(seed={"people": {"ann": {"firstname": "Ann"}}})
def test_a_seed_may_stand_in_the_test(moodle):
    (ann,) = moodle.call("core_user_get_users_by_field", field="username", values=["ann"])
    assert ann["firstname"] == "Ann"


@pytest.mark.moodle(seed="people.yaml")
def test_a_seed_may_be_a_file_beside_the_test(moodle):
    (bob,) = moodle.call("core_user_get_users_by_field", field="username", values=["bob"])
    assert bob["firstname"] == "Bob"


@pytest.mark.moodle(profile="3.9", clock="2021-03-01T08:00:00Z")
def test_a_site_may_be_an_older_one(moodle):
    assert moodle.call("core_webservice_get_site_info")["release"].startswith("3.9")
    assert moodle.clock.now == 1614585600


@pytest.mark.moodle(seed="nowhere.yaml")
def test_a_seed_that_is_not_there_is_told(moodle):
    pass


def test_a_shared_site_is_shared(moodle_session):
    moodle_session.call("core_course_create_courses", courses=[COURSE])


def test_by_all(moodle_session):
    assert find(moodle_session, "new")


def send_what_no_site_takes(moodle):
    with pytest.raises(MoodleError):
        moodle.call("core_user_get_users", criteria=[{"name": "email", "value": "a@example.org"}])


def test_what_a_real_site_would_refuse_fails_a_strict_test(moodle):
    send_what_no_site_takes(moodle)


@pytest.mark.moodle(strict=False)
def test_unless_it_says_that_it_is_not_strict(moodle):
    send_what_no_site_takes(moodle)
"""


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest says of the tests."""
    folder = tmp_path_factory.mktemp("tests")
    (folder / "test_client.py").write_text(TESTS)
    (folder / "people.yaml").write_text("people:\n  bob: {firstname: Bob}\n")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-m", "pytest", "-rA", "-W", "error", "--strict-markers", "--triglot-strict", "-p", "no:cacheprovider"]
    done = subprocess.run([*command, "--rootdir", str(folder), str(folder)], cwd=folder, env=environment, capture_output=True, text=True)
    return done.stdout + done.stderr


def test_tests_pass_and_fail_as_they_should(printed: str) -> None:
    assert "1 failed, 12 passed, 1 error" in printed, printed


def test_a_strict_test_fails_with_what_a_real_site_would_refuse(printed: str) -> None:
    assert "FAILED test_client.py::test_what_a_real_site_would_refuse_fails_a_strict_test" in printed
    assert "call 1: core_user_get_users: no parameter criteria[0][name]; did you mean key? (unknown-parameter)" in printed


def test_a_seed_that_is_not_there_is_told_with_where_it_was_looked_for(printed: str) -> None:
    assert "there is no seed nowhere.yaml in /" in printed

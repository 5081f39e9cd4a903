"""Rules of faults: which calls they meet, how they are written, and what is said of those that are written wrong."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest

from gateway.double.faults.faults import Faults
from gateway.double.faults.kinds import PRESETS
from gateway.double.faults.rules import MOST, Active, Asked, FaultsError, Rule, read
from gateway.double.line import LineCut
from tests.unit.double.calling import ask, control

CALL = Asked(
    path="/webservice/rest/server.php", protocol="rest", function="core_course_get_courses", token="t" * 32, tokenname="adas", user="ada"
)


def turns(count: int = 10, **rule: Any) -> list[int]:
    """The numbers of the calls that meet a fault."""
    active = Active(Rule(fault="maintenance", **rule), "tried")
    return [number for number in range(1, count + 1) if active.meets(CALL)]


@pytest.mark.parametrize(
    ("rule", "met"),
    [
        ({}, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
        ({"calls": 3}, [3]),
        ({"calls": [1, 4]}, [1, 4]),
        ({"every": 3}, [3, 6, 9]),
        ({"after": 7}, [8, 9, 10]),
        ({"after": 1, "every": 4}, [5, 9]),
        ({"times": 2}, [1, 2]),
        ({"every": 2, "times": 3}, [2, 4, 6]),
        ({"chance": 0.0}, []),
        ({"chance": 1.0, "times": 1}, [1]),
    ],
)
def test_a_rule_meets_the_calls_whose_turn_it_is(rule: dict[str, Any], met: list[int]) -> None:
    assert turns(**rule) == met


def test_chance_is_decided_by_the_seed_of_the_rule_alone() -> None:
    assert turns(200, chance=0.3, seed=5) == turns(200, chance=0.3, seed=5)
    assert turns(200, chance=0.3, seed=5) != turns(200, chance=0.3, seed=6)
    assert 40 < len(turns(200, chance=0.3, seed=5)) < 80


@pytest.mark.parametrize(
    "rule",
    [
        {"function": "core_course_*"},
        {"protocol": "rest"},
        {"token": "adas"},
        {"token": "t" * 32},
        {"user": "a?a"},
        {"path": "/webservice/rest/*"},
        {"function": "core_*", "user": "ada", "token": "adas"},
    ],
)
def test_a_rule_meets_the_calls_that_it_describes(rule: dict[str, str]) -> None:
    assert turns(1, **rule) == [1]


@pytest.mark.parametrize(
    "rule",
    [
        {"function": "core_user_*"},
        {"function": "CORE_COURSE_*"},
        {"protocol": "soap"},
        {"token": "bobs"},
        {"user": "bob"},
        {"path": "/login/*"},
        {"function": "core_*", "user": "bob"},
    ],
)
def test_a_rule_meets_no_other_call(rule: dict[str, str]) -> None:
    assert turns(1, **rule) == []


def test_a_call_that_a_rule_is_not_about_is_not_counted() -> None:
    active = Active(Rule(fault="maintenance", function="core_user_*", calls=1), "tried")
    assert not active.meets(CALL)
    assert active.seen == 0


def test_a_token_can_only_be_gone_where_there_is_one() -> None:
    active = Active(Rule(fault="expired-token"), "tried")
    assert active.meets(CALL)
    assert not active.meets(Asked(protocol="rest", function="core_course_get_courses", user="ada"))


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        ({}, "[0]", "missing required field 'fault'"),
        ({"fault": "mantenance"}, "[0].fault", "did you mean maintenance?"),
        ({"fault": "qqqq"}, "[0].fault", "there are access-refused, "),
        ({"fault": {"kind": "error"}}, "[0].fault", "missing required field 'code'"),
        ({"fault": {"kind": "earthquake"}}, "[0].fault.kind", "'earthquake'"),
        ({"fault": {"kind": "error", "code": "a b"}}, "[0].fault.code", "regex"),
        ({"fault": {"kind": "delay", "seconds": 1e9}}, "[0].fault.seconds", "<= 300"),
        ({"fault": {"kind": "status", "status": 99}}, "[0].fault.status", ">= 200"),
        ({"fault": {"kind": "content-type", "type": "a\r\nset-cookie: b"}}, "[0].fault.type", "regex"),
        ({"fault": "delay", "chance": 2}, "[0].chance", "<= 1.0"),
        ({"fault": "delay", "calls": [0]}, "[0].calls[0]", ">= 1"),
        ({"fault": "delay", "colour": "red"}, "[0]", "'colour'"),
        ({"fault": "delay", "name": "a b"}, "[0].name", "regex"),
        (7, "[0]", "expected 'object'"),
    ],
)
def test_what_is_wrong_with_a_rule_is_told_with_its_path(rule: object, path: str, text: str) -> None:
    with pytest.raises(FaultsError) as caught:
        read([rule])
    assert caught.value.path == path
    assert text in caught.value.text


def test_there_are_no_more_rules_than_may_be() -> None:
    faults = Faults()
    faults.add([Rule(fault="delay")] * MOST)
    with pytest.raises(FaultsError, match="at most"):
        faults.add([Rule(fault="delay")])


async def test_rules_are_shown_with_what_they_did(browser: httpx2.AsyncClient) -> None:
    rule = {"name": "refused", "function": "core_course_*", "fault": {"kind": "error", "code": "nopermissions"}, "times": 1}
    assert (await control(browser, "faults", rule))["added"] == ["refused"]
    assert (await ask(browser, "core_course_get_courses"))["errorcode"] == "nopermissions"
    assert isinstance(await ask(browser, "core_course_get_courses"), list)
    await ask(browser, "core_webservice_get_site_info")
    assert (await control(browser, "faults"))["rules"] == [{**rule, "seen": 2, "applied": 1}]


async def test_a_rule_takes_the_place_of_another_with_its_name_and_goes_by_it(browser: httpx2.AsyncClient) -> None:
    await control(browser, "faults", {"name": "one", "fault": "maintenance"})
    await control(browser, "faults", {"rules": [{"name": "one", "fault": "no-permission"}, {"fault": "delay", "chance": 0}]})
    assert [(each["name"], each["fault"]) for each in (await control(browser, "faults"))["rules"]] == [
        ("one", "no-permission"),
        ("rule-1", "delay"),
    ]
    left = (await browser.delete("/_triglot/faults?name=one")).json()
    assert [each["name"] for each in left["rules"]] == ["rule-1"]
    assert (await browser.delete("/_triglot/faults?name=one")).json()["error"]["path"] == "name"
    assert (await browser.put("/_triglot/faults", json={"rules": [{"fault": "maintenance"}]})).json()["added"] == ["rule-1"]
    assert (await browser.delete("/_triglot/faults")).json() == {"rules": [], "added": []}
    assert "sitename" in await ask(browser, "core_webservice_get_site_info")


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({}, "fault"),
        ({"fault": "no-such"}, "fault"),
        ({"rules": [{"fault": "delay"}, {"fault": "no-such"}]}, "rules[1].fault"),
        ({"rules": [], "user": "ada"}, "user"),
        ({"rules": [{}]}, "rules[0]"),
        ({"fault": {"kind": "cut", "where": "middle"}}, "fault.where"),
    ],
)
async def test_rules_that_are_none_are_refused_whole(browser: httpx2.AsyncClient, document: object, path: str) -> None:
    assert (await control(browser, "faults", document))["error"]["path"] == path
    assert (await control(browser, "faults"))["rules"] == []


async def test_faults_are_those_of_one_world_and_gone_after_its_reset(browser: httpx2.AsyncClient) -> None:
    await control(browser, "faults", {"fault": "maintenance"}, world="one")
    assert (await ask(browser, "core_webservice_get_site_info", "one"))["errorcode"] == "sitemaintenance"
    assert "sitename" in await ask(browser, "core_webservice_get_site_info", "two")
    await control(browser, "reset", {}, world="one")
    assert "sitename" in await ask(browser, "core_webservice_get_site_info", "one")
    assert (await control(browser, "calls", world="one"))["count"] == 1


@pytest.mark.parametrize(("status", "text"), [(204, ""), (299, "<h1>299</h1>"), (500, "<h1>500 Internal Server Error</h1>")])
async def test_a_status_has_the_body_that_it_may_have(browser: httpx2.AsyncClient, status: int, text: str) -> None:
    await control(browser, "faults", {"fault": {"kind": "status", "status": status}})
    answer = await browser.get("/webservice/rest/server.php")
    assert answer.status_code == status
    assert text in answer.text if text else answer.content == b""


async def test_rules_know_users_by_password_and_session(browser: httpx2.AsyncClient) -> None:
    await control(browser, "faults", {"fault": "maintenance", "user": "bob"})
    form = {"wsfunction": "core_webservice_get_site_info", "moodlewsrestformat": "json", "wspassword": "x"}
    for user in ("ada", "bob"):
        await browser.post("/webservice/rest/simpleserver.php", data={**form, "wsusername": user})
    await browser.post("/lib/ajax/service.php?sesskey=x", json=[{"index": 0, "methodname": "core_fetch_notifications", "args": {}}])
    assert [rule["seen"] for rule in (await control(browser, "faults"))["rules"]] == [1]


async def test_the_control_face_meets_no_faults(browser: httpx2.AsyncClient) -> None:
    await control(browser, "faults", {"fault": "unavailable"})
    assert (await browser.get("/webservice/rest/server.php")).status_code == 503
    assert (await browser.get("/_triglot/faults")).status_code == 200


async def test_the_name_of_a_fault_is_a_rule(browser: httpx2.AsyncClient) -> None:
    assert (await control(browser, "faults", "maintenance"))["rules"][0]["fault"] == "maintenance"
    assert (await control(browser, "faults", "maintenace"))["error"]["path"] == "fault"


async def test_presets_are_shown_as_they_may_be_written(browser: httpx2.AsyncClient) -> None:
    presets = (await control(browser, "faults/presets"))["presets"]
    assert presets.keys() == PRESETS.keys()
    assert await control(browser, "faults", {"rules": [{"fault": fault, "chance": 0} for fault in presets.values()]})


async def test_without_a_server_a_cut_connection_is_an_error_of_the_application(browser: httpx2.AsyncClient) -> None:
    await control(browser, "faults", {"fault": "cut-before-answer"})
    with pytest.raises(LineCut):
        await ask(browser, "core_webservice_get_site_info")
    await browser.put("/_triglot/faults", json={"fault": "truncated"})
    with pytest.raises(LineCut):
        await ask(browser, "core_webservice_get_site_info")

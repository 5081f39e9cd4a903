"""The control face: the clock, tokens, states in and out, and errors that say what is wrong."""

from __future__ import annotations

import httpx2
import orjson
import pytest
from openapi_spec_validator import validate

from gateway.double.clocks import DEFAULT_MOMENT
from tests.unit.double.calling import ask, control
from tests.unit.double.conftest import ADDRESS, TOKEN


async def test_a_world_says_what_it_is(browser: httpx2.AsyncClient) -> None:
    about = await control(browser, "", world="one")
    assert about["world"] == "one"
    assert about["address"] == f"{ADDRESS}/t/one"
    assert about["clock"] == {"now": DEFAULT_MOMENT, "time": "2026-01-01T10:00:00Z", "running": False}


async def test_the_clock_stands_still_until_it_is_told_otherwise(browser: httpx2.AsyncClient) -> None:
    assert await control(browser, "clock", {"advance": "1d"}) == {
        "now": DEFAULT_MOMENT + 86_400,
        "time": "2026-01-02T10:00:00Z",
        "running": False,
    }
    assert (await control(browser, "clock", {"now": "2026-09-07T08:00:00Z", "advance": 5}))["time"] == "2026-09-07T08:00:05Z"
    assert (await control(browser, "clock", {"run": True}))["running"]
    assert not (await control(browser, "clock", {"freeze": True}))["running"]
    assert (await control(browser, "clock"))["now"] >= DEFAULT_MOMENT


async def test_the_clock_is_that_of_one_world(browser: httpx2.AsyncClient) -> None:
    await control(browser, "clock", {"now": 1_800_000_000}, "one")
    assert (await control(browser, "clock", world="two"))["now"] == DEFAULT_MOMENT


async def test_a_token_expires_when_the_clock_says_so(browser: httpx2.AsyncClient) -> None:
    until = {"id": 9, "token": "9" * 32, "userid": 2, "externalserviceid": 2, "contextid": 1, "timecreated": 0}
    await control(browser, "seed", {"external_tokens": [{**until, "validuntil": int(DEFAULT_MOMENT) + 3600}]})
    assert "sitename" in await ask(browser, "core_webservice_get_site_info", wstoken="9" * 32)
    await control(browser, "clock", {"advance": "1h1s"})
    assert (await ask(browser, "core_webservice_get_site_info", wstoken="9" * 32))["errorcode"] == "accessexception"


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"now": "tomorrow"}, "now"),
        ({"now": -1}, "now"),
        ({"advance": "3 days"}, "advance"),
        ({"advance": -1e12}, "advance"),
        ({"advance": True}, "advance"),
        ({"freeze": True, "run": True}, "freeze"),
        ({"freeze": "yes"}, "freeze"),
        ({"forward": 3}, ""),
    ],
)
async def test_a_clock_is_not_set_to_nonsense(browser: httpx2.AsyncClient, document: object, path: str) -> None:
    error = (await control(browser, "clock", document))["error"]
    assert error["code"] == "invalid"
    assert error["path"] == path
    assert (await control(browser, "clock"))["now"] == DEFAULT_MOMENT


async def test_tokens_are_listed_with_their_values(browser: httpx2.AsyncClient) -> None:
    assert await control(browser, "tokens") == [{"name": "adas", "token": TOKEN, "user": "ada", "service": "all"}]


async def test_the_rows_of_a_state_are_added_and_seen_at_once(browser: httpx2.AsyncClient) -> None:
    assert "sitename" in await ask(browser, "core_webservice_get_site_info")
    person = {
        "id": 7,
        "username": "ben",
        "password": "Ben.12345",
        "firstname": "Ben",
        "lastname": "B",
        "email": "b@example.org",
        "confirmed": 1,
    }
    token = {"id": 9, "token": "9" * 32, "userid": 7, "externalserviceid": 2, "contextid": 1, "timecreated": 0, "name": "bens"}
    await control(browser, "seed", {"user": [person], "external_tokens": [token]})
    assert [each["name"] for each in await control(browser, "tokens")] == ["adas", "bens"]
    assert (await ask(browser, "core_webservice_get_site_info", wstoken="9" * 32))["username"] == "ben"


@pytest.mark.parametrize(
    ("seed", "message"),
    [
        ("{", "seed:2: is not YAML"),
        ("[]", "seed:1: expected members"),
        ("people: {ben: {fistname: x}}", "seed:1: people.ben.fistname: unknown member 'fistname'; did you mean 'firstname'?"),
        ('{"user": 1, "config": {}}', "user: expected a list of rows"),
        ('{"nosuchtable": []}', "no table"),
        ('{"user": [{"id": 2, "username": "ada"}]}', "user: "),
    ],
)
async def test_a_seed_that_cannot_be_added_changes_nothing(browser: httpx2.AsyncClient, seed: str, message: str) -> None:
    answer = await browser.post("/_triglot/seed", content=seed)
    assert answer.status_code == 400
    assert message in answer.json()["error"]["message"]
    assert len(await control(browser, "tokens")) == 1


async def test_a_seed_adds_what_it_names(browser: httpx2.AsyncClient) -> None:
    seed = """
people: {ben: {}}
courses: {MATH1: {people: [ben], activities: [{type: folder, name: Sheets, files: [{name: a.txt, content: one}]}]}}
services: {ours: {functions: ["*"]}}
tokens: {bens: {user: ben, service: ours}}
"""
    assert (await browser.post("/_triglot/seed", content=seed)).status_code == 200
    (token,) = (each["token"] for each in await control(browser, "tokens") if each["name"] == "bens")
    userid = (await ask(browser, "core_webservice_get_site_info", wstoken=token))["userid"]
    (course,) = await ask(browser, "core_enrol_get_users_courses", wstoken=token, userid=userid)
    assert course["shortname"] == "MATH1"
    sections = await ask(browser, "core_course_get_contents", wstoken=token, courseid=course["id"])
    address = sections[0]["modules"][0]["contents"][0]["fileurl"].partition("?")[0]
    assert (await browser.get(f"{address}?token={token}")).text == "one"


async def test_an_exported_state_makes_the_same_site(browser: httpx2.AsyncClient) -> None:
    first = (await browser.get("/_triglot/export")).content
    assert (await browser.get("/t/one/_triglot/export")).content == first
    state = orjson.loads(first)
    assert state["external_tokens"][0]["token"] == TOKEN
    assert state["user"][1]["password"].startswith("$argon2id$")


async def test_a_site_is_told_as_a_seed_that_another_world_can_begin_with(browser: httpx2.AsyncClient) -> None:
    told = (await browser.get("/_triglot/export", params={"form": "seed"})).json()["seed"]
    assert "  ada:" in told
    assert TOKEN in told
    refused = (await browser.get("/_triglot/export", params={"form": "sql"})).json()["error"]
    assert refused["path"] == "form"


async def test_an_unknown_address_and_a_wrong_method_say_so(browser: httpx2.AsyncClient) -> None:
    unknown = await browser.get("/_triglot/nothing")
    assert unknown.status_code == 404
    assert "there are calls, calls/verify, clock, export" in unknown.json()["error"]["message"]
    wrong = await browser.delete("/_triglot/clock")
    assert wrong.status_code == 405
    assert wrong.json()["error"]["message"] == "Ask this with GET or POST."
    field = await browser.get("/_triglot/clock", params={"at": "1"})
    assert field.json()["error"]["path"] == "at"
    broken = await browser.post("/_triglot/reset", content="{")
    assert broken.json()["error"]["code"] == "json"


async def test_the_description_names_every_verb(browser: httpx2.AsyncClient) -> None:
    described = (await browser.get("/t/one/_triglot/openapi.json")).json()
    validate(described)
    assert described["servers"] == [{"url": f"{ADDRESS}/t/one/_triglot"}]
    assert set(described["paths"]["/clock"]) == {"get", "post"}
    assert described["paths"]["/clock"]["post"]["requestBody"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/ClockChange"
    }

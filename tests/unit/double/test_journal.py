"""The journal: what it has of calls and other requests, and what it says of what a test expects."""

from __future__ import annotations

from collections import deque
from typing import Any

import httpx2
import pytest

from gateway.double.journal.entries import plain, shortened
from gateway.double.worlds import Worlds
from tests.unit.double.calling import ask, control
from tests.unit.double.conftest import TOKEN

FUNCTION = "core_course_get_courses_by_field"


async def entries(browser: httpx2.AsyncClient, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await browser.get(f"/_triglot/calls{query}")).json()["calls"]
    return found


async def verified(browser: httpx2.AsyncClient, **document: Any) -> Any:
    return await control(browser, "calls/verify", document)


async def test_a_call_is_written_down_as_it_was_sent_and_as_it_was_understood(browser: httpx2.AsyncClient) -> None:
    await ask(browser, "core_course_get_courses", **{"options[ids][0]": "1"})
    (entry,) = await entries(browser)
    milliseconds = entry.pop("milliseconds")
    assert 0 < milliseconds < 10_000
    assert entry == {
        "number": 1,
        "time": 1_767_261_600.0,
        "kind": "call",
        "protocol": "rest",
        "function": "core_course_get_courses",
        "arguments": {"options": {"ids": {"0": "1"}}},
        "validated": {"options": {"ids": [1]}},
        "user": "ada",
        "token": "adas",
        "method": "POST",
        "path": "/webservice/rest/server.php",
        "status": 200,
        "outcome": "result",
        "errorcode": "",
        "step": "",
        "message": "",
        "debug": "",
        "faults": [],
        "answer": "",
    }


async def test_a_refused_call_is_written_down_with_its_step(browser: httpx2.AsyncClient) -> None:
    await ask(browser, "core_course_get_courses", **{"options[id][0]": "1"})
    await ask(browser, "core_no_such_function")
    await ask(browser, "core_course_get_courses", wstoken="0" * 32)
    found = await entries(browser)
    assert [(each["outcome"], each["errorcode"], each["step"], each["user"]) for each in found] == [
        ("refused", "invalidparameter", "validate", "ada"),
        ("refused", "invalidrecord", "resolve", "ada"),
        ("refused", "invalidtoken", "authenticate", ""),
    ]
    assert found[0]["validated"] is None


async def test_requests_that_became_no_call_are_written_down(browser: httpx2.AsyncClient) -> None:
    await browser.get("/webservice/restful/server.php")
    await browser.post("/webservice/soap/server.php?wstoken=" + TOKEN, content=b"<not-xml")
    await browser.post("/login/token.php", data={"username": "ada", "password": "wrong", "service": "all"})
    await browser.get(f"/webservice/pluginfile.php/1/a/b/c?token={TOKEN}")
    found = await entries(browser)
    assert [(each["kind"], each["protocol"], each["status"], each["outcome"]) for each in found] == [
        ("request", "", 404, "refused"),
        ("request", "soap", 500, "refused"),
        ("request", "login", 200, "refused"),
        ("request", "files", 200, "refused"),
    ]
    assert [each["user"] for each in found] == ["", "", "ada", "ada"]
    assert [each["errorcode"] for each in found] == ["", "invalidparameter", "invalidlogin", "accessexception"]
    assert "wrong" not in str(found)


async def test_entries_are_chosen_by_the_query(browser: httpx2.AsyncClient) -> None:
    await ask(browser, "core_webservice_get_site_info")
    await ask(browser, "core_course_get_courses")
    await ask(browser, "core_course_get_courses", wstoken="0" * 32)

    async def numbers(query: str) -> list[int]:
        return [each["number"] for each in await entries(browser, query)]

    assert await numbers("?function=core_course_*") == [2, 3]
    assert await numbers("?since=1") == [2, 3]
    assert await numbers("?user=ada&limit=1") == [2]
    assert await numbers("?token=adas") == [1, 2]
    assert await numbers("?outcome=refused") == [3]
    assert await numbers("?errorcode=invalidtoken&protocol=rest&kind=call") == [3]
    assert await numbers("?path=/webservice/soap/*") == []
    assert (await browser.get("/_triglot/calls?limit=many")).json()["error"]["path"] == "limit"
    assert (await browser.get("/_triglot/calls?colour=red")).json()["error"]["path"] == "colour"


async def test_the_journal_keeps_so_many_and_counts_on(
    browser: httpx2.AsyncClient, worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await worlds.named()
    monkeypatch.setattr(world.journal, "_entries", deque(maxlen=3))
    for _ in range(5):
        await ask(browser, "core_course_get_courses")
    shown = (await browser.get("/_triglot/calls")).json()
    assert (shown["count"], [each["number"] for each in shown["calls"]]) == (5, [3, 4, 5])
    verdict = await verified(browser, called={"function": "core_course_get_courses", "times": 5})
    assert "2 older calls are no longer kept" in verdict["near"]
    assert (await browser.delete("/_triglot/calls")).json()["count"] == 0
    await ask(browser, "core_course_get_courses")
    assert [each["number"] for each in await entries(browser)] == [1]


def test_what_is_long_is_shortened_and_what_is_strange_is_shown() -> None:
    assert shortened({"a": "x" * 2000, "b": list(range(500))}) == {"a": "x" * 1000 + "…", "b": [*range(100), "…"]}
    deep: Any = "end"
    for _ in range(40):
        deep = {"in": deep}
    assert "end" not in str(shortened(deep))
    assert plain({1: "\udcff", "b": float("nan"), "c": None}) == {"1": "?", "b": "nan", "c": None}


async def test_a_call_is_found_by_a_part_of_its_arguments(browser: httpx2.AsyncClient) -> None:
    await ask(browser, FUNCTION, field="id", value="1")
    for arguments in ({}, {"field": "id"}, {"value": 1}, {"value": "1", "field": "id"}):
        assert (await verified(browser, called={"function": FUNCTION, "arguments": arguments}))["ok"]
    assert (await verified(browser, called={"function": "core_course_get_*", "user": "ada", "token": "adas", "protocol": "rest"}))["ok"]
    assert (await verified(browser, not_called={"function": FUNCTION, "arguments": {"value": 2}}))["ok"]


@pytest.mark.parametrize(
    ("expected", "message", "near"),
    [
        (
            {"arguments": {"value": 2}},
            f'{FUNCTION} with {{"value":2}} was never called; expected: at least once',
            'call 1: value is "1", and not 2',
        ),
        ({"arguments": {"fields": "id"}}, "was never called", "call 1: fields was not sent; field was"),
        ({"times": 2}, "was called once; expected: 2 times", ""),
        ({"times": 0}, "was called once; expected: never", "call 1"),
        ({"at_least": 2, "at_most": 3}, "was called once; expected: at least 2 times and at most 3 times", ""),
        ({"user": "bob"}, "by bob was never called", ""),
        ({"outcome": "refused"}, "was never called", "call 1: result"),
    ],
)
async def test_what_was_called_instead_is_told(browser: httpx2.AsyncClient, expected: dict[str, Any], message: str, near: str) -> None:
    await ask(browser, FUNCTION, field="id", value="1")
    verdict = await verified(browser, called={"function": FUNCTION, **expected})
    assert not verdict["ok"]
    assert message in verdict["message"]
    assert near in "\n".join(verdict["near"])


@pytest.mark.parametrize(
    ("criteria", "difference"),
    [
        ([{"key": "id", "value": 2}], ""),
        ([{"key": "id"}, {}], "criteria has 1 item, and not 2"),
        ([{"key": "email"}], 'criteria[0][key] is "id", and not "email"'),
        ("id", 'criteria is {"0":{"key":"id","value":"2"}}, and not "id"'),
        ([{"key": ["id"]}], 'criteria[0][key] is "id", and not ["id"]'),
        ([{"key": {"id": 1}}], 'criteria[0][key] is "id", and not {"id":1}'),
        ([{"key": None}], 'criteria[0][key] is "id", and not null'),
    ],
)
async def test_arguments_are_compared_in_depth(browser: httpx2.AsyncClient, criteria: object, difference: str) -> None:
    await ask(browser, "core_user_get_users", **{"criteria[0][key]": "id", "criteria[0][value]": "2"})
    verdict = await verified(browser, called={"function": "core_user_get_users", "arguments": {"criteria": criteria}})
    assert verdict["near"] == ([f"call 1: {difference}"] if difference else [])
    assert verdict["ok"] is not bool(difference)


async def test_arguments_by_position_are_compared_by_name(browser: httpx2.AsyncClient) -> None:
    method = f"<methodName>{FUNCTION}</methodName><params><param><value>id</value></param><param><value>1</value></param></params>"
    await browser.post(f"/webservice/xmlrpc/server.php?wstoken={TOKEN}", content=f"<methodCall>{method}</methodCall>")
    assert (await verified(browser, called={"function": FUNCTION, "arguments": {"value": "1"}, "protocol": "xmlrpc"}))["ok"]
    assert (await verified(browser, called={"function": FUNCTION, "arguments": {"value": "2"}}))["near"] == [
        'call 1: value is "1", and not "2"'
    ]


async def test_what_cannot_be_read_is_unmatched_too(browser: httpx2.AsyncClient) -> None:
    await browser.post(f"/webservice/soap/server.php?wstoken={TOKEN}", content=b"<not-xml")
    await browser.post("/webservice/rest/simpleserver.php?moodlewsrestformat=json", data={"wsusername": "ada", "wspassword": "x"})
    verdict = await verified(browser, unmatched=True)
    assert verdict["calls"] == [1]
    assert [each["user"] for each in await entries(browser)] == ["", "ada"]


async def test_the_nearest_function_is_told_of_one_that_was_not_called(browser: httpx2.AsyncClient) -> None:
    await ask(browser, "core_course_get_courses")
    verdict = await verified(browser, called={"function": "core_course_get_course"})
    assert "core_course_get_courses was called" in verdict["near"]
    assert "there is no function core_course_get_course; did you mean core_course_get_courses?" in verdict["near"]


async def test_what_is_called_that_there_is_not_is_told_with_what_may_be_meant(browser: httpx2.AsyncClient) -> None:
    assert (await verified(browser, unmatched=True))["ok"]
    await ask(browser, "core_user_get_users", **{"criteria[0][name]": "id", "criteria[0][value]": "2"})
    await ask(browser, "core_user_get_user")
    await browser.get("/webservice/restful/server.php")
    verdict = await verified(browser, unmatched={})
    assert verdict["calls"] == [1, 2, 3]
    assert verdict["near"] == [
        "call 1 of core_user_get_users: no parameter criteria[0][name]; did you mean key?",
        "call 2 of core_user_get_user: no function core_user_get_user; did you mean core_user_get_users?",
        "call 3: nothing is at /webservice/restful/server.php",
    ]
    assert (await verified(browser, unmatched={"since": 3}))["ok"]


async def test_an_expectation_that_is_none_is_refused(browser: httpx2.AsyncClient) -> None:
    wrong: list[dict[str, Any]] = [
        {},
        {"called": {"function": "a"}, "unmatched": True},
        {"called": {}},
        {"called": {"function": "a", "times": -1}},
    ]
    for document in wrong:
        assert "error" in await control(browser, "calls/verify", document)

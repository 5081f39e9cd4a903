"""A file of calls in the lab: each is made, and what differs is told, on the page and in the report of the command."""

from __future__ import annotations

import json

import pytest

from gateway.server.host import Gateway
from tests.unit.app_fixtures import set_config, token
from tests.unit.web.pages.lab.test_bench import CREATE, INFO, PERSON, people, sitting

CATEGORIES = "core_course_get_categories"
CALLS = "\n".join(json.dumps({"function": name}) for name in (INFO, CATEGORIES))


@pytest.fixture(autouse=True)
def _three_protocols(gateway: Gateway) -> None:
    set_config(gateway, webserviceprotocols="rest,soap,xmlrpc")


async def test_every_call_is_made_and_shown(gateway: Gateway) -> None:
    writes = json.dumps({"function": CREATE, "arguments": {"users": [PERSON]}, "ignore": ["[].id"]})
    async with sitting(gateway, 2) as bench:
        page = await bench.run(f"# a remark\n{CALLS}\n{writes}")
    assert "3 of 3 calls agree." in page
    assert page.count("<h3>") == 3
    assert people(gateway) == 0
    assert "--calls calls.jsonl" in page


async def test_the_report_is_that_of_the_command(gateway: Gateway) -> None:
    value = token("student")
    async with sitting(gateway, 2) as bench:
        page = await bench.run(CALLS, action="report", who="token", token=value)
    assert "2 of 2 calls agree." in page
    assert "<style>" in page
    assert value not in page


async def test_the_calls_that_one_has_saved_are_made_at_once(gateway: Gateway) -> None:
    async with sitting(gateway, 2) as bench:
        for name in ("one", "two"):
            await bench.ask(INFO, {"action": "save", "name": name, "mode": "json", "json": '{"serviceshortnames": []}'}, status=303)
        page = (await bench.client.get("/lab/calls", params={"saved": "1"})).text
    assert page.count("{&#34;function&#34;: &#34;core_webservice_get_site_info&#34;") == 2


@pytest.mark.parametrize(
    ("calls", "says"),
    [
        ("", "between 1 and 50"),
        (f'{{"function": "{INFO}"}}\n' * 51, "between 1 and 50"),
        ("nonsense", "line 1"),
        ('{"function": "no_such"}', "no function"),
        (f'{{"function": "{INFO}", "arguments": {{"a": "\\ud800"}}}}', "cannot be read"),
    ],
)
async def test_what_cannot_be_made_is_told(gateway: Gateway, calls: str, says: str) -> None:
    async with sitting(gateway, 2) as bench:
        assert says in await bench.run(calls, status=422)


async def test_nobody_makes_calls_that_they_are_not_told_of(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    async def none(_visit: object) -> list[object]:
        return []

    monkeypatch.setattr("gateway.web.pages.lab.calls.functions_of", none)
    async with sitting(gateway, 4) as bench:
        assert "you may not call it" in await bench.run(CALLS, status=422)

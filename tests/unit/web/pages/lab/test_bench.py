"""The lab: what is asked is called, through the protocols, rolled back, and explained."""

from __future__ import annotations

import html
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
from sqlalchemy import delete, func, select

from gateway.access import sessions
from gateway.admin import saved_calls
from gateway.admin.saved_calls import SavedCall
from gateway.registry.registry import Registry
from gateway.server.host import Gateway
from gateway.settings import Settings
from gateway.store.changes import Change, ChangeKind
from gateway.store.tables.services import external_tokens
from gateway.store.tables.users import user
from gateway.telemetry.audit import FUNCTION_CALLED
from gateway.web.pages.lab.exports import FORMS
from tests.unit.app_fixtures import call, counted, replaced, set_config, started, statement, token
from tests.unit.web.pages.test_gate import session_of, web

LAB, INFO, CREATE = "/lab", "core_webservice_get_site_info", "core_user_create_users"
PERSON = {"username": "tried", "password": "Tried.1234", "firstname": "T", "lastname": "Ried", "email": "tried@example.org"}


class Bench:
    """Somebody's browser on the lab."""

    def __init__(self, client: httpx2.AsyncClient, sid: str) -> None:
        self.client, self.sid = client, sid

    async def run(self, calls: str, *, action: str = "run", status: int = 200, **fields: str) -> str:
        """The text of the page after a file of calls was made."""
        data = {"sesskey": sessions.sesskey(self.sid), "calls": calls, "action": action, **fields}
        answer = await self.client.post(f"{LAB}/calls", data=data)
        assert answer.status_code == status, answer.text
        return answer.text

    async def ask(self, function: str, fields: dict[str, str], *, status: int = 200) -> str:
        """The text of the page after the form is sent."""
        data = {"sesskey": sessions.sesskey(self.sid), "function": function, "action": "call", **fields}
        answer = await self.client.post(LAB, data=data)
        assert answer.status_code == status, answer.text
        return answer.text

    async def call(self, function: str, arguments: dict[str, Any] | None = None, **fields: str) -> str:
        """The text of the page after a call with arguments in JSON."""
        return await self.ask(function, {"mode": "json", "json": json.dumps(arguments or {}), **fields})


@asynccontextmanager
async def sitting(gateway: Gateway, userid: int) -> AsyncIterator[Bench]:
    """Somebody at the lab."""
    sid = session_of(gateway, userid)
    async with web(gateway, sid) as client:
        yield Bench(client, sid)


def people(gateway: Gateway) -> int:
    return int(statement(gateway, select(func.count()).where(user.c.username == "tried")))


@pytest.fixture(autouse=True)
def _every_protocol(gateway: Gateway) -> None:
    set_config(gateway, webserviceprotocols="rest,soap,xmlrpc,soaptyped")


async def test_a_function_is_chosen_and_its_form_shown(gateway: Gateway) -> None:
    async with sitting(gateway, 2) as bench:
        assert f'<option value="{CREATE}">' in (await bench.client.get(LAB)).text
        with counted(gateway.store) as seen:
            page = (await bench.client.get(LAB, params={"function": CREATE})).text
        assert len([text for text in seen if text != "BEGIN"]) <= 10
        assert 'name="args[users][0][username]"' in page
        assert (await bench.client.get(LAB, params={"function": "no_such"})).status_code == 404


async def test_a_link_fills_the_form(gateway: Gateway) -> None:
    asked = {"function": CREATE, "via": "xmlrpc", "arguments": json.dumps({"users": [{"username": "<b>"}]}), "ignore": "a[].b"}
    async with sitting(gateway, 2) as bench:
        page = (await bench.client.get(LAB, params=asked)).text
        assert 'value="&lt;b&gt;"' in page
        assert '<option value="xmlrpc" selected>' in page
        assert 'value="a[].b"' in page
        for wrong in ({"arguments": "[]"}, {"arguments": "{"}, {"via": "nosuch"}, {"server": "https://elsewhere.example"}):
            assert (await bench.client.get(LAB, params=asked | wrong)).status_code == 400


async def test_a_call_by_every_protocol(gateway: Gateway) -> None:
    async with sitting(gateway, 2) as bench:
        page = await bench.call(INFO)
    assert '<p class="summary same">All agree.</p>' in page
    assert page.count("<h4>Value</h4>") == 5
    assert page.count("[token]") >= 5
    assert "triglot compare --server http://127.0.0.1:8080" in page


async def test_a_call_as_oneself_needs_a_key_unless_one_administers(gateway: Gateway) -> None:
    statement(gateway, delete(external_tokens))
    gateway.callers.apply([Change(ChangeKind.TOKEN, "")])
    async with sitting(gateway, 2) as bench:  # for whom a token of the request stands
        page = await bench.call("core_course_get_categories", via="rest")
        assert "answered" in page
        assert "There is nothing to compare." in page
    async with sitting(gateway, 4) as bench:
        assert "You have no key that may call this function" in await bench.call("core_course_get_categories", via="rest")
        assert "answered" in await bench.call("core_fetch_notifications", {"contextid": 1}, via="ajax")  # with the session


async def test_what_a_call_writes_is_rolled_back_unless_it_is_kept(gateway: Gateway) -> None:
    asked = {"users": [PERSON]}
    async with sitting(gateway, 2) as bench:
        page = await bench.call(CREATE, asked, ignore="[].id")  # one database gives out an id only once
        assert "All agree." in page
        assert "What it wrote is rolled back." in page
        assert people(gateway) == 0
        page = await bench.call(CREATE, asked, via="rest", keep="1")
        assert "What it wrote is kept." in page
    assert people(gateway) == 1


async def test_fields_make_the_same_call(gateway: Gateway) -> None:
    given = {f"args[users][0][{name}]": value for name, value in PERSON.items()} | {"args[users][0][~]": "1", "mode": "fields"}
    async with sitting(gateway, 2) as bench:
        page = await bench.ask(CREATE, {"via": "soaptyped", "keep": "1", **given})
    assert "<h4>Value</h4>" in page
    assert people(gateway) == 1


async def test_the_form_grows_shrinks_and_becomes_json(gateway: Gateway) -> None:
    given = {"args[users][0][username]": "first", "args[users][0][~]": "1", "mode": "fields", "action": ""}
    async with sitting(gateway, 2) as bench:
        page = await bench.ask(CREATE, {"add": "users", **given})
        assert 'name="args[users][1][username]"' in page
        page = await bench.ask(CREATE, {"remove": "users.0", **given})
        assert 'name="args[users][0][username]"' not in page
        assert "There is no such list in the form." in await bench.ask(CREATE, {"add": "nosuch", **given}, status=422)
        page = await bench.ask(CREATE, given | {"action": "json"})
        assert "&#34;username&#34;: &#34;first&#34;" in page
        page = await bench.ask(CREATE, {"action": "fields", "mode": "json", "json": '{"users": [{"username": "second"}]}'})
        assert 'value="second"' in page


async def test_a_token_that_is_given_is_used_and_shown_in_no_request(gateway: Gateway) -> None:
    value = token("student")
    async with sitting(gateway, 2) as bench:
        page = await bench.call(INFO, via="rest", who="token", token=f" {value} ")
    assert '<span class="t-name">&quot;username&quot;</span>' in page
    assert page.count(value) == 1  # in the field where it was given
    assert "[token]" in page


async def test_a_refused_call_is_explained_to_who_administers(gateway: Gateway) -> None:
    set_config(gateway, webserviceprotocols="rest")
    async with sitting(gateway, 2) as bench:
        page = await bench.call(INFO, via="rest", who="token", token=token("admin", "disabled"))
        assert "refused: <code>accessexception</code>" in page
        assert '<span class="tag must">refuses</span> service enabled' in page
        assert "triglot service enable disabled" in page
        page = await bench.call(INFO, via="xmlrpc")
        assert "left out: The protocol is switched off" in page
    async with sitting(gateway, 4) as bench:
        page = await bench.call(INFO, via="rest", who="token", token=token("admin", "disabled"))
        assert "accessexception" in page
        assert "service enabled" not in page


async def test_the_steps_are_told(gateway: Gateway) -> None:
    async with sitting(gateway, 2) as bench:
        page = await bench.call(CREATE, {"users": "nonsense"}, via="rest")
    assert page.count('<span class="tag good">passes</span> <strong>') == 3
    assert '<span class="tag must">ends</span> <strong>validate</strong>' in page
    assert page.count("not reached") == 2


@pytest.mark.parametrize(
    "wrong",
    [{"who": "999"}, {"who": "x"}, {"token": "x\ty\u00e9", "who": "token"}, {"json": "[1"}, {"action": "nothing"}, {"function": ""}],
)
async def test_what_cannot_be_asked_is_told(gateway: Gateway, wrong: dict[str, str]) -> None:
    async with sitting(gateway, 2) as bench:
        page = await bench.ask(INFO, {"mode": "json", "json": "{}", **wrong}, status=422)
    assert 'role="alert"' in page


@pytest.mark.parametrize("form", FORMS)
async def test_a_call_is_taken_along_without_its_token(gateway: Gateway, form: str) -> None:
    value = token("student")
    async with sitting(gateway, 2) as bench:
        asked = {"action": "export", "as": form, "mode": "json", "json": "{}", "who": "token", "token": value, "via": "rest"}
        page = await bench.ask(INFO, asked)
    assert INFO in page
    assert page.count(value) == (0 if form == "report" else 1)  # in the field where it was given
    assert "To take along" in page or form == "report"


async def test_by_every_protocol_a_call_is_taken_along_in_each(gateway: Gateway) -> None:
    asked = {"action": "export", "mode": "json", "json": '{"serviceshortnames": ["`{{x}}"]}', "as": "hurl"}
    async with sitting(gateway, 2) as bench:
        page = html.unescape(await bench.ask(INFO, asked))
        assert page.count(" in Hurl</h3>") >= 6
        assert "\\`\\u{7b}{x}}" in page
        assert "cannot be taken along" in await bench.ask(INFO, {**asked, "as": "nosuch"}, status=422)
        case = await bench.ask(INFO, {**asked, "as": "case", "via": "rest", "json": "{}"})
    told = json.loads(html.unescape(case.partition("<code>{&#34;id&#34;")[2].partition("</code>")[0]).join(['{"id"', ""]))
    assert told["req"]["body"].startswith("wstoken=[token]")
    assert told["res"]["status"] == 200


async def test_a_link_leads_back_to_the_form_unless_it_is_too_long(gateway: Gateway) -> None:
    async with sitting(gateway, 2) as bench:
        page = html.unescape(await bench.call(CREATE, {"users": [PERSON]}, via="soap", ignore="a b", who="token", token="secret"))
        link = page.partition("<code>http://127.0.0.1:8080/lab?")[2].partition("</code>")[0]
        assert "secret" not in link
        back = (await bench.client.get(f"{LAB}?{link}")).text
        assert all(text in back for text in ('value="tried"', '<option value="soap" selected>', 'value="a b"'))
        assert "too long for a link" in await bench.call(CREATE, {"users": [PERSON] * 50})


async def test_a_call_is_saved_opened_and_forgotten(gateway: Gateway) -> None:
    asked = {"action": "save", "mode": "json", "json": json.dumps({"users": [PERSON]}), "via": "soap", "ignore": "a.b", "token": "secret"}
    async with sitting(gateway, 2) as bench:
        for name, status in (("", 422), ("x" * 101, 422), ("<b>one", 303), ("<b>one", 303), ("two", 303)):
            await bench.ask(CREATE, {**asked, "name": name}, status=status)
        chosen = (await bench.client.get(LAB)).text
        (first, _) = re.findall(r'href="/lab.saved=([0-9]+)"', chosen)
        assert "&lt;b&gt;one" in chosen
        page = (await bench.client.get(LAB, params={"saved": first})).text
        assert all(text in page for text in ('value="tried"', '<option value="soap" selected>', 'value="a.b"'))
        assert "secret" not in page
        async with sitting(gateway, 4) as other:  # to whom it does not belong
            assert (await other.client.get(LAB, params={"saved": first})).status_code == 404
            assert "You keep no such call." in await other.ask("", {"action": "forget", "id": first}, status=422)
        await bench.ask("", {"action": "forget", "id": first}, status=303)
        assert "&lt;b&gt;one" not in (await bench.client.get(LAB)).text


async def test_the_calls_of_an_account_go_with_it(gateway: Gateway) -> None:
    def save(work: Any) -> None:
        saved_calls.save(work.db, 4, "mine", SavedCall(function=INFO), now=1)

    gateway.store.run_here(save, write=True)
    await call(gateway, "core_user_delete_users", {"userids": [4]})
    assert gateway.store.run_here(lambda work: saved_calls.of_user(work.db, 4), write=False) == []


async def test_there_is_an_end_to_what_one_keeps(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_calls, "_MOST", 1)
    async with sitting(gateway, 2) as bench:
        for name, status in (("one", 303), ("one", 303), ("two", 422)):
            await bench.ask(INFO, {"action": "save", "name": name, "mode": "json", "json": "{}"}, status=status)


HOSTILE = [r'{"a": "\ud800"}', "\udcff", '{"a": NaN}', "[" * 9000, '{"a":' * 90 + "1" + "}" * 90, r'{"serviceshortnames": ["\u0000"]}']


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_hostile_arguments_are_refused_or_carried(gateway: Gateway, hostile: str) -> None:
    async with sitting(gateway, 2) as bench:
        asked = {"sesskey": sessions.sesskey(bench.sid), "function": INFO, "mode": "json", "json": hostile, "action": "call"}
        content = urlencode(asked, errors="surrogateescape")
        answer = await bench.client.post(LAB, content=content, headers={"content-type": "application/x-www-form-urlencoded"})
    assert answer.status_code == (200 if "u0000" in hostile else 422)
    assert INFO in answer.text  # the form stays


async def test_the_audit_tells_of_a_call_as_of_any(gateway: Gateway) -> None:
    from gateway.store.tables.site import logstore_standard_log as log

    async with sitting(gateway, 2) as bench:
        await bench.call(CREATE, {"users": [PERSON]}, via="rest")
    await gateway.audit.flush()
    seen = select(func.count()).where(log.c.eventname == FUNCTION_CALLED.name)
    assert statement(gateway, seen) == 1


async def test_another_server_is_not_asked_to_write_what_is_not_kept(recorded_settings: Settings, registry: Registry) -> None:
    settings = replaced(recorded_settings, "lab", servers=("http://elsewhere.example/moodle",))
    async with started(settings, registry) as gateway, sitting(gateway, 2) as bench:
        page = (await bench.client.get(LAB, params={"function": CREATE})).text
        assert "<option>http://elsewhere.example/moodle</option>" in page
        page = await bench.ask(CREATE, {"mode": "json", "json": "{}", "server": "http://elsewhere.example/moodle"}, status=422)
        assert "cannot roll back" in page

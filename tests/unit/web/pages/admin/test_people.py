"""Administering accounts, roles and settings; the log and the health of the site."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from gateway.access import roles
from gateway.access.contexts import SYSTEM
from gateway.access.permissions import Permission
from gateway.admin import events
from gateway.mail import outbox
from gateway.mail.outbox import Mail
from gateway.server.host import Gateway
from gateway.store.tables.site import logstore_standard_log
from gateway.store.tables.users import user
from tests.unit.app_fixtures import call, counted, errorcode, set_config, statement, value
from tests.unit.web.pages.admin.asking import ADMIN, Browser, administrator, recorded
from tests.unit.web.pages.test_gate import session_of, web

USERS, USER, ROLES, ROLE, SETTINGS, LOG = "/admin/users", "/admin/user", "/admin/roles", "/admin/role", "/admin/settings", "/admin/log"
CONTEXTS, USAGE = "/admin/contexts", "/admin/usage"
STUDENT = "4"
NEW = {"username": "robot", "firstname": "Ro", "lastname": "Bot", "email": "robot@example.org"}


async def test_an_account_is_made_found_and_suspended(gateway: Gateway) -> None:
    async with administrator(gateway) as browser:
        page = await browser.ask(USERS, "create", program="1", **dict[str, Any](NEW))
        found = re.search(r'name="id" value="(\d+)"', page)
        assert found is not None
        assert recorded(gateway, "user", "created") == ADMIN
        assert "robot@example.org" in await browser.get(USERS, q="ROBOT")
        assert "There is none" in await browser.get(USERS, q="zzqx%")
        assert "suspended" in await browser.ask(USER, "suspend", id=found[1])
        assert "active" in await browser.ask(USER, "suspend", id=found[1])
        await browser.ask(USER, "unlock", id=found[1])
        await browser.ask(USER, "password", id=found[1], newpassword="An0ther!one")
        assert recorded(gateway, "user_password", "updated") == ADMIN


@pytest.mark.parametrize(
    ("path", "action", "fields"),
    [
        (USERS, "create", NEW | {"username": "student"}),
        (USERS, "create", NEW | {"email": ""}),
        (USERS, "create", NEW | {"newpassword": "weak"}),
        (USER, "suspend", {"id": str(ADMIN)}),
        (USER, "password", {"id": STUDENT, "newpassword": "weak"}),
        (USER, "password", {"id": STUDENT, "newpassword": ""}),
        (USER, "assign", {"id": STUDENT, "role": "0"}),
        (USER, "assign", {"id": STUDENT, "role": "5", "context": "99999999"}),
        (USER, "unassign", {"id": STUDENT, "role": "1", "context": "1"}),
        (ROLES, "create", {"shortname": "Not Fit"}),
        (ROLES, "create", {"shortname": "student"}),
        (ROLE, "permit", {"id": "5", "capability": "no/such:thing", "permission": "allow"}),
        (ROLE, "permit", {"id": "5", "capability": "moodle/user:create", "permission": "perhaps"}),
        (ROLE, "permit", {"id": "5", "capability": "moodle/user:create", "permission": "allow", "context": "99999999"}),
        (SETTINGS, "change", {"name": "nosuch", "value": "1"}),
        (SETTINGS, "change", {"name": "forcelogin", "value": "perhaps"}),
        (SETTINGS, "change", {"name": "maxbytes", "value": ""}),
    ],
)
async def test_what_is_wrong_is_told(gateway: Gateway, path: str, action: str, fields: dict[str, str]) -> None:
    async with administrator(gateway) as browser:
        assert 'role="alert"' in await browser.ask(path, action, wrong=True, **fields)


async def test_a_refused_caller_is_given_a_role_and_may_call(gateway: Gateway) -> None:
    asked: dict[str | int, object] = {"users": [{"id": 4, "firstname": "Stu"}]}
    assert errorcode(await call(gateway, "core_user_update_users", asked, by="student")) == "nopermissions"
    async with administrator(gateway) as browser:
        page = await browser.ask(ROLES, "create", shortname="robots", name="Robots")
        found = re.search(r'name="id" value="(\d+)"', page)
        assert found is not None
        roleid = found[1]
        assert recorded(gateway, "role", "created") == ADMIN
        page = await browser.get(ROLE, id=roleid, q="user:update")
        assert "moodle/user:update" in page
        await browser.ask(ROLE, "permit", id=roleid, capability="moodle/user:update", permission="allow")
        assert recorded(gateway, "role", "changed") == ADMIN
        page = await browser.ask(USER, "assign", id=STUDENT, role=roleid, context="1")
        assert "Robots" in page
        assert recorded(gateway, "role", "assigned") == ADMIN
        value(await call(gateway, "core_user_update_users", asked, by="student"))
        assert "student" in await browser.get(ROLE, id=roleid)
        await browser.ask(USER, "unassign", id=STUDENT, role=roleid, context="1")
    assert errorcode(await call(gateway, "core_user_update_users", asked, by="student")) == "nopermissions"


async def test_who_is_no_administrator_becomes_none(gateway: Gateway) -> None:
    def give(work: object) -> None:
        db = work.db  # type: ignore[attr-defined]
        roles.permit(db, gateway.site.user_role, SYSTEM.id, "moodle/site:config", Permission.ALLOW, now=1)

    gateway.store.run_here(give, write=True)
    sid = session_of(gateway, int(STUDENT))
    async with web(gateway, sid) as client:
        browser = Browser(client, sid)
        assert "Administration" in await browser.get("/admin/")
        await browser.ask(SETTINGS, "change", wrong=True, name="siteadmins", value=f"2,{STUDENT}")
        await browser.ask(USER, "password", wrong=True, id=str(ADMIN), newpassword="An0ther!one")
        await browser.ask(USER, "suspend", wrong=True, id=str(ADMIN))
        service = next(iter(gateway.site.services))
        await browser.ask("/admin/tokens", "create", wrong=True, user="admin", service=str(service))
    assert gateway.site.admins == {ADMIN}


async def test_settings_are_found_and_changed(gateway: Gateway) -> None:
    async with administrator(gateway) as browser:
        page = await browser.get(SETTINGS, q="maintenance")
        assert "maintenance_message" in page
        assert "minpasswordlower" not in page
        page = await browser.ask(SETTINGS, "change", name="maintenance_message", value="<b>Back</b>\r\nat noon")
        assert html.escape("<b>Back</b>") in page
        assert gateway.site.config["maintenance_message"] == "<b>Back</b>\nat noon"
        assert "maintenance_message" in await browser.get(SETTINGS, changed="1", q="maintenance")
        assert "maintenance_enabled" not in await browser.get(SETTINGS, changed="1", q="maintenance")
    assert recorded(gateway, "config", "changed") == ADMIN


async def test_the_log_is_read_some_at_a_time(gateway: Gateway) -> None:
    async with administrator(gateway) as browser:
        await browser.ask(SETTINGS, "change", name="forcelogin", value="0")
        page = await browser.get(LOG)
        assert "config changed" in page
        assert "name: forcelogin" in page
        assert "config changed" in await browser.get(LOG, who="admin", what="config changed")
        assert "Nothing like that" in await browser.get(LOG, who="nosuch")
        assert "Nothing like that" in await browser.get(LOG, what="zzqx%")
        row = {"eventname": "\\x\\event\\y", "component": "x", "action": "y", "target": "many", "crud": "r", "edulevel": 0, "contextid": 1}
        row |= {"contextlevel": 10, "contextinstanceid": 0, "userid": 0, "anonymous": 0, "timecreated": 1}
        statement(gateway, insert(logstore_standard_log).values([row] * 250))
        first = await browser.get(LOG)
        more = re.search(r'rel="next" href="([^"]*)"', first)
        assert more is not None
        assert first.count("many y") == 100
        assert (await browser.get(html.unescape(more[1]))).count("many y") == 100


async def test_a_look_for_what_is_rare_goes_through_a_window(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_WINDOW", 2)
    async with administrator(gateway) as browser:
        for number in range(4):
            await browser.ask(SETTINGS, "change", name="forcelogin", value=str(number % 2))
        page, pages = await browser.get(LOG, what="loggedin"), 1
        while "user loggedin" not in page:
            more = re.search(r'rel="next" href="([^"]*)"', page)
            assert more is not None
            page, pages = await browser.get(html.unescape(more[1])), pages + 1
    assert pages > 1


async def test_pages_take_few_statements_whatever_there_is(gateway: Gateway) -> None:
    last = statement(gateway, select(func.max(user.c.id)))
    same = {"mnethostid": 1, "firstname": "a", "lastname": "b"}
    rows = [{**same, "username": f"many{number}", "email": f"m{number}@example.org"} for number in range(last, last + 300)]
    statement(gateway, insert(user).values(rows))
    async with administrator(gateway) as browser:
        assert (await browser.get(USERS)).count("/admin/user?id=") == 100
        asked = f"{CONTEXTS}?user=student&capability=moodle/course:view"
        for path in (USERS, f"{USER}?id=4", ROLES, f"{ROLE}?id=5", SETTINGS, LOG, USAGE, CONTEXTS, asked, "/admin/health"):
            with counted(gateway.store) as seen:
                await browser.get(path)
            assert len([text for text in seen if text != "BEGIN"]) <= 10, (path, seen)


async def test_health(gateway: Gateway) -> None:
    async with administrator(gateway) as browser:
        page = await browser.get("/admin/health")
    assert "Scheduled work" in page
    assert all(name in page for name in ("The process that answers", "less than a minute", "Waiting: events of the audit"))
    assert all(name in page for name in ("Triglot", "Database"))


async def test_mails_that_wait_are_shown(gateway: Gateway) -> None:
    mail = Mail(userid=4, address="sam@example.org", name="Sam", subject="x", text="y")
    later = 2_000_000_000  # or a server that runs would send it
    gateway.store.run_here(lambda work: outbox.put(work.db, gateway.vault, mail, now=later), write=True)
    async with administrator(gateway) as browser:
        page = await browser.get("/admin/health")
    assert "Mails that wait" in page
    assert "sam@example.org" in page


async def test_usage_shows_whom_to_tell_that_what_they_call_will_end(gateway: Gateway) -> None:
    async with administrator(gateway) as browser:
        assert "Calls of what ends" not in await browser.get(USAGE)
        set_config(gateway, triglot__deprecated="function/local_probe_private_* 2026-06-01 2027-06-01")
        assert "Nobody has called it within 30 days." in await browser.get(USAGE)
        await call(gateway, "local_probe_private_ping", by="teacher")
        await gateway.usage.flush()
        page = await browser.get(USAGE)
        assert '<td class="when">1 Jun 2027</td>' in page or "2027-06-01" in page
        assert "triglot usage --sunset --days 30" in page
        assert "Nobody has called it within 30 days." in await browser.get(USAGE, protocol="soap")


async def test_usage_shows_who_calls_what(gateway: Gateway) -> None:
    await call(gateway, "local_probe_private_ping", by="teacher")
    await gateway.usage.flush()
    async with administrator(gateway) as browser:
        page = await browser.get(USAGE)
        assert '<a href="/docs/function?name=local_probe_private_ping">' in page
        assert '<a href="/admin/tokens?owner=teacher">' in page
        assert 'aria-label="At most 1 calls a day"' in page
        assert "triglot usage --days 30" in page
        assert "No call by soap within 90 days." in await browser.get(USAGE, days="90", protocol="soap")
        assert '<option value="30" selected>' in await browser.get(USAGE, days="4000000000000000000000", protocol="nosuch")


async def test_contexts_are_a_tree_in_which_one_asks_who_may_what(gateway: Gateway) -> None:
    async with administrator(gateway) as browser:
        page = await browser.get(CONTEXTS)
        branches = re.findall(r'<a href="/admin/contexts\?id=(\d+)">(\w+)', page)
        assert {level for _, level in branches} >= {"coursecat", "user"}
        categories = [number for number, level in branches if level == "coursecat"]
        inner = next(found for found in [await browser.get(CONTEXTS, id=number) for number in categories] if ">course " in found)
        assert '<a href="/admin/contexts?id=1">system</a>' in inner
        course = re.search(r'<a href="/admin/contexts\?id=(\d+)">course [^<]+</a>', inner)
        assert course is not None
        asked = {"id": course[1], "capability": "moodle/course:update"}
        assert "Administrators of the site" in await browser.get(CONTEXTS, user="admin", **asked)
        assert "No role that counts here allows it" in await browser.get(CONTEXTS, user="student", **asked)
        assert f"triglot context may student moodle/course:update {course[1]}" in await browser.get(CONTEXTS, user="student", **asked)

"""Administering services, their functions and their users."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from gateway.access import roles
from gateway.access.contexts import SYSTEM
from gateway.access.permissions import Permission
from gateway.server.host import Gateway
from gateway.store.tables.services import external_tokens
from tests.unit.app_fixtures import call, counted, errorcode, statement, value
from tests.unit.web.pages.admin.asking import ADMIN, administrator, recorded

TEACHER = 3
SERVICE, SERVICES = "/admin/service", "/admin/services"
INFO = "core_webservice_get_site_info"


def number(page: str) -> str:
    """The id of the service that a page is about."""
    found = re.search(r'name="id" value="(\d+)"', page)
    assert found is not None
    return found[1]


async def test_a_service_from_nothing_to_its_end(gateway: Gateway) -> None:
    async with administrator(gateway) as browser:
        page = await browser.ask(SERVICES, "create", name="Mine <1>", shortname="mine", enabled="1")
        serviceid = number(page)
        assert "Mine &lt;1&gt;" in page
        assert recorded(gateway, "webservice_service", "created") == ADMIN
        page = await browser.get(SERVICE, id=serviceid, q="site_info")
        assert f'name="functions[]" value="{INFO}"' in page
        page = await browser.ask(SERVICE, "add", id=serviceid, functions__=[INFO, "core_user_get_users"])
        assert "Functions (2)" in page
        assert recorded(gateway, "service_functions", "added") == ADMIN
        page = await browser.ask(SERVICE, "remove", id=serviceid, functions__="core_user_get_users")
        assert "Functions (1)" in page
        assert recorded(gateway, "service_functions", "removed") == ADMIN
        page = await browser.ask(SERVICE, "change", id=serviceid, name="Ours", restrictedusers="1", requiredcapability="moodle/site:config")
        assert gateway.site.services[int(serviceid)].requiredcapability == "moodle/site:config"
        copied = await browser.ask(SERVICE, "copy", id=serviceid, name="Theirs", shortname="theirs")
        assert gateway.site.services[int(number(copied))].functions == {INFO}
        assert "Tick the box" in await browser.ask(SERVICE, "delete", id=serviceid, wrong=True)
        await browser.ask(SERVICE, "delete", id=serviceid, sure="1")
    assert int(serviceid) not in gateway.site.services


async def test_users_are_authorised_and_what_they_lack_is_told(gateway: Gateway) -> None:
    service = next(each for each in gateway.site.services.values() if each.shortname == "restricted")
    async with administrator(gateway) as browser:
        page = await browser.ask(SERVICE, "authorise", id=str(service.id), user="wsuser", address="10.0.0.0/8", days="30")
        assert "10.0.0.0/8" in page
        userid = re.search(r'href="/admin/user\?id=(\d+)">wsuser', page)
        assert userid is not None
        assert recorded(gateway, "webservice_service_user", "added") == ADMIN
        await browser.ask(SERVICE, "add", id=str(service.id), functions__="core_user_create_users")
        assert "moodle/user:create" in await browser.get(SERVICE, id=str(service.id))
        page = await browser.ask(SERVICE, "unauthorise", id=str(service.id), userid=userid[1])
        assert "10.0.0.0/8" not in page


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("authorise", {"user": "nosuch"}),
        ("authorise", {"user": "wsuser", "days": "0"}),
        ("authorise", {"user": "wsuser", "days": "x"}),
        ("authorise", {"user": ""}),
        ("add", {}),
        ("add", {"functions__": "nosuch"}),
        ("remove", {"functions__": "core_user_get_users_by_nothing"}),
        ("change", {"name": ""}),
        ("change", {"name": "Small", "requiredcapability": "no/such:thing"}),
        ("change", {"name": "All functions"}),
        ("copy", {"name": "Other", "shortname": "all"}),
        ("nosuch", {}),
    ],
)
async def test_what_is_wrong_is_told_and_changes_nothing(gateway: Gateway, action: str, fields: dict[str, str]) -> None:
    service = next(each for each in gateway.site.services.values() if each.shortname == "small")
    async with administrator(gateway) as browser:
        assert 'role="alert"' in await browser.ask(SERVICE, action, id=str(service.id), wrong=True, **fields)
    assert gateway.site.services[service.id] == service


async def test_a_service_of_a_component_is_switched_and_no_more(gateway: Gateway) -> None:
    service = next(each for each in gateway.site.services.values() if each.component)
    async with administrator(gateway) as browser:
        await browser.ask(SERVICE, "enable", id=str(service.id))
        assert gateway.site.services[service.id].enabled != service.enabled
        assert "declared by" in await browser.ask(SERVICE, "change", id=str(service.id), name="Other", wrong=True)


async def test_a_page_of_a_service_takes_few_statements(gateway: Gateway) -> None:
    service = next(each for each in gateway.site.services.values() if each.shortname == "all")
    async with administrator(gateway) as browser:
        others = ("/admin/", "/admin/protocols", "/admin/tokens", SERVICES)
        for path, query in ((SERVICE, {"id": str(service.id)}), *((path, {}) for path in others)):
            with counted(gateway.store) as seen:
                await browser.get(path, **query)
            assert len([text for text in seen if text != "BEGIN"]) <= 10, (path, seen)


async def test_a_protocol_is_switched_off_and_on(gateway: Gateway) -> None:
    value(await call(gateway, INFO))
    async with administrator(gateway) as browser:
        page = await browser.ask("/admin/protocols", "protocol", name="rest", to="off")
        assert "Switch on rest" in page
        assert "rest" not in gateway.site.protocols
        await browser.ask("/admin/protocols", "protocol", name="rest", to="on")
        assert "rest" in gateway.site.protocols
        for fields in ({"name": "nosuch", "to": "on"}, {"name": "rest", "to": "maybe"}, {"name": "ajax", "to": "off"}):
            await browser.ask("/admin/protocols", "protocol", wrong=True, **fields)
        await browser.ask("/admin/protocols", "switch", to="off")
        assert not gateway.site.protocols
        await browser.ask("/admin/protocols", "mobile", to="on")
        assert "rest" in gateway.site.protocols
        await browser.ask("/admin/protocols", "mobile", to="off")
        assert not gateway.site.config.flag("enablemobilewebservice")
    assert recorded(gateway, "config", "changed") == ADMIN


async def test_a_token_is_made_rotated_and_revoked(gateway: Gateway) -> None:
    service = next(each for each in gateway.site.services.values() if each.shortname == "all")
    async with administrator(gateway) as browser:
        page = await browser.ask("/admin/tokens", "create", user="student", service=str(service.id), days="30", name="new one")
        made = re.search(r'aria-label="the new token"><code>(\w{32})<', page)
        assert made is not None
        assert recorded(gateway, "webservice_token", "created") == ADMIN
        listed = await browser.get("/admin/tokens", owner="student", of=str(service.id))
        assert made[1] not in listed
        row = re.search(r'<td class="number">(\d+)</td><td>new one', listed)
        assert row is not None
        page = await browser.ask("/admin/tokens", "rotate", id=row[1])
        assert (await browser.get("/admin/tokens", owner="student")).count("new one") == 2
        await browser.ask("/admin/tokens", "revoke", id=row[1])
        assert (await browser.get("/admin/tokens", owner="student")).count("new one") == 1
        assert "There is none" in await browser.get("/admin/tokens", owner="nosuch")
        for action, fields in (
            ("revoke", {"id": row[1]}),
            ("rotate", {"id": "0"}),
            ("create", {"user": "nosuch", "service": str(service.id)}),
            ("create", {"user": "suspended", "service": str(service.id)}),
            ("create", {"user": "student", "service": "0"}),
        ):
            await browser.ask("/admin/tokens", action, wrong=True, **fields)


async def test_who_only_configures_the_site_changes_no_token_of_an_administrator(gateway: Gateway) -> None:
    tokens = external_tokens.c
    mine, theirs = (statement(gateway, select(tokens.id).where(tokens.userid == userid).limit(1)) for userid in (TEACHER, ADMIN))
    config = (gateway.site.user_role, SYSTEM.id, "moodle/site:config", Permission.ALLOW)
    gateway.store.run_here(lambda work: roles.permit(work.db, *config, now=1), write=True)
    async with administrator(gateway, TEACHER) as browser:
        for action in ("rotate", "revoke"):
            page = await browser.ask("/admin/tokens", action, id=str(theirs), wrong=True)
            assert "Only administrators" in page
            await browser.ask("/admin/tokens", action, id=str(mine))
    assert statement(gateway, select(tokens.id).where(tokens.id == theirs)) == theirs


async def test_the_checklist_tells_what_is_next(gateway: Gateway) -> None:
    async with administrator(gateway) as browser:
        page = await browser.get("/admin/")
        assert page.count("done</span>") >= 6
        await browser.ask("/admin/protocols", "switch", to="off")
        page = await browser.get("/admin/")
        assert (page.count("next</span>"), page.count("to do</span>") >= 2) == (2, True)
    assert errorcode(await call(gateway, "nosuch")) is not None

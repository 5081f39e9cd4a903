"""Administration: stories of a person who clicks."""

from __future__ import annotations

import re

import httpx2
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.visitor import visiting
from tests.oracle.serve import Served


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_checklist_to_a_call_that_works(browser: Browser, demo: Served, scripts: bool) -> None:
    name = f"robot{int(scripts)}"
    with visiting(browser, demo.address, scripts=scripts) as page:
        page.goto("/")
        page.get_by_role("button", name="Sign in as admin").click()
        page.get_by_role("link", name="Administration").click()
        page.get_by_role("link", name="Make an account for the system").click()
        page.get_by_label("User name").fill(name)
        page.get_by_label("First name").fill("Ro")
        page.get_by_label("Last name").fill("Bot")
        page.get_by_label("E-mail", exact=True).fill(f"{name}@example.org")
        page.get_by_role("button", name="Create").click()
        expect(page.get_by_role("status")).to_have_text("It is created.")
        page.get_by_role("link", name="Services").click()
        page.get_by_label("Name", exact=True).fill(f"For {name}")
        page.get_by_label("Short name").fill(name)
        page.get_by_role("button", name="Create").click()
        page.get_by_label("Find functions to put in").fill("site info")
        page.get_by_role("button", name="Find").click()
        page.get_by_label("core_webservice_get_site_info").check()
        page.get_by_role("button", name="Put the ticked in").click()
        expect(page.get_by_role("heading", name="Functions (1)")).to_be_visible()
        page.get_by_label("User name or id").fill(name)
        page.get_by_role("button", name="Authorise").click()
        expect(page.get_by_role("cell", name=name, exact=True)).to_be_visible()
        page.get_by_role("link", name="Tokens").click()
        page.get_by_label("User name or id").fill(name)
        page.get_by_label("Service", exact=True).select_option(label=f"For {name}")
        page.get_by_role("button", name="Create").click()
        token = page.locator("#issued ~ .copyable code").text_content() or ""
        assert re.fullmatch(r"[0-9a-f]{32}", token)
    asked = {"wstoken": token, "wsfunction": "core_webservice_get_site_info", "moodlewsrestformat": "json"}
    answer = httpx2.post(f"{demo.address}/webservice/rest/server.php", data=asked)
    assert answer.json()["username"] == name


def test_a_refused_call_is_explained_and_mended(browser: Browser, demo: Served) -> None:
    with visiting(browser, demo.address, errors=True) as page:
        page.goto("/")
        page.get_by_role("button", name="Sign in as admin").click()
        page.goto("/admin/protocols")
        page.get_by_role("button", name="Switch off xmlrpc").click()
        question = "/admin/explain?token=1&function=core_webservice_get_site_info&protocol=xmlrpc"
        page.goto(question)
        expect(page.get_by_role("heading", name="It would be refused: protocol enabled")).to_be_visible()
        page.get_by_role("link", name="Protocols").click()
        page.get_by_role("button", name="Switch on xmlrpc").click()
        page.goto(question)
        expect(page.get_by_role("heading", name="It would be let in")).to_be_visible()


def test_a_service_of_hundreds_of_functions_is_edited(browser: Browser, demo: Served) -> None:
    with visiting(browser, demo.address) as page:
        page.goto("/")
        page.get_by_role("button", name="Sign in as admin").click()
        page.goto("/admin/services")
        page.get_by_role("link", name="Demo", exact=True).click()
        page.get_by_label("Name of the copy", exact=True).fill("Nearly all")
        page.get_by_label("Short name of the copy").fill("nearlyall")
        page.get_by_role("button", name="Copy", exact=True).click()
        heading = page.get_by_role("heading", name=re.compile(r"^Functions \(\d+\)$"))
        before = int(re.sub(r"\D", "", heading.text_content() or ""))
        assert before > 300
        page.get_by_text("Show them, with the capabilities").click()
        for name in ("core_user_create_users", "core_user_delete_users"):
            page.get_by_label(f"Take out {name}", exact=True).check()
        page.get_by_role("button", name="Take the ticked out").click()
        expect(heading).to_have_text(f"Functions ({before - 2})")
        page.get_by_label("Find functions to put in").fill("create users")
        page.get_by_role("button", name="Find").click()
        page.get_by_label("core_user_create_users", exact=True).check()
        page.get_by_role("button", name="Put the ticked in").click()
        expect(heading).to_have_text(f"Functions ({before - 1})")

"""A person's own keys: made, reset and revoked by somebody who administers nothing."""

from __future__ import annotations

import re
from typing import Any

import httpx2
from playwright.sync_api import Browser, Page, expect

from tests.browser.visitor import visiting
from tests.oracle.serve import Served


def shown(page: Page) -> str:
    """The new key that a page shows."""
    found = page.locator("#new ~ .copyable code").text_content() or ""
    assert re.fullmatch(r"[0-9a-f]{32}", found)
    return found


def answer(demo: Served, token: str) -> dict[str, Any]:
    """What a program is answered that calls with a key."""
    asked = {"wstoken": token, "wsfunction": "core_webservice_get_site_info", "moodlewsrestformat": "json"}
    told: dict[str, Any] = httpx2.post(f"{demo.address}/webservice/rest/server.php", data=asked).json()
    return told


def test_a_key_is_made_reset_and_revoked(browser: Browser, demo: Served) -> None:
    with visiting(browser, demo.address) as page:
        page.goto("/")
        page.get_by_role("button", name="Sign in as tess").click()
        page.goto("/user/managetoken.php")
        page.get_by_role("button", name="Make one for Moodle mobile web service").click()
        first = shown(page)
        assert answer(demo, first)["username"] == "tess"
        page.goto("/user/managetoken.php")
        row = page.get_by_role("row").filter(has_text="Moodle mobile web service")
        row.get_by_role("button", name="Reset the key").click()
        second = shown(page)
        assert answer(demo, first)["errorcode"] == "invalidtoken"
        assert answer(demo, second)["username"] == "tess"
        page.goto("/user/managetoken.php")
        row.get_by_role("button", name="Revoke the key").click()
        expect(row).to_have_count(0)
        assert answer(demo, second)["errorcode"] == "invalidtoken"

"""Signing in and out, as a person does it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.visitor import visiting
from tests.oracle.serve import Served


@pytest.mark.parametrize("scripts", [True, False])
def test_from_a_page_over_a_mistake_to_that_page(browser: Browser, demo: Served, scripts: bool) -> None:
    with visiting(browser, demo.address, scripts=scripts) as page:
        page.goto("/user/files.php")
        assert page.url == f"{demo.address}/login/index.php"
        page.get_by_label("User name").fill("sam")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_have_text("The user name or the password is wrong.")
        page.get_by_label("User name").fill("sam")
        page.get_by_label("Password").fill("Demo.1234")
        page.keyboard.press("Enter")
        page.wait_for_url("**/user/files.php")
        expect(page.get_by_role("heading", name="Private files")).to_be_visible()


def test_by_the_keyboard_alone(browser: Browser, demo: Served) -> None:
    with visiting(browser, demo.address) as page:
        page.goto("/login/index.php")
        page.keyboard.type("sam")
        page.keyboard.press("Tab")
        page.keyboard.type("Demo.1234")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/my/")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="To the content")).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()


def test_signing_out_elsewhere(browser: Browser, demo: Served) -> None:
    with visiting(browser, demo.address) as there, visiting(browser, demo.address) as here:
        for page in (there, here):
            page.goto("/login/index.php")
            page.get_by_label("User name").fill("zoe")
            page.get_by_label("Password").fill("Demo.1234")
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url("**/my/")
        here.get_by_role("button", name="Sign out everywhere else").click()
        expect(here.get_by_role("status")).to_contain_text("The other sessions have ended")
        there.goto("/my/")
        assert there.url == f"{demo.address}/login/index.php"
        here.goto("/my/")
        assert here.url == f"{demo.address}/my/"


def test_a_guest(browser: Browser, demo: Served) -> None:
    with visiting(browser, demo.address) as page:
        page.goto("/login/index.php")
        page.get_by_role("button", name="Go on as a guest").click()
        assert page.url == f"{demo.address}/"
        expect(page.get_by_text("Guest", exact=True)).to_be_visible()
        page.goto("/course/index.php")
        expect(page.get_by_role("heading", name="Courses")).to_be_visible()


def test_another_name_of_this_machine_leads_to_the_right_one(browser: Browser, demo: Served) -> None:
    port = demo.address.rpartition(":")[2]
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"http://localhost:{port}/course/index.php?after=1")
    assert page.url == f"{demo.address}/course/index.php?after=1"
    context.close()

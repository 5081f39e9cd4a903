"""The front page of the demo: from its address to a call that works."""

from __future__ import annotations

import json
import subprocess

from playwright.sync_api import Browser, expect

from tests.browser.visitor import visiting
from tests.oracle.serve import Served


def test_one_click_brings_a_visitor_in(browser: Browser, demo: Served) -> None:
    with visiting(browser, demo.address, scripts=False) as page:
        page.goto("/")
        assert "everybody knows the passwords" in page.inner_text("main")
        page.get_by_role("button", name="Sign in as tess").click()
        assert page.url == f"{demo.address}/my/"
        expect(page.get_by_text("Tess Teacher").first).to_be_visible()
        page.get_by_role("button", name="Sign out", exact=True).click()
        expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()


def test_the_calls_that_it_shows_work_as_they_are(browser: Browser, demo: Served) -> None:
    with visiting(browser, demo.address) as page:
        page.goto("/")
        page.get_by_role("button", name="Sign in as tess").click()
        page.goto("/")
        commands = [each.text_content() or "" for each in page.locator(".call code:not(.address)").all()]
        assert len(commands) >= 6
        answers = {
            command: subprocess.run(["/bin/bash", "-c", f"{command} --silent --fail"], capture_output=True, text=True, check=True).stdout
            for command in commands
        }
        for command, answer in answers.items():
            assert "Triglot Demo School" in answer, command
        in_json = next(answer for command, answer in answers.items() if "moodlewsrestformat=json" in command)
        assert json.loads(in_json)["username"] == "tess"


def test_a_call_can_be_copied(browser: Browser, demo: Served) -> None:
    with visiting(browser, demo.address) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto("/")
        page.get_by_role("button", name="Copy a call through XML-RPC").click()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator("#xmlrpc ~ .copyable code").text_content()

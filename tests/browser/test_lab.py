"""The lab: stories of a person who tries calls."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_every_page import faults
from tests.browser.visitor import NARROW, WIDE, visiting
from tests.oracle.serve import Served, free_port, serving_demo

INFO, CREATE, COURSES = "core_webservice_get_site_info", "core_user_create_users", "core_course_get_courses_by_field"
PLANTED = "Algebra for ever"


@contextmanager
def in_lab(browser: Browser, demo: Served, asked: str, *, who: str = "admin", scripts: bool = True, errors: bool = False) -> Iterator[Page]:
    """Somebody at the form of a call."""
    with visiting(browser, demo.address, scripts=scripts, errors=errors) as page:
        page.goto("/")
        page.get_by_role("button", name=f"Sign in as {who}").click()
        page.goto(f"/lab?{asked}")
        yield page


@contextmanager
def altering(address: str, port: int) -> Iterator[None]:
    """A server that answers as another does, but for the name of a course."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            answer = httpx2.post(f"{address}{self.path}", content=body, headers={"content-type": self.headers["content-type"]})
            text = answer.text
            for here, there in ((address, f"http://127.0.0.1:{port}"), ("Algebra I", PLANTED)):
                text = text.replace(here, there).replace(here.replace("/", "\\/"), there.replace("/", "\\/"))
            self.send_response(200)
            self.send_header("content-type", answer.headers["content-type"])
            self.send_header("content-length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_nested_form_is_filled_and_sent(browser: Browser, demo: Served, scripts: bool) -> None:
    with in_lab(browser, demo, f"function={CREATE}&via=rest", scripts=scripts) as page:
        page.get_by_role("button", name="Add an item to users").click()
        for number, name in ((1, "ida"), (2, "otto")):
            person = page.locator(f'[id="users.{number - 1}"]')
            person.get_by_label("username").fill(f"{name}{int(scripts)}")
            person.get_by_label("password", exact=False).last.fill("Lab.12345")
            person.get_by_label("firstname ", exact=False).first.fill(name.title())
            person.get_by_label("lastname ", exact=False).first.fill("Lab")
            person.get_by_label("email").fill(f"{name}{int(scripts)}@example.org")
        page.get_by_role("button", name="Add an item to preferences").first.click()
        preference = page.locator('[id="users.0.preferences.0"]')
        preference.get_by_label("type").fill("htmleditor")
        preference.get_by_label("value").fill("textarea")
        page.get_by_role("button", name="Call it").last.click()
        expect(page.get_by_text("What it wrote is rolled back.")).to_be_visible()
        value = page.get_by_label("the value of rest")
        assert [each["username"] for each in json.loads(value.text_content() or "")] == [f"ida{int(scripts)}", f"otto{int(scripts)}"]
        page.get_by_role("button", name="Call it").last.click()  # nothing was kept, so that it can be done again
        assert len(json.loads(page.get_by_label("the value of rest").text_content() or "")) == 2


@pytest.mark.parametrize(("width", "scheme"), [(WIDE, "light"), (NARROW, "dark")])
def test_what_comes_of_a_call_is_readable_for_all(browser: Browser, demo: Served, axe: str, width: int, scheme: str) -> None:
    with visiting(browser, demo.address, width=width, scheme=scheme) as page:  # type: ignore[arg-type]  # one of two texts
        page.goto("/")
        page.get_by_role("button", name="Sign in as admin").click()
        page.goto(f"/lab?function={COURSES}&arguments=%7B%7D")
        page.get_by_role("button", name="Call it").last.click()
        expect(page.get_by_text("All agree.")).to_be_visible()
        assert not faults(page, axe)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.goto("/lab/calls")
        page.get_by_label("Calls, a line of JSON each").fill(json.dumps({"function": COURSES}))
        page.get_by_role("button", name="Make them", exact=True).click()
        expect(page.get_by_text("1 of 1 calls agree.")).to_be_visible()
        assert not faults(page, axe)


def test_a_planted_difference_is_found_and_marked(browser: Browser) -> None:
    port = free_port()
    there, asked = f"http://127.0.0.1:{port}", f"function={COURSES}&via=rest&arguments=" + quote('{"field": "ids", "value": "2"}')
    with (
        serving_demo({"TRIGLOT_LAB_SERVERS": there}) as demo,
        altering(demo.address, port),
        in_lab(browser, demo, asked, who="tess") as page,
    ):
        token = own_token(page)
        page.goto(f"/lab?{asked}")
        page.get_by_label("Ask another server the same").select_option(there)
        page.get_by_label("The token for that one").fill(token)
        page.get_by_role("button", name="Call it").last.click()
        expect(page.get_by_text("1 of 2 differ.")).to_be_visible()
        expect(page.locator("mark").filter(has_text=f'"fullname": "{PLANTED}"')).to_be_visible()
        found = page.locator(".differences li").all_text_contents()
        assert f'courses[0].fullname: "Algebra I" first, "{PLANTED}" here' in [" ".join(text.split()) for text in found]


def test_a_refused_call_is_explained_and_repaired(browser: Browser, demo: Served) -> None:
    with in_lab(browser, demo, "", errors=True) as page:
        page.goto("/admin/services")
        page.get_by_label("Name", exact=True).fill("Of the lab")
        page.get_by_label("Short name").fill("oflab")
        page.get_by_label("For authorised users only").uncheck()
        page.get_by_role("button", name="Create").click()
        service = page.url
        page.get_by_label("Find functions to put in").fill("site info")
        page.get_by_role("button", name="Find").click()
        page.get_by_label(INFO).check()
        page.get_by_role("button", name="Put the ticked in").click()
        page.goto("/admin/tokens")
        page.get_by_label("User name or id").fill("tess")
        page.get_by_label("Service", exact=True).select_option(label="Of the lab")
        page.get_by_role("button", name="Create").click()
        token = page.locator("#issued ~ .copyable code").text_content() or ""
        page.goto(service)
        page.get_by_label("It is on").uncheck()
        page.get_by_role("button", name="Change").click()

        def called() -> None:
            page.goto(f"/lab?function={INFO}&arguments=%7B%7D")
            page.get_by_label("As", exact=True).first.select_option("whose token I give")
            page.get_by_label("The token, if you give one").fill(token)
            page.get_by_role("button", name="Call it").last.click()
            expect(page.get_by_role("heading", name="What came of it")).to_be_visible()

        called()
        steps = page.get_by_role("list", name="the steps of rest", exact=True)
        expect(steps.get_by_text("service enabled")).to_be_visible()
        expect(steps.get_by_text("triglot service enable oflab")).to_be_visible()
        page.goto(service)
        page.get_by_label("It is on").check()
        page.get_by_role("button", name="Change").click()
        called()
        expect(page.get_by_text("All agree.")).to_be_visible()
        assert token not in page.inner_text("main")


def test_a_call_taken_along_for_pytest_passes(browser: Browser, demo: Served, tmp_path: Path) -> None:
    with in_lab(browser, demo, f"function={INFO}&arguments=%7B%7D&via=soap", who="tess") as page:
        token = own_token(page)
        page.goto(f"/lab?function={INFO}&arguments=%7B%7D&via=soap")
        page.locator("#as").select_option("pytest")
        page.get_by_role("button", name="Take it along").click()
        program = page.locator("#result code").text_content() or ""
    file = tmp_path / "test_taken.py"
    file.write_text(program.replace("YOUR_TOKEN", token))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(file)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 passed" in done.stdout, (program, done.stdout, done.stderr)


def own_token(page: Page) -> str:
    """The token that the front page shows to who has signed in."""
    page.goto("/")
    found = re.search(r"wstoken=([0-9a-f]{32})", page.inner_text("main"))
    assert found is not None
    return found[1]

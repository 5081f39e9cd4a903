"""Pages and cookies of a world that is not at the root of its host."""

from __future__ import annotations

import re

import httpx2
import pytest

from tests.unit.double.conftest import ADDRESS

WITHOUT_PREFIX = re.compile(r'(href|src|action|formaction|apiDescriptionUrl)="/(?!t/one/)[^"]*"')


async def signed_in(browser: httpx2.AsyncClient) -> None:
    page = (await browser.get("/t/one/login/index.php")).text
    fields = dict(re.findall(r'name="(logintoken)" value="([^"]*)"', page))
    answer = await browser.post("/t/one/login/index.php", data={"username": "ada", "password": "Secret.123", **fields})
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith(f"{ADDRESS}/t/one/")


@pytest.mark.parametrize(
    "path", ["/", "/docs", "/docs/function?name=core_webservice_get_site_info", "/lab", "/my/", "/admin/", "/admin/users", "/docs/openapi"]
)
async def test_the_pages_of_a_world_lead_to_that_world(browser: httpx2.AsyncClient, path: str) -> None:
    await signed_in(browser)
    answer = await browser.get(f"/t/one{path}")
    assert answer.status_code == 200
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert 'href="/t/one/' in answer.text
    assert WITHOUT_PREFIX.search(answer.text) is None
    assert "This is a double of a site, for tests" in answer.text


async def test_a_session_is_that_of_its_world(browser: httpx2.AsyncClient) -> None:
    await signed_in(browser)
    assert {cookie.path for cookie in browser.cookies.jar} == {"/t/one/"}
    assert "Ada Admin" in (await browser.get("/t/one/")).text
    assert "Ada Admin" not in (await browser.get("/t/two/")).text


async def test_what_pages_load_is_there(browser: httpx2.AsyncClient) -> None:
    page = (await browser.get("/t/one/")).text
    for address in re.findall(r'(?:src|href)="([^"]+\.(?:css|js|svg))"', page):
        assert (await browser.get(address)).status_code == 200


async def test_the_default_world_says_that_it_is_a_double_too(browser: httpx2.AsyncClient) -> None:
    page = (await browser.get("/")).text
    assert "This is a double of a site, for tests" in page
    assert 'href="/docs"' in page

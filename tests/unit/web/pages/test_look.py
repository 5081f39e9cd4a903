"""What pages load, and how values look."""

from __future__ import annotations

import re

import pytest
from jinja2 import UndefinedError

from gateway.server.host import Gateway
from gateway.web.pages import look
from gateway.web.pages.look import asset_address
from tests.unit.web.pages.test_gate import web


async def test_what_pages_load_is_kept_under_its_revision(gateway: Gateway) -> None:
    async with web(gateway) as browser:
        page = (await browser.get("/")).text
        addresses = set(re.findall(r'(?:href|src)="(/assets/[^"]*)"', page))
        assert len(addresses) == 3
        for address in addresses:
            answer = await browser.get(address)
            assert answer.status_code == 200
            assert "immutable" in answer.headers["cache-control"]
        old = await browser.get("/assets/0123/pages.css")
        assert (old.status_code, old.headers["cache-control"]) == (200, "no-cache")
        for wrong in ("/assets/0123/nosuch.css", "/assets/0123/../look.py"):
            assert (await browser.get(wrong)).status_code == 404


def test_an_address_changes_with_the_content() -> None:
    assert re.fullmatch(r"/assets/[0-9a-f]{12}/pages\.css", asset_address("pages.css"))


def test_values_are_escaped_and_missing_ones_are_errors() -> None:
    made = look._environment().from_string("{{ text }} {{ 1000 | counted('function') }} {{ 1 | counted('call') }} {{ last | moment }}")
    assert made.render(text="<b>", last=None) == "&lt;b&gt; 1,000 functions 1 call –"
    with pytest.raises(UndefinedError):
        made.render(text="x")


def test_a_moment_is_told_in_utc() -> None:
    assert look._environment().from_string("{{ 86400 | moment }}").render() == "1970-01-02 00:00 UTC"

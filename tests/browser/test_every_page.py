"""Every page, in light and dark, on a screen and on a phone: nothing is hard to read, out of reach, or beside the screen."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page

from gateway.web.pages import every_page
from tests.browser.visitor import NARROW, WIDE, visiting
from tests.oracle.serve import Served

# What pages are asked for that are about one thing.
QUERIES = {
    "/admin/role": "?id=5",
    "/admin/service": "?id=2",
    "/admin/user": "?id=2",
    "/docs/error": "?code=invalidparameter",
    "/docs/function": "?name=core_webservice_get_site_info",
    "/docs/print": "?of=moodle",
    "/docs/protocol": "?name=rest",
    "/lab": "?function=core_user_create_users",
}

# What Elements makes of the OpenAPI document is not ours.
_FAULTS = "async () => (await axe.run({exclude: ['elements-api']}, {resultTypes: ['violations']})).violations"
_OURS = "h1:not(elements-api h1)"
# A document for programs, and the page of a link that is in mails alone.
_NO_PAGES = {"/docs/openapi.json", "/login/confirm.php"}


def faults(page: Page, axe: str) -> list[str]:
    """The faults of accessibility of a page, with the elements that have them."""
    page.evaluate(axe)
    found: list[dict[str, Any]] = page.evaluate(_FAULTS)
    return [f"{fault['id']}: {[node['html'] for node in fault['nodes']]}" for fault in found]


# Who administers sees every page, and all that is on it: they look twice.
@pytest.mark.parametrize(
    ("who", "width", "scheme"), [("", WIDE, "light"), ("tess", NARROW, "dark"), ("admin", WIDE, "light"), ("admin", NARROW, "dark")]
)
def test_every_page(browser: Browser, demo: Served, axe: str, who: str, width: int, scheme: Literal["dark", "light"]) -> None:
    with visiting(browser, demo.address, width=width, scheme=scheme, errors=who != "admin") as page:
        if who:
            page.goto("/")
            page.get_by_role("button", name=f"Sign in as {who}").click()
        for path in (
            declared.path + QUERIES.get(declared.path, "") for declared in every_page() if declared.show and declared.path not in _NO_PAGES
        ):
            page.goto(path)
            assert not faults(page, axe), path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.locator(_OURS).count() == 1, path
            assert page.title().endswith(" – Triglot Demo School"), path

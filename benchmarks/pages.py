"""How long does a page for people take on a large site? Each that an administrator may open, in turn, over one connection."""

from __future__ import annotations

import re
import statistics
import time
from dataclasses import dataclass

import httpx2

from benchmarks.rounds import spent
from benchmarks.scenarios import Wrong
from benchmarks.site import ADMIN, ADMINS_PASSWORD, Gateway, Size, prepared, serving
from gateway.web.pages import every_page

__all__ = ["LARGE", "PageTime", "measured"]

LARGE = Size(functions=863, tokens=10_000, people=100_000)
"""The site."""
_TIMES = 5
_LOGIN = "/login/index.php"
# Of what pages are asked for that are about one thing, and searches that find nothing, which look at everything.
_QUERIES = {
    "/admin/role": ["?id=5"],
    "/admin/service": ["?id=2", "?id=2&q=user"],
    "/admin/tokens": ["", "?owner=wsuser"],
    "/admin/user": ["?id=4"],
    "/admin/users": ["", "?q=zzqx"],
    "/docs": ["", "?q=user"],
    "/docs/error": ["?code=invalidparameter"],
    "/docs/function": ["?name=core_user_get_users"],
    "/docs/print": ["?of=mod_assign"],
    "/docs/protocol": ["?name=rest"],
    "/lab": ["", "?function=core_user_create_users"],
}
# What the site has switched off, what ends the session or is for who has none, and the document that is no page.
_LEFT_OUT = {"/docs/openapi", "/docs/openapi.json", "/login/index.php", "/login/logout.php", "/user/policy.php"}


@dataclass(frozen=True)
class PageTime:
    """A page: the median and the greatest milliseconds until it was there, and the median of the worker's processor time."""

    path: str
    median: float
    most: float
    cpu: float


def measured() -> list[PageTime]:
    """The time of each page. Raises ``Wrong`` and ``NotServed``."""
    with prepared(size=LARGE) as made, serving(made) as gateway, httpx2.Client(base_url=gateway.address) as client:
        _sign_in(client)
        shown = sorted(page.path for page in every_page() if page.show and page.path not in _LEFT_OUT)
        return [_timed(client, gateway, path + query) for path in shown for query in _QUERIES.get(path, [""])]


def _sign_in(client: httpx2.Client) -> None:
    found = re.search(r'name="logintoken" value="([^"]*)"', client.get(_LOGIN).text)
    fields = {"username": ADMIN, "password": ADMINS_PASSWORD, "logintoken": found[1] if found else ""}
    client.post(_LOGIN, data=fields)
    if client.get("/admin/").status_code != httpx2.codes.OK:
        raise Wrong("the administrator could not sign in")


def _timed(client: httpx2.Client, gateway: Gateway, path: str) -> PageTime:
    """A page several times, after once that does not count. Raises ``Wrong`` if it is not there."""
    if client.get(path).status_code != httpx2.codes.OK:
        raise Wrong(f"{path} is no page")
    taken = []
    before = spent(gateway.pid) or 0.0
    for _ in range(_TIMES):
        began = time.perf_counter()
        client.get(path)
        taken.append(1000 * (time.perf_counter() - began))
    cpu = 1000 * ((spent(gateway.pid) or 0.0) - before) / _TIMES
    return PageTime(path, statistics.median(taken), max(taken), cpu)

"""The address that a browser wanted when it was sent to sign in: kept by the browser, in a cookie, until it has signed in."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import Response

from gateway.access.site import SiteData
from gateway.describe.cleaners import clean
from gateway.describe.types import LOCALURL
from gateway.php.values import to_text

__all__ = ["forget", "on_site", "remember", "wanted"]

_COOKIE: Final = "wantsurl"
_SECONDS: Final = 30 * 60
# A browser keeps no cookie that is much longer.
_LONGEST: Final = 2000


def on_site(site: SiteData, address: str) -> str | None:
    """The path and the query of an address of this site; None for any other."""
    path = address.removeprefix(site.wwwroot) if address.startswith(f"{site.wwwroot}/") else address
    harmless = path.startswith("/") and not path.startswith("//") and "\\" not in path and len(path) <= _LONGEST
    return path if harmless and to_text(clean(path, LOCALURL, site)) == path else None


def remember(answer: Response, site: SiteData, path: str) -> None:
    """Have the browser keep the address of a page of this site; one that is none is not kept."""
    if on_site(site, path) is not None:
        secure = site.wwwroot.startswith("https://")
        answer.set_cookie(_COOKIE, quote(path), max_age=_SECONDS, httponly=True, secure=secure, samesite="lax")


def wanted(request: Request, site: SiteData) -> str | None:
    """The path and the query of the page that the browser wanted; None if it wanted none, or none of this site."""
    kept = request.cookies.get(_COOKIE, "")
    return on_site(site, unquote(kept)) if kept else None


def forget(answer: Response) -> None:
    """Have the browser forget the address."""
    answer.delete_cookie(_COOKIE, httponly=True, samesite="lax")

"""A person's own keys: their tokens by service, and the key in the addresses of files (``docs/contract/server.md 7.10``).

A new token is shown in the answer to the form that has made it, and never again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy import Connection
from starlette.responses import Response

from gateway.access import keys, own_tokens
from gateway.access.own_tokens import OwnTokens
from gateway.access.tokens import Issued
from gateway.errors import CodedError
from gateway.php.values import to_int
from gateway.web.pages.page import Page
from gateway.web.pages.visit import Visit

__all__ = ["KEYS", "pages"]

KEYS = "/user/managetoken.php"
"""The page of a person's own keys."""


def pages() -> list[Page]:
    """The page."""
    return [Page(path=KEYS, show=_show, change=_change)]


async def _show(visit: Visit) -> Response:
    """The keys of who has signed in."""
    return await _shown(visit)


async def _shown(visit: Visit, *, issued: Issued | None = None, wrong: str = "") -> Response:
    """The page, with a new token, or with what was wrong."""
    owned, files_since = await visit.gateway.store.read(_overview, visit)
    return visit.show(
        "keys.html",
        status=422 if wrong else 200,
        tokens=owned.tokens,
        offered=owned.offered,
        names={service.id: service.shortname or str(service.id) for service in owned.offered},
        files_since=files_since,
        issued=issued,
        wrong=[wrong] if wrong else [],
    )


def _overview(db: Connection, visit: Visit) -> tuple[OwnTokens, int | None]:
    owned = own_tokens.overview(db, visit.site, visit.me, address=visit.peer.address, now=visit.now)
    return owned, keys.made(db, keys.FILES, visit.me.id)


async def _change(visit: Visit) -> Response:
    """Do what a form asks for."""
    action = _ACTIONS.get(visit.text("action"))
    if action is None:
        return await _shown(visit, wrong="Nothing to do was named.")
    try:
        return await action(visit)
    except CodedError as error:
        return await _shown(visit, wrong=error.public_message)


async def _create(visit: Visit) -> Response:
    """Make a token for a service."""
    return await _shown(visit, issued=await visit.gateway.store.write(_make, own_tokens.create, visit, to_int(visit.text("service"))))


async def _reset(visit: Visit) -> Response:
    """Put a new token in the place of one."""
    return await _shown(visit, issued=await visit.gateway.store.write(_make, own_tokens.reset, visit, to_int(visit.text("id"))))


def _make(db: Connection, work: Callable[..., Issued], visit: Visit, number: int) -> Issued:
    return work(db, visit.gateway.vault, visit.site, visit.me, number, address=visit.peer.address, now=visit.now, by=visit.by)


async def _revoke(visit: Visit) -> Response:
    """End a token."""
    await visit.gateway.store.write(own_tokens.revoke, visit.me, to_int(visit.text("id")), by=visit.by)
    return visit.go(KEYS, told="revoked")


async def _reset_files(visit: Visit) -> Response:
    """Make the addresses of files that have gone out useless."""
    await visit.gateway.store.write(keys.reset, keys.FILES, visit.me.id, by=visit.by)
    return visit.go(KEYS, told="key")


_ACTIONS: Mapping[str, Callable[[Visit], Awaitable[Response]]] = {
    "create": _create,
    "reset": _reset,
    "revoke": _revoke,
    "reset-files": _reset_files,
}

"""Tokens: listing and filtering, creating, rotating and revoking them. The value of a token is shown once."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection
from starlette.responses import Response

from gateway.access import rotation, tokens
from gateway.access.tokens import Issued, ListedToken
from gateway.admin import accounts
from gateway.errors import CodedError
from gateway.web.pages.admin import forms
from gateway.web.pages.admin.forms import DAY, administered, number
from gateway.web.pages.page import Page
from gateway.web.pages.visit import Visit

__all__ = ["TOKENS", "pages"]

TOKENS = "/admin/tokens"
"""The page."""
# How many tokens are listed at once, and for how many days a rotated one still holds.
_AT_ONCE, _OVERLAP = 100, 7


def pages() -> list[Page]:
    """The page."""
    return [administered(TOKENS, _show, {"create": _create, "rotate": _rotate, "revoke": _revoke})]


async def _show(visit: Visit, wrong: Sequence[str] = ()) -> Response:
    """The tokens, or those of a user or a service."""
    return await _shown(visit, wrong)


async def _shown(visit: Visit, wrong: Sequence[str] = (), issued: Issued | None = None) -> Response:
    """The page, with a new token, or with what was wrong."""
    found = await visit.gateway.store.read(_listed, visit)
    return visit.show(
        "admin_tokens.html",
        status=422 if wrong else 200,
        wrong=wrong,
        issued=issued,
        tokens=found[:_AT_ONCE],
        more=found[_AT_ONCE - 1].id if len(found) > _AT_ONCE else None,
        services=sorted(visit.site.services.values(), key=lambda service: service.name),
        owner=visit.text("owner").strip(),
        of=number(visit, "of"),
        now=visit.now,
    )


def _listed(db: Connection, visit: Visit) -> Sequence[ListedToken]:
    """The tokens that are asked for, one more than are listed."""
    owner, serviceid = visit.text("owner").strip(), number(visit, "of")
    userid = None
    if owner:
        found = accounts.find(db, owner)
        userid = found.id if found is not None else -1
    return tokens.listed(db, userid, serviceid=serviceid or None, after=number(visit, "after"), most=_AT_ONCE + 1)


async def _create(visit: Visit) -> Response:
    """Create a token."""
    return await _shown(visit, issued=await visit.gateway.store.write(_make, visit))


def _make(db: Connection, visit: Visit) -> Issued:
    service = visit.site.services.get(number(visit, "service"))
    if service is None:
        raise CodedError("invalidrecord", message="There is no such service.")
    owner = forms.person(db, visit)
    forms.require_may_administer(visit, owner.id)
    if owner.suspended:
        raise CodedError("suspended", "auth")
    return tokens.create(
        db,
        visit.gateway.vault,
        visit.site,
        owner,
        service,
        now=visit.now,
        creator=visit.me.id,
        validuntil=forms.days(visit),
        iprestriction=visit.text("address").strip(),
        name=visit.text("name").strip() or None,
        developer=visit.text("developer") == "1",
        by=visit.by,
    )


async def _rotate(visit: Visit) -> Response:
    """Create a token like another, which ends a week later."""
    return await _shown(visit, issued=await visit.gateway.store.write(_rotated, visit))


def _rotated(db: Connection, visit: Visit) -> Issued:
    tokenid = _changed(db, visit)
    return rotation.rotate(db, visit.gateway.vault, visit.site, tokenid, overlap=_OVERLAP * DAY, now=visit.now, by=visit.by)


async def _revoke(visit: Visit) -> Response:
    """End a token."""
    await visit.gateway.store.write(_revoked, visit)
    return visit.go(TOKENS, told="revoked")


def _revoked(db: Connection, visit: Visit) -> None:
    tokens.revoke(db, _changed(db, visit), by=visit.by)


def _changed(db: Connection, visit: Visit) -> int:
    """The id of the token that is to be changed. Raises ``CodedError`` if there is none, or who has signed in may not."""
    tokenid = number(visit, "id")
    owner = tokens.owner(db, tokenid)
    if owner is None:
        raise CodedError("invalidrecord", message="There is no such token.")
    forms.require_may_administer(visit, owner)
    return tokenid

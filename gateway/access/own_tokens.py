"""The tokens of one person, as they see and manage them themselves (``docs/contract/server.md 7.10``).

Administrators have ``gateway.access.tokens``. A person may reset the tokens that they have made, and revoke every token that acts
as them. What they may make one for follows from the rules of the login script.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection, RowMapping, select

from gateway.access import tokens
from gateway.access.accounts import Account
from gateway.access.callers import PERMANENT, Authorisation, authorisations
from gateway.access.secrets import Vault
from gateway.access.site import Service, SiteData
from gateway.access.tokens import Issued
from gateway.errors import CodedError
from gateway.store.tables.services import external_tokens
from gateway.telemetry.audit import Actor

__all__ = ["OwnToken", "OwnTokens", "create", "overview", "reset", "revoke", "value"]

# How many tokens a person sees.
_MOST = 200


class OwnToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token as its owner sees it, without its value; ``own`` says whether its owner has made it, ``refused`` why it is of no use now."""

    id: int
    name: str | None
    service: str
    iprestriction: str | None
    validuntil: int | None
    lastaccess: int | None
    timecreated: int
    developer: bool
    own: bool
    refused: str | None


class OwnTokens(msgspec.Struct, frozen=True, kw_only=True):
    """The tokens of a person, oldest first, and the services for which they may make one and have none. Of very many it has the newest."""

    tokens: list[OwnToken]
    offered: list[Service]


def overview(db: Connection, site: SiteData, owner: Account, *, address: str, now: int) -> OwnTokens:
    """What ``owner`` has and may make, in two statements; ``address`` is where they are."""
    given = authorisations(db, owner.id)
    rows = _rows(db, owner.id)
    having = {row["externalserviceid"] for row in rows if row["creatorid"] == owner.id and not _expired(row, now)}
    offered = [
        service
        for service in site.services.values()
        if service.id not in having
        and _may_make(site, owner, service)
        and _refusal(site, owner, service, given, address=address, now=now) is None
    ]
    found = [_own(site, owner, row, given, address=address, now=now) for row in rows]
    return OwnTokens(tokens=found, offered=sorted(offered, key=lambda service: service.name))


def create(db: Connection, vault: Vault, site: SiteData, owner: Account, serviceid: int, *, address: str, now: int, by: Actor) -> Issued:
    """A new token of ``owner`` for a service for which they have made none. Raises ``CodedError``."""
    if serviceid not in {service.id for service in overview(db, site, owner, address=address, now=now).offered}:
        raise CodedError("cannotcreatetoken", message="You have a key for this service already, or may not make one.")
    return tokens.for_oneself(db, vault, site, owner, site.services[serviceid], now=now, by=by)


def reset(db: Connection, vault: Vault, site: SiteData, owner: Account, tokenid: int, *, address: str, now: int, by: Actor) -> Issued:
    """A new token in the place of one that ``owner`` has made, which ends. Raises ``CodedError``."""
    row = next((row for row in _rows(db, owner.id, tokenid) if row["creatorid"] == owner.id), None)
    service = site.services.get(row["externalserviceid"]) if row is not None else None
    if service is None:
        raise CodedError("invalidrecord", message="You have made no such key.")
    tokens.require_admitted(site, owner, service, authorisations(db, owner.id).get(service.id), address=address, now=now)
    tokens.require_may_create(site, owner, service)
    tokens.revoke(db, tokenid, by=by, reason="reset")
    return tokens.for_oneself(db, vault, site, owner, service, now=now, by=by)


def revoke(db: Connection, owner: Account, tokenid: int, *, by: Actor) -> None:
    """End a token of ``owner``, whoever has made it. Raises ``CodedError`` if they have none with that id."""
    if not _rows(db, owner.id, tokenid):
        raise CodedError("invalidrecord", message="You have no such key.")
    tokens.revoke(db, tokenid, by=by)


def value(db: Connection, vault: Vault, owner: Account, tokenid: int) -> str | None:
    """The value of a token of ``owner``; None if they have none with that id, or its value is not kept, as a developer's is not told."""
    row = next((row for row in _rows(db, owner.id, tokenid) if not row["developer"]), None)
    return vault.unseal(row["sealedtoken"]) if row is not None else None


def _rows(db: Connection, userid: int, tokenid: int | None = None) -> list[RowMapping]:
    """The permanent tokens of a user, the newest of them if they are very many, oldest first; or the one with an id."""
    cols = external_tokens.c
    query = select(external_tokens).where(cols.userid == userid, cols.tokentype == PERMANENT)
    if tokenid is not None:
        query = query.where(cols.id == tokenid)
    return list(db.execute(query.order_by(cols.id.desc()).limit(_MOST)).mappings())[::-1]


def _own(site: SiteData, owner: Account, row: RowMapping, given: Mapping[int, Authorisation], *, address: str, now: int) -> OwnToken:
    """A row as its owner sees it."""
    service = site.services.get(row["externalserviceid"])
    if _expired(row, now):
        refused: str | None = "expired"
    elif service is None or not service.enabled:
        refused = "the service is switched off"
    else:
        refused = _refusal(site, owner, service, given, address=address, now=now)
    return OwnToken(
        id=row["id"],
        name=row["name"],
        service=service.name if service else "",
        iprestriction=row["iprestriction"],
        validuntil=row["validuntil"],
        lastaccess=row["lastaccess"],
        timecreated=row["timecreated"],
        developer=bool(row["developer"]),
        own=row["creatorid"] == owner.id,
        refused=refused,
    )


def _expired(row: RowMapping, now: int) -> bool:
    return bool(row["validuntil"]) and row["validuntil"] < now


def _refusal(site: SiteData, owner: Account, service: Service, given: Mapping[int, Authorisation], *, address: str, now: int) -> str | None:
    """Why ``owner`` may not use a service; None if they may."""
    try:
        tokens.require_admitted(site, owner, service, given.get(service.id), address=address, now=now)
    except CodedError as error:
        return error.public_message
    return None


def _may_make(site: SiteData, owner: Account, service: Service) -> bool:
    """Whether ``owner`` may make a token for an enabled service."""
    try:
        tokens.require_may_create(site, owner, service)
    except CodedError:
        return False
    return service.enabled

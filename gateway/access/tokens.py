"""Tokens: creating them, handing an existing one out again, listing and revoking them.

``for_login`` is for the login script (``docs/contract/server.md 1.5``), ``create`` for administrators
(``docs/contract/server.md 1.7``). Everything works on one connection, inside the caller's transaction, and is recorded in the
audit; ``by`` is who does it.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, RowMapping, delete, or_, select, update

from gateway.access import accounts, sessions
from gateway.access.accounts import Account
from gateway.access.addresses import matches
from gateway.access.callers import EMBEDDED, PERMANENT, Authorisation, TokenRow, authorisations
from gateway.access.capabilities import has
from gateway.access.contexts import SYSTEM, Context
from gateway.access.secrets import Vault, digest, new_private_token, new_token, random_text
from gateway.access.sessions import StoredSession
from gateway.access.site import Service, SiteData
from gateway.errors import CodedError
from gateway.store.changes import ChangeKind, note
from gateway.store.rows import insert_row
from gateway.store.tables.services import external_services, external_tokens
from gateway.store.tables.users import user
from gateway.telemetry import audit
from gateway.telemetry.audit import COMMAND, Actor, Event

__all__ = [
    "Issued",
    "ListedToken",
    "create",
    "expire",
    "find",
    "for_login",
    "for_oneself",
    "in_hand",
    "listed",
    "owner",
    "require_admitted",
    "require_may_create",
    "revoke",
    "revoke_bound",
    "sent",
    "service_named",
    "touch",
]

MOBILE_SERVICE = "moodle_mobile_app"


class Issued(msgspec.Struct, frozen=True):
    """A token as its owner gets it; ``created`` says whether it is new."""

    id: int
    token: str
    privatetoken: str | None
    created: bool


class ListedToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token as administrators see it, without its value."""

    id: int
    name: str | None
    username: str
    service: str
    contextid: int
    iprestriction: str | None
    validuntil: int | None
    lastaccess: int | None
    timecreated: int
    developer: bool


def service_named(site: SiteData, shortname: str) -> Service:
    """The enabled service with that short name. Raises ``servicenotavailable``."""
    for service in site.services.values():
        if service.enabled and service.shortname == shortname:
            return service
    raise CodedError("servicenotavailable", "webservice")


def for_login(
    db: Connection, vault: Vault, site: SiteData, owner: Account, service: Service, *, address: str, now: int, by: Actor = COMMAND
) -> Issued:
    """The token for ``owner`` and ``service``: the newest one that is usable, or a new one.

    Raises the ``CodedError`` of the first rule that refuses. A token whose value is not kept cannot be handed out again, so a
    new one is created; a developer's token is handed out only when it is created.
    """
    _require_may_use(db, site, owner, service, address=address, now=now)
    for row in _usable(db, site, owner.id, service.id, address=address, now=now, by=by):
        value = vault.unseal(row["sealedtoken"])
        if value is not None:
            return Issued(row["id"], value, vault.unseal(row["sealedprivatetoken"]), created=False)
    require_may_create(site, owner, service)
    return for_oneself(db, vault, site, owner, service, now=now, by=by)


def for_oneself(db: Connection, vault: Vault, site: SiteData, owner: Account, service: Service, *, now: int, by: Actor = COMMAND) -> Issued:
    """A new token that ``owner`` makes, valid as long as the setting ``tokenduration`` says. Whether they may is not checked here."""
    duration = site.config.number("tokenduration")
    until = now + duration if duration else None
    return _insert(db, vault, owner.id, service.id, SYSTEM, creator=owner.id, validuntil=until, now=now, by=by, auto=True)


def create(
    db: Connection,
    vault: Vault,
    site: SiteData,
    owner: Account,
    service: Service,
    context: Context = SYSTEM,
    *,
    now: int,
    creator: int = 0,
    validuntil: int | None = None,
    iprestriction: str | None = None,
    name: str | None = None,
    session: StoredSession | None = None,
    developer: bool = False,
    by: Actor = COMMAND,
) -> Issued:
    """A new token for ``owner``, as an administrator makes it. Raises ``nocapabilitytousethisservice``.

    With a ``session`` it is an embedded token, which is valid as long as the session is.
    """
    required = service.requiredcapability
    if required and not has(site, owner.subject, context, required):
        raise CodedError("nocapabilitytousethisservice")
    return _insert(
        db,
        vault,
        owner.id,
        service.id,
        context,
        creator=creator or owner.id,
        validuntil=validuntil,
        iprestriction=iprestriction or None,
        name=name,
        now=now,
        session=session,
        developer=developer,
        by=by,
        auto=False,
    )


def sent(db: Connection, tokenid: int, *, now: int, by: Actor) -> None:
    """Record that a token was handed out to its owner, which counts as a use (``docs/contract/server.md 1.6``)."""
    touch(db, {tokenid: now})
    audit.write(db, Event(action=audit.TOKEN_SENT, actor=by, objectid=tokenid))


def find(db: Connection, reference: str) -> int | None:
    """The id of the token with this value, or with this id."""
    cols = external_tokens.c
    named = cols.token == digest(reference)
    if reference.isdecimal() and len(reference) < 19:
        named = named | (cols.id == int(reference))
    found: int | None = db.execute(select(cols.id).where(named).limit(1)).scalar_one_or_none()
    return found


def owner(db: Connection, tokenid: int) -> int | None:
    """The id of the account that a token belongs to; None if there is no such token."""
    found: int | None = db.execute(select(external_tokens.c.userid).where(external_tokens.c.id == tokenid)).scalar_one_or_none()
    return found


def revoke(db: Connection, tokenid: int, *, by: Actor = COMMAND, reason: str = "revoked") -> bool:
    """Delete a token; returns whether there was one. ``reason`` is for the audit."""
    row = db.execute(select(external_tokens.c.token, external_tokens.c.userid).where(external_tokens.c.id == tokenid)).first()
    if row is None:
        return False
    db.execute(delete(external_tokens).where(external_tokens.c.id == tokenid))
    note(db, ChangeKind.TOKEN, row.token)
    audit.write(db, Event(action=audit.TOKEN_REVOKED, actor=by, objectid=tokenid, relateduserid=row.userid, other={"reason": reason}))
    return True


def expire(db: Connection, tokenid: int, *, now: int, by: Actor = COMMAND) -> None:
    """Delete a token that has expired, unless its expiry was extended meanwhile."""
    validuntil = db.execute(select(external_tokens.c.validuntil).where(external_tokens.c.id == tokenid)).scalar_one_or_none()
    if validuntil and validuntil < now:
        revoke(db, tokenid, by=by, reason="expired")


def forget(db: Connection, site: SiteData, token: TokenRow, *, now: int, by: Actor = COMMAND) -> None:
    """Delete an invalid token: an expired one, or one bound to an ended session, with all others bound to that."""
    if token.sid and not _session_holds(db, site, token.sid, now=now):
        revoke_bound(db, token.sid, by=by)
    expire(db, token.id, now=now, by=by)


def touch(db: Connection, accesses: dict[int, int]) -> None:
    """Store when tokens were last used, by token id. Caches are not invalidated."""
    for tokenid, moment in accesses.items():
        db.execute(update(external_tokens).where(external_tokens.c.id == tokenid).values(lastaccess=moment))


def listed(
    db: Connection, userid: int | None = None, *, serviceid: int | None = None, after: int = 0, most: int | None = None
) -> Sequence[ListedToken]:
    """All tokens, or those of a user and for a service, oldest first; at ``most`` so many, with ids after another."""
    columns = (
        external_tokens.c.id,
        external_tokens.c.name,
        user.c.username,
        external_services.c.name.label("service"),
        external_tokens.c.contextid,
        external_tokens.c.iprestriction,
        external_tokens.c.validuntil,
        external_tokens.c.lastaccess,
        external_tokens.c.timecreated,
        external_tokens.c.developer,
    )
    joined = external_tokens.join(user, user.c.id == external_tokens.c.userid).join(
        external_services, external_services.c.id == external_tokens.c.externalserviceid
    )
    query = select(*columns).select_from(joined).order_by(external_tokens.c.id)
    if userid is not None:
        query = query.where(external_tokens.c.userid == userid)
    if serviceid is not None:
        query = query.where(external_tokens.c.externalserviceid == serviceid)
    if after or most is not None:
        query = query.where(external_tokens.c.id > after).limit(most)
    return [ListedToken(**{**row, "developer": bool(row["developer"])}) for row in db.execute(query).mappings()]


def in_hand(db: Connection, vault: Vault, site: SiteData, owner: Account, function: str, *, now: int) -> str | None:
    """The value of a token with which its owner may call a function from anywhere, the newest; None without one.

    A token whose value is not kept is none, nor a developer's.
    """
    authorised = {serviceid for serviceid, each in authorisations(db, owner.id).items() if _holds_anywhere(each, now)}
    services = [
        service.id
        for service in site.services.values()
        if service.enabled
        and function in service.functions
        and (not service.restrictedusers or service.id in authorised)
        and (not service.requiredcapability or has(site, owner.subject, SYSTEM, service.requiredcapability))
    ]
    cols = external_tokens.c
    usable = or_(cols.validuntil.is_(None), cols.validuntil == 0, cols.validuntil >= now)
    query = select(cols.sealedtoken).where(
        cols.userid == owner.id,
        cols.externalserviceid.in_(services),
        cols.tokentype == PERMANENT,
        cols.developer == 0,
        cols.sid.is_(None),
        cols.iprestriction.is_(None),
        cols.contextid == SYSTEM.id,
        cols.sealedtoken.is_not(None),
        usable,
    )
    return vault.unseal(db.execute(query.order_by(cols.timecreated.desc(), cols.id.desc()).limit(1)).scalar_one_or_none())


def _holds_anywhere(authorisation: Authorisation, now: int) -> bool:
    """Whether an authorisation holds now, from every address."""
    return not authorisation.iprestriction and (not authorisation.validuntil or authorisation.validuntil >= now)


def _require_may_use(db: Connection, site: SiteData, owner: Account, service: Service, *, address: str, now: int) -> None:
    """Apply the rules 1 to 10 of ``docs/contract/server.md 1.5``, in their order."""
    if accounts.by_id(db, owner.id) is None:
        raise CodedError("invaliduser")
    given = authorisations(db, owner.id) if service.restrictedusers else {}
    require_admitted(site, owner, service, given.get(service.id), address=address, now=now)


def require_admitted(
    site: SiteData, owner: Account, service: Service, authorisation: Authorisation | None, *, address: str, now: int
) -> None:
    """Raise the ``CodedError`` of the first rule by which ``owner`` may not use a service from an address.

    ``authorisation`` is what they were given for it, if it is for authorised users alone (``docs/contract/server.md 1.5``, 5 to 10).
    """
    accounts.require_may_act(site, owner)
    if service.requiredcapability and not has(site, owner.subject, SYSTEM, service.requiredcapability):
        raise CodedError("missingrequiredcapability", "webservice")
    if service.restrictedusers:
        if authorisation is None:
            raise CodedError("usernotallowed", "webservice")
        if authorisation.validuntil and authorisation.validuntil < now:
            raise CodedError("invalidtimedtoken", "webservice")
        if authorisation.iprestriction and not matches(address, authorisation.iprestriction):
            raise CodedError("invalidiptoken", "webservice")


def _usable(db: Connection, site: SiteData, userid: int, serviceid: int, *, address: str, now: int, by: Actor) -> list[RowMapping]:
    """The permanent tokens that may be handed out again, newest first; invalid ones are deleted."""
    conditions = (
        external_tokens.c.userid == userid,
        external_tokens.c.externalserviceid == serviceid,
        external_tokens.c.tokentype == PERMANENT,
        external_tokens.c.developer == 0,
    )
    usable = []
    newest_first = (external_tokens.c.timecreated.desc(), external_tokens.c.id.desc())
    for row in db.execute(select(external_tokens).where(*conditions).order_by(*newest_first)).mappings().all():
        if row["sid"] and not _session_holds(db, site, row["sid"], now=now):
            revoke_bound(db, row["sid"], by=by)
        elif row["validuntil"] and row["validuntil"] < now:
            revoke(db, row["id"], by=by, reason="expired")
        elif row["iprestriction"] is None or matches(address, row["iprestriction"]):
            usable.append(row)
    return usable


def _session_holds(db: Connection, site: SiteData, key: str, *, now: int) -> bool:
    """Whether the session with this key exists and is valid."""
    session = sessions.by_key(db, key)
    return session is not None and sessions.alive(site, session, now=now)


def revoke_bound(db: Connection, key: str, *, by: Actor = COMMAND) -> None:
    """Revoke all tokens that are bound to the session with that key (``docs/contract/server.md 1.8``)."""
    for tokenid in db.execute(select(external_tokens.c.id).where(external_tokens.c.sid == key)).scalars().all():
        revoke(db, tokenid, by=by, reason="session ended")


def require_may_create(site: SiteData, owner: Account, service: Service) -> None:
    """Raise ``cannotcreatetoken`` unless the owner may create a token for the service."""
    if service.shortname == MOBILE_SERVICE and has(site, owner.subject, SYSTEM, "moodle/webservice:createmobiletoken"):
        return
    if owner.id not in site.admins and has(site, owner.subject, SYSTEM, "moodle/webservice:createtoken"):
        return
    raise CodedError("cannotcreatetoken", "webservice")


def _insert(
    db: Connection,
    vault: Vault,
    userid: int,
    serviceid: int,
    context: Context,
    *,
    creator: int,
    validuntil: int | None,
    now: int,
    by: Actor,
    auto: bool,
    iprestriction: str | None = None,
    name: str | None = None,
    session: StoredSession | None = None,
    developer: bool = False,
) -> Issued:
    """Insert a new token; ``auto`` says that it was created at log-in."""
    token, privatetoken = new_token(), new_private_token()
    row = {
        "token": digest(token),
        "sealedtoken": vault.seal(token),
        "privatetoken": digest(privatetoken),
        "sealedprivatetoken": vault.seal(privatetoken),
        "tokentype": EMBEDDED if session else PERMANENT,
        "sid": session.key if session else None,
        "userid": userid,
        "externalserviceid": serviceid,
        "contextid": context.id,
        "creatorid": creator,
        "iprestriction": iprestriction,
        "validuntil": validuntil,
        "timecreated": now,
        "name": name or f"Webservice-{random_text(5)}",
        "developer": int(developer),
    }
    tokenid = insert_row(db, external_tokens, row)
    note(db, ChangeKind.TOKEN, digest(token))
    audit.write(db, Event(action=audit.TOKEN_CREATED, actor=by, objectid=tokenid, relateduserid=userid, other={"auto": auto}))
    return Issued(tokenid, token, privatetoken, created=True)

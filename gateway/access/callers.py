"""Callers: the account, token and service that a credential identifies, with all that the checks need.

A caller is loaded with two statements and kept in a bounded cache; a change of the token, the account, its roles or its
authorisations drops the entry. Unknown digests are remembered for some seconds in a cache of their own, so that guessing tokens
costs the database nothing.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Protocol

import msgspec
from sqlalchemy import Connection, Select, and_, bindparam, select

from gateway import clock
from gateway.access import accounts, sessions
from gateway.access.accounts import Account
from gateway.access.contexts import SYSTEM, Context, by_id
from gateway.access.foreign import Foreign
from gateway.access.issuers import Issued, Issuers, looks_issued
from gateway.access.secrets import digest
from gateway.access.sessions import StoredSession
from gateway.store.cache import Cache
from gateway.store.changes import Change, ChangeKind
from gateway.store.store import Store
from gateway.store.tables.services import external_services, external_services_users, external_tokens
from gateway.store.tables.users import sessions as session_rows
from gateway.store.tables.users import user

__all__ = [
    "EMBEDDED",
    "ISSUED",
    "PERMANENT",
    "Authorisation",
    "Caller",
    "Callers",
    "Foreigners",
    "TokenRow",
    "authorisations",
    "by_issued",
    "by_session",
    "by_username",
    "of_token",
]

ISSUED = 0
"""In place of the id of a token, for tokens of identity providers, which are not stored."""

# The token types of the contract (docs/contract/server.md 0.1).
PERMANENT, EMBEDDED = 0, 1

_KEPT_CALLERS, _KEPT_UNKNOWN, _UNKNOWN_SECONDS = 20_000, 10_000, 5.0


class TokenRow(msgspec.Struct, frozen=True, kw_only=True):
    """A stored token, without its value; ``developer`` tokens get debug information with errors."""

    id: int
    type: int
    userid: int
    serviceid: int
    contextid: int
    sid: str | None
    iprestriction: str | None
    validuntil: int
    lastaccess: int
    developer: bool = False


class Authorisation(msgspec.Struct, frozen=True):
    """A user's authorisation for a restricted service: from which addresses and until when (0: for ever)."""

    iprestriction: str | None
    validuntil: int


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """The caller of a function. ``account`` or ``context`` is None if the token names one that does not exist.

    ``context`` is the context that the caller is restricted to, ``session`` the stored session that the token is bound to;
    ``authorisations`` are by service id. A caller whom another server knows is ``foreign`` and has neither token nor account.
    """

    token: TokenRow | None
    account: Account | None
    context: Context | None
    authorisations: Mapping[int, Authorisation]
    session: StoredSession | None = None
    foreign: Foreign | None = None


class Foreigners(Protocol):
    """The servers that are asked whose a token is, where it is none of this site."""

    def known(self, token: str) -> Caller | None:
        """The caller for a token about whom a server was asked a moment ago, else None."""

    def remembers(self, token: str) -> bool:
        """Whether a server was asked about the token a moment ago, whatever it said."""

    async def by_token(self, token: str) -> Caller | None:
        """The caller for a token that a server knows, or None. Raises ``GatewayError`` where no server can say."""


class Callers:
    """Finds the caller for a token, with caches."""

    def __init__(self, store: Store, issuers: Issuers | None = None, foreigners: Foreigners | None = None) -> None:
        """The caches are empty at first. Tokens of ``issuers`` are taken, too, and those that ``foreigners`` know."""
        self._store = store
        self._issuers = issuers
        self._foreigners = foreigners
        self._known: Cache[str, Caller] = Cache(_KEPT_CALLERS)
        self._unknown: Cache[str, float] = Cache(_KEPT_UNKNOWN)
        self._flaws: Cache[str, str] = Cache(_KEPT_UNKNOWN)
        # A number that grows with each change, so that a load that began before it is not cached.
        self.changes = 0
        self.loads = 0
        """How often the database was asked for a caller."""

    @property
    def kept(self) -> int:
        """The number of callers in the cache."""
        return len(self._known)

    @property
    def unknown(self) -> int:
        """The number of tokens in the cache that nobody has."""
        return len(self._unknown)

    def known(self, token: str) -> Caller | None:
        """The caller for a token if the caches have it, else None; executes no statement."""
        known = self._known.get(digest(token))
        return known if known is not None or self._foreigners is None else self._foreigners.known(token)

    def must_ask(self, token: str) -> bool:
        """Whether a token that is none of this site would be shown to another server."""
        return self._foreigners is not None and not self._foreigners.remembers(token)

    async def by_token(self, token: str) -> Caller | None:
        """The caller for a permanent token, for one of an identity provider, or for one that another server knows; else None.

        Raises ``GatewayError`` where such a server cannot say.
        """
        caller = await self._here(token)
        return caller if caller is not None or self._foreigners is None else await self._foreigners.by_token(token)

    async def _here(self, token: str) -> Caller | None:
        """The caller for a permanent token, or for one of an identity provider; None for an unknown token."""
        if self._issuers is not None and looks_issued(token):
            return await self._issued(token, self._issuers)
        key = digest(token)
        if caller := self._known.get(key):
            return caller
        if (until := self._unknown.get(key)) and until > time.monotonic():
            return None
        before = self.changes
        self.loads += 1
        caller = await self._store.read(_by_digest, key)
        if before != self.changes:
            return caller  # a change came meanwhile, perhaps of this caller: do not cache what may be older than it
        if caller is not None and caller.token is not None and caller.token.sid:
            return caller  # the validity of a session changes with every use, which does not invalidate caches
        if caller is None:
            self._unknown.put(key, time.monotonic() + _UNKNOWN_SECONDS)
        else:
            self._known.put(key, caller)
        return caller

    def flaw(self, token: str) -> str:
        """The name of what is wrong with a token of an identity provider for which no caller was found; empty for any other token."""
        return (self._flaws.get(digest(token)) or "") if self._issuers is not None else ""

    async def _issued(self, token: str, issuers: Issuers) -> Caller | None:
        """The caller for whom a token of an identity provider stands, or None; ``flaw`` then says why."""
        key, before = digest(token), self.changes
        found: Issued | str | Caller = issuers.read(token, clock.seconds())
        if isinstance(found, Issued):
            found = await self._store.read(by_issued, found)
        if isinstance(found, str):
            self._flaws.put(key, found)
            return None
        assert isinstance(found, Caller)
        if before == self.changes:
            self._known.put(key, found)
        return found

    def apply(self, changes: list[Change]) -> None:
        """Drop the cache entries that these changes make invalid."""
        self.changes += 1
        for kind, key in changes:
            if kind is ChangeKind.TOKEN and not key:
                self._known.clear()
                self._unknown.clear()
            elif kind is ChangeKind.TOKEN:
                self._known.drop(key)
                self._unknown.drop(key)
            elif kind is ChangeKind.USER and key:
                userid = int(key)
                self._known.drop_where(lambda caller, userid=userid: caller.token is not None and caller.token.userid == userid)  # type: ignore[misc]
            elif kind is ChangeKind.USER:
                self._known.clear()


def by_username(db: Connection, username: str) -> tuple[Caller | None, str | None]:
    """The caller with exactly this user name and the stored password hash, or two Nones."""
    account, stored = accounts.by_username(db, username)
    if account is None:
        return None, None
    return Caller(token=None, account=account, context=SYSTEM, authorisations=authorisations(db, account.id)), stored


def by_session(db: Connection, sid: str) -> Caller | None:
    """The caller of a browser session with this id, or None if it is not stored; ``sessions.alive`` says whether it is valid."""
    session = sessions.by_key(db, digest(sid))
    if session is None:
        return None
    account = accounts.by_id(db, session.userid) if session.userid else None
    return Caller(token=None, account=account, context=SYSTEM, authorisations={}, session=session)


def authorisations(db: Connection, userid: int) -> dict[int, Authorisation]:
    """The authorisations of a user, by service id."""
    rows = db.execute(_AUTHORISATIONS, {"userid": userid})
    return {row.externalserviceid: Authorisation(row.iprestriction, row.validuntil or 0) for row in rows}


def by_issued(db: Connection, issued: Issued) -> Caller | str:
    """The caller for whom a trusted token of an identity provider stands, or the name of what is missing here."""
    account = accounts.by_field(db, issued.field, issued.value)
    if account is None:
        return "token account"
    service = external_services.c
    serviceid = db.execute(select(service.id).where(service.shortname == issued.service)).scalar()
    if serviceid is None:
        return "token service"
    row = TokenRow(
        id=ISSUED,
        type=PERMANENT,
        userid=account.id,
        serviceid=serviceid,
        contextid=SYSTEM.id,
        sid=None,
        iprestriction=None,
        validuntil=issued.ends,
        lastaccess=0,
    )
    return Caller(token=row, account=account, context=SYSTEM, authorisations=authorisations(db, account.id))


def of_token(db: Connection, tokenid: int) -> Caller | None:
    """The caller for the permanent token with this id, or None."""
    return _caller(db, _BY_ID, tokenid)


_AUTHORISATIONS = select(
    external_services_users.c.externalserviceid, external_services_users.c.iprestriction, external_services_users.c.validuntil
).where(external_services_users.c.userid == bindparam("userid"))

# A token with its account and the authorisation for its service, in one row.
_TOKENS: Select[Any] = select(
    external_tokens.c.id,
    external_tokens.c.tokentype,
    external_tokens.c.userid,
    external_tokens.c.externalserviceid,
    external_tokens.c.contextid,
    external_tokens.c.sid,
    external_tokens.c.iprestriction,
    external_tokens.c.validuntil,
    external_tokens.c.lastaccess,
    external_tokens.c.developer,
    *accounts.COLUMNS,
    session_rows.c.userid.label("sessionuser"),
    session_rows.c.timecreated.label("sessioncreated"),
    session_rows.c.timemodified.label("sessionused"),
    external_services_users.c.id.label("authorisationid"),
    external_services_users.c.iprestriction.label("authorised_from"),
    external_services_users.c.validuntil.label("authorised_until"),
).select_from(
    accounts.with_preferences(external_tokens.outerjoin(user, user.c.id == external_tokens.c.userid))
    .outerjoin(session_rows, session_rows.c.sid == external_tokens.c.sid)
    .outerjoin(
        external_services_users,
        and_(
            external_services_users.c.externalserviceid == external_tokens.c.externalserviceid,
            external_services_users.c.userid == external_tokens.c.userid,
        ),
    )
)
_BY_DIGEST = _TOKENS.where(external_tokens.c.token == bindparam("asked"), external_tokens.c.tokentype == PERMANENT)
_BY_ID = _TOKENS.where(external_tokens.c.id == bindparam("asked"), external_tokens.c.tokentype == PERMANENT)


def _by_digest(db: Connection, key: str) -> Caller | None:
    """The caller for a permanent token, by the token's digest."""
    return _caller(db, _BY_DIGEST, key)


def _caller(db: Connection, statement: Select[Any], asked: int | str) -> Caller | None:
    """The caller in the first row of a statement about permanent tokens."""
    row = db.execute(statement, {"asked": asked}).first()
    if row is None:
        return None
    authorised = (
        {} if row.authorisationid is None else {row.externalserviceid: Authorisation(row.authorised_from, row.authorised_until or 0)}
    )
    return Caller(
        token=TokenRow(
            id=row.id,
            type=row.tokentype,
            userid=row.userid,
            serviceid=row.externalserviceid,
            contextid=row.contextid,
            sid=row.sid,
            iprestriction=row.iprestriction,
            validuntil=row.validuntil or 0,
            lastaccess=row.lastaccess or 0,
            developer=bool(row.developer),
        ),
        account=None if row.accountid is None else accounts.from_row(row),
        context=SYSTEM if row.contextid == SYSTEM.id else by_id(db, row.contextid),
        authorisations=authorised,
        session=None
        if row.sessionuser is None
        else StoredSession(key=row.sid, userid=row.sessionuser, timecreated=row.sessioncreated, timemodified=row.sessionused),
    )

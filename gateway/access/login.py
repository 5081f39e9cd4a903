"""Logging in with a password, a session or a key, and issuing tokens at log-in (``docs/contract/server.md 1, 9.3``).

Only the rules: the log-in addresses read the request, call these functions, and answer in their own form. Each address counts
the attempt first, and refusals are recorded in the audit with the address, ``script``. Browser sessions begin and end in
``signin``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection

from gateway.access import accounts, keys, lockout, sessions, signin, tokens
from gateway.access.accounts import Account
from gateway.access.capabilities import has
from gateway.access.contexts import SYSTEM
from gateway.access.passwords import Passwords
from gateway.access.secrets import Vault
from gateway.access.site import Service, SiteData
from gateway.access.tokens import Issued
from gateway.errors import CodedError, GatewayError
from gateway.store.store import Store
from gateway.telemetry import audit
from gateway.telemetry.audit import Actor, Audit, Event, LoginFailure

__all__ = [
    "LoginServices",
    "by_password",
    "by_session",
    "count",
    "failure_of",
    "issue",
    "noting_refusals",
    "session_by_key",
]

# The stored value in place of a password hash for restored accounts whose owner has not chosen a password.
_RESTORED = "restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginServices:
    """The services that log-in needs.

    ``require_rate`` counts an attempt from an address and raises if there were too many, or too many that failed;
    ``count_failure`` counts one that failed.
    """

    store: Store
    vault: Vault
    audit: Audit
    passwords: Passwords
    require_rate: Callable[[str], Awaitable[None]]
    count_failure: Callable[[str], Awaitable[None]]


async def count(services: LoginServices, script: str, *, by: Actor) -> None:
    """Count a log-in attempt. Raises ``CodedError`` if there were too many from that address."""
    with noting_refusals(services.audit, script, by=by):
        await services.require_rate(by.address or "")


async def by_password(
    services: LoginServices, site: SiteData, username: str, password: str, *, script: str, now: int, by: Actor
) -> Account:
    """The account with this user name and password. Raises ``invalidlogin``, which does not say what was wrong."""
    await count(services, script, by=by)
    account, stored = await services.store.read(accounts.for_login, site, username)
    if stored == _RESTORED:
        with noting_refusals(services.audit, script, by=by):
            raise CodedError("restoredaccountresetpassword", "webservice")
    # A hash is verified for every name, so that response times do not reveal which names exist.
    with noting_refusals(services.audit, script, by=by):
        right = await services.passwords.verify(password, stored)
    failure = await failure_of(services.store, site, account, right, now=now) if account else LoginFailure.UNKNOWN
    if account is None or failure is not None:
        await services.count_failure(by.address or "")
        actor = msgspec.structs.replace(by, userid=account.id if account else 0)
        other = {"username": username, "reason": int(failure or LoginFailure.UNKNOWN)}
        services.audit.note(Event(action=audit.USER_LOGIN_FAILED, actor=actor, other=other))
        raise CodedError("invalidlogin")
    return account


def by_session(db: Connection, site: SiteData, sid: str, *, now: int) -> Account | None:
    """The account that is logged in with the browser session ``sid``; None for guests and invalid sessions."""
    session = sessions.find(db, site, sid, now=now) if sid else None
    if session is None or session.userid in (0, site.guest_id):
        return None
    return accounts.by_id(db, session.userid)


def session_by_key(db: Connection, site: SiteData, script: str, key: str, userid: int, *, now: int, by: Actor) -> str:
    """The id of a new session of ``userid``, for a single-use user key of ``script``.

    Raises the ``CodedError`` of the first rule that the key or its owner breaks.
    """
    owner = keys.owner(db, script, key, address=by.address or "", now=now)
    account = accounts.by_id(db, owner)
    if owner != userid or account is None:
        raise CodedError("invalidkey")
    keys.forget(db, script, owner)
    accounts.require_may_act(site, account)
    return signin.begin(db, site, account, address=by.address or "", now=now, by=by)


async def issue(services: LoginServices, site: SiteData, account: Account, shortname: str, *, script: str, now: int, by: Actor) -> Issued:
    """The token for an account that has logged in, for the service with this short name.

    The private token, with which a browser can be logged in, is issued only on https sites and never to administrators. Raises
    the ``CodedError`` of the first rule that refuses.
    """
    actor = msgspec.structs.replace(by, userid=account.id)
    with noting_refusals(services.audit, script, by=actor):
        _require_fit(site, account, now=now)
        service = tokens.service_named(site, shortname)
        issued = await services.store.write(_hand_out, services.vault, site, account, service, now=now, by=actor)
    keeps_private = site.wwwroot.startswith("https://") and not has(site, account.subject, SYSTEM, "moodle/site:config")
    return issued if keeps_private else msgspec.structs.replace(issued, privatetoken=None)


@contextmanager
def noting_refusals(to: Audit, script: str, *, by: Actor, concerning: int | None = None) -> Iterator[None]:
    """A context manager that records errors in the audit as refusals at ``script``; ``concerning`` is the account asked for."""
    try:
        yield
    except GatewayError as error:
        other = {"function": script, "errorcode": error.errorcode, "reason": error.debug or error.errorcode}
        to.note(Event(action=audit.CALL_REFUSED, actor=by, relateduserid=concerning, other=other))
        raise


async def failure_of(store: Store, site: SiteData, account: Account, right: bool, *, now: int) -> LoginFailure | None:
    """The reason why log-in to an account is refused, or None (``docs/contract/server.md 1.3``).

    Checked in this order: the state of the account, a lock-out, the password. Only the first reason is reported, and only a
    wrong password is counted.
    """
    # In the reference, no password is right for an account that is only for web services.
    for_calls = account.auth == "webservice"
    right = right and not for_calls
    if account.suspended or account.auth == "nologin" or not (for_calls or site.auth_enabled(account.auth)):
        return LoginFailure.UNFIT
    if await lockout.refuses(store, site, account, right, now=now):
        return LoginFailure.LOCKED_OUT
    return None if right else LoginFailure.WRONG_PASSWORD


def _require_fit(site: SiteData, account: Account, *, now: int) -> None:
    """Apply the checks 6 to 9 of 1.2. Raises the ``CodedError`` of the first that fails."""
    if site.config.flag("maintenance_enabled") and not has(site, account.subject, SYSTEM, "moodle/site:maintenanceaccess"):
        raise CodedError("sitemaintenance", "admin")
    if account.id == site.guest_id:
        raise CodedError("noguest")
    if not account.confirmed:
        raise CodedError("usernotconfirmed")
    if accounts.password_expired(site, account, account.auth, now=now):
        raise CodedError("passwordisexpired", "webservice")


def _hand_out(db: Connection, vault: Vault, site: SiteData, account: Account, service: Service, *, now: int, by: Actor) -> Issued:
    """Find or create the token, and record that it was sent."""
    issued = tokens.for_login(db, vault, site, account, service, address=by.address or "", now=now, by=by)
    tokens.sent(db, issued.id, now=now, by=by)
    return issued

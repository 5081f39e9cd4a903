"""Confirming that people who have signed up read the mails to their address: the mails, and what their links do.

The secret of a link is made of the account and its address with the key of the site: it is stored nowhere, is the same each time, and
is void once the address is another.
"""

from __future__ import annotations

import hmac
from enum import Enum
from typing import Final
from urllib.parse import quote, urlencode

from sqlalchemy import Connection, select

from gateway.access import accounts as known
from gateway.access import login
from gateway.access.accounts import LOCAL_HOST, Account
from gateway.access.names import fullname
from gateway.access.passwords import Passwords
from gateway.access.secrets import Vault
from gateway.access.site import SiteData
from gateway.admin import accounts
from gateway.errors import CodedError
from gateway.mail import outbox
from gateway.mail.outbox import Mail
from gateway.pipeline.rates import RateLimiter
from gateway.store.store import Store
from gateway.store.tables.users import user
from gateway.telemetry import audit
from gateway.telemetry.audit import Actor, Event, LoginFailure

__all__ = ["PATH", "Confirmed", "confirm", "is_possible", "send", "who_has_password"]

PATH: Final = "/login/confirm.php"
"""The page to which the link leads."""

_SECRET_DIGITS: Final = 32
# How many mails somebody gets in how many seconds.
_MOST, _WITHIN = 3, 3600


class Confirmed(Enum):
    """What has become of a link that was followed."""

    NOW = "now"
    BEFORE = "before"
    NOT = "not"


def is_possible(site: SiteData) -> bool:
    """Whether people may sign up, and so confirm their accounts."""
    return site.config["registerauth"] == "email"


def send(db: Connection, vault: Vault, site: SiteData, userid: int, *, redirect: str = "", now: int) -> bool:
    """Mail somebody the link that confirms their account, and that leads on to ``redirect``; returns whether a mail will be sent.

    It is not to who has no address, nor to who has had several within an hour.
    """
    row = db.execute(select(user).where(user.c.id == userid)).mappings().one()
    if outbox.sent_lately(db, userid, since=now - _WITHIN) >= _MOST:
        return False
    secret = _secret(vault, userid, row["username"], row["email"])
    # Mail programs end an address before a dot that follows it.
    query = {"data": f"{secret}/{row['username']}", **({"redirect": redirect} if redirect else {})}
    link = f"{site.wwwroot}{PATH}?{urlencode(query, quote_via=quote, safe='/').replace('.', '%2E')}"
    text = (
        f"Hello {fullname(site, row)},\n\nan account with this e-mail address was asked for at {site.name}. To confirm it, open\n\n"
        f"{link}\n\nIf you have not asked for it, you need not do anything.\n"
    )
    subject = f"{site.name}: confirm your account"
    mail = Mail(userid=userid, address=row["email"], name=fullname(site, row), subject=subject, text=text)
    return outbox.put(db, vault, mail, now=now)


def confirm(db: Connection, vault: Vault, site: SiteData, username: str, secret: str, *, now: int, by: Actor) -> Confirmed:
    """Confirm the account of who has a link."""
    columns = select(user.c.id, user.c.email, user.c.confirmed, user.c.auth)
    row = db.execute(columns.where(user.c.username == username, user.c.deleted == 0, user.c.mnethostid == LOCAL_HOST)).first()
    if row is None or row.auth != site.config["registerauth"] or not _is_same(secret, _secret(vault, row.id, username, row.email)):
        return Confirmed.NOT
    if row.confirmed:
        return Confirmed.BEFORE
    accounts.change(db, site, row.id, {"confirmed": 1}, now=now, by=by)
    return Confirmed.NOW


async def who_has_password(
    store: Store, rates: RateLimiter, passwords: Passwords, site: SiteData, username: str, password: str, *, now: int, by: Actor
) -> Account:
    """The account with this user name and password, confirmed or not. Raises ``invalidlogin``, and for one wrong password too many."""
    await rates.require_few_failures(by.address or "")
    account, stored = await store.read(known.for_login, site, username)
    right = await passwords.verify(password, stored)
    failure = await login.failure_of(store, site, account, right, now=now) if account else LoginFailure.UNKNOWN
    if account is not None and failure is None:
        return account
    await rates.count_failure(by.address or "")
    other = {"username": username, "reason": int(failure or LoginFailure.UNKNOWN)}
    await store.write(audit.write, Event(action=audit.USER_LOGIN_FAILED, actor=by, other=other))
    raise CodedError("invalidlogin")


def _secret(vault: Vault, userid: int, username: str, email: str) -> str:
    """What only who reads the mail knows."""
    return vault.fingerprint("confirmation", str(userid), username, email).hex()[:_SECRET_DIGITS]


def _is_same(given: str, right: str) -> bool:
    """Whether two secrets are the same, in a time that does not tell how far they are."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())

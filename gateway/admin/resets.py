"""New passwords for who has forgotten theirs, by a mailed link.

A link holds for a while (``pwresettime``) and for one new password. The database has the digest of its token alone; the token itself
is made of the request with the key of the site, so that the same can be mailed once more.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, RowMapping, delete, select, update

from gateway.access import accounts as known
from gateway.access.accounts import LOCAL_HOST, PASSWORDS_HERE, Account
from gateway.access.capabilities import has
from gateway.access.contexts import SYSTEM
from gateway.access.names import fullname
from gateway.access.secrets import Vault, digest
from gateway.access.site import SiteData
from gateway.admin import accounts, confirmation
from gateway.describe.cleaners import clean
from gateway.describe.types import EMAIL
from gateway.errors import CodedError
from gateway.mail import outbox
from gateway.mail.outbox import Mail
from gateway.php.utf8 import is_text
from gateway.store import caseless
from gateway.store.rows import upsert
from gateway.store.tables.users import user, user_password_resets
from gateway.telemetry.audit import Actor

__all__ = ["PATH", "TEXTS", "Answer", "owner", "request", "use", "wrong"]

PATH: Final = "/login/forgot_password.php"
"""The page to which the link leads."""

_TOKEN_DIGITS: Final = 32
_ROW = user_password_resets.c
# How many mails with nothing but an explanation somebody gets while a link would hold.
_MOST_EXPLANATIONS: Final = 2


class Answer(StrEnum):
    """What who asks is told, by the contract's words."""

    MAY_BE_SENT = "emailpasswordconfirmmaybesent"
    NOT_SENT = "emailpasswordconfirmnotsent"
    NO_ADDRESS = "emailpasswordconfirmnoemail"
    SENT_BEFORE = "emailalreadysent"
    LINK_SENT = "emailresetconfirmsent"
    EXPLANATION_SENT = "emailpasswordconfirmsent"


TEXTS: Final = {
    Answer.MAY_BE_SENT: "If there is such an account, a mail is on its way to its address. It says how to go on.",
    Answer.NOT_SENT: "There is no such account, or none whose password can be set anew.",
    Answer.NO_ADDRESS: "The account has no e-mail address. Please ask who administers the site.",
    Answer.SENT_BEFORE: "A mail was sent already. If it has not come, please ask who administers the site.",
    Answer.LINK_SENT: "A mail with a link, by which a new password is set, is on its way to the address of the account.",
    Answer.EXPLANATION_SENT: "A mail that says how to go on is on its way to the address of the account.",
}


def wrong(db: Connection, vault: Vault, site: SiteData, username: str, email: str, *, now: int) -> dict[str, str]:
    """What is wrong with a request, by field. Who has not confirmed their account is mailed how to."""
    if bool(username) == bool(email):
        text = "Give either the user name or the e-mail address."
        return {"username": text, "email": text}
    if email and clean(email, EMAIL, site) != email:
        return {"email": "This is no e-mail address."}
    tells, field = not site.config.flag("protectusernames"), "username" if username else "email"
    found = _asked_for(db, username, email)
    if email and len(found) > 1 and tells:
        return {field: "Several accounts have this e-mail address. Give the user name instead."}
    if not found:
        return {field: "There is no such account."} if tells else {}
    if not found[0]["confirmed"]:
        if found[0]["auth"] == site.config["registerauth"]:
            confirmation.send(db, vault, site, found[0]["id"], now=now)
        return {field: "The account is not confirmed yet. A mail says how to."} if tells else {}
    return {}


def request(db: Connection, vault: Vault, site: SiteData, username: str, email: str, *, now: int) -> Answer:
    """Mail the link to who has this user name or address, if there is somebody; returns what who asks may know."""
    found = _asked_for(db, username, email)
    answer = _request(db, vault, site, found[0], now=now) if found and found[0]["confirmed"] else Answer.NOT_SENT
    return Answer.MAY_BE_SENT if site.config.flag("protectusernames") else answer


def _request(db: Connection, vault: Vault, site: SiteData, row: RowMapping, *, now: int) -> Answer:
    """Mail the link, once more if one was mailed before, or an explanation to who cannot have a link."""
    if not outbox.may_be_sent(row["email"]):
        return Answer.NO_ADDRESS
    account = known.by_id(db, row["id"])
    lifetime = site.config.number("pwresettime")
    if account is None or not _may_reset(site, account):
        if outbox.sent_lately(db, row["id"], since=now - lifetime) >= _MOST_EXPLANATIONS:
            return Answer.SENT_BEFORE
        text = "a new password was asked for, but the password of your account cannot be set here.\nPlease ask who administers the site."
        _send(db, vault, site, row, text, now=now)
        return Answer.EXPLANATION_SENT
    mine = _ROW.userid == row["id"]
    before = db.execute(select(user_password_resets).where(mine).with_for_update()).mappings().first()
    if before is None or before["timerequested"] < now - lifetime:
        requested = now
        token = _token(vault, row, requested)
        values = {"timerequested": requested, "timererequested": 0, "token": digest(token)}
        upsert(db, user_password_resets, {"userid": row["id"]}, values)
    elif before["timererequested"]:
        return Answer.SENT_BEFORE
    else:
        token = _token(vault, row, before["timerequested"])
        db.execute(update(user_password_resets).where(mine).values(timererequested=now))
    link = f"{site.wwwroot}{PATH}?token={token}"
    text = (
        f"a new password was asked for, for your account {row['username']}. To set it, open\n\n{link}\n\n"
        f"The link holds for {lifetime // 60} minutes. If you have not asked for it, you need not do anything."
    )
    _send(db, vault, site, row, text, now=now)
    return Answer.LINK_SENT


def owner(db: Connection, site: SiteData, token: str, *, now: int) -> Account:
    """Whose password the link sets. Raises ``CodedError`` for a link that holds no more."""
    query = select(_ROW.userid).where(_ROW.token == digest(token), _ROW.timerequested >= now - site.config.number("pwresettime"))
    userid = db.execute(query).scalar()
    account = known.by_id(db, userid) if userid else None
    if account is None or account.suspended or not account.confirmed or not _may_reset(site, account):
        raise CodedError("noresetrecord")
    return account


def use(db: Connection, site: SiteData, token: str, password: str, *, hashed: str, now: int, by: Actor) -> int:
    """Set the password of the owner of a link, which then holds no more; returns their id. Raises ``CodedError``."""
    account = owner(db, site, token, now=now)
    # Where transactions overlap, a second one with the same link finds it gone.
    if not db.execute(delete(user_password_resets).where(_ROW.userid == account.id, _ROW.token == digest(token))).rowcount:
        raise CodedError("noresetrecord")
    accounts.set_password(db, site, account.id, password, now=now, hashed=hashed, by=by)
    return account.id


def _may_reset(site: SiteData, account: Account) -> bool:
    """Whether the password of the account is kept here, and its owner may change it."""
    kept_here = not account.deleted and account.id != site.guest_id and account.auth in PASSWORDS_HERE and site.auth_enabled(account.auth)
    return kept_here and has(site, account.subject, SYSTEM, "moodle/user:changeownpassword")


def _asked_for(db: Connection, username: str, email: str) -> list[RowMapping]:
    """The accounts with this user name or address, the oldest first."""
    if not is_text(username + email):  # nobody has such a name or address, and the driver cannot carry it
        return []
    which = user.c.username == username.lower() if username else caseless.equals(user.c.email, email)
    here = user.c.deleted == 0, user.c.suspended == 0, user.c.mnethostid == LOCAL_HOST
    return list(db.execute(select(user).where(which, *here).order_by(user.c.id)).mappings())


def _token(vault: Vault, row: RowMapping, requested: int) -> str:
    """The token of a request, which is another one for another password."""
    return vault.fingerprint("passwordreset", str(row["id"]), row["password"] or "", str(requested)).hex()[:_TOKEN_DIGITS]


def _send(db: Connection, vault: Vault, site: SiteData, row: RowMapping, text: str, *, now: int) -> None:
    """Mail somebody something about their password."""
    name = fullname(site, row)
    whole = f"Hello {name},\n\n{text}\n\n{site.name}\n{site.wwwroot}\n"
    mail = Mail(userid=row["id"], address=row["email"], name=name, subject=f"{site.name}: your password", text=whole)
    outbox.put(db, vault, mail, now=now)

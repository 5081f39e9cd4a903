"""Accounts as far as they matter to access: identity, state, and role assignments."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, FromClause, Row, Select, String, and_, bindparam, cast, func, literal, literal_column, select

from gateway.access.permissions import Subject
from gateway.access.site import SiteData
from gateway.errors import CodedError
from gateway.php.utf8 import is_text
from gateway.php.values import to_int
from gateway.store.caseless import lowered
from gateway.store.tables.access import role_assignments
from gateway.store.tables.users import user, user_preferences

__all__ = [
    "COLUMNS",
    "LOCAL_HOST",
    "PASSWORDS_HERE",
    "Account",
    "by_field",
    "by_id",
    "by_username",
    "for_login",
    "from_row",
    "password_expired",
    "require_may_act",
    "with_preferences",
]

# The ``mnethostid`` of accounts of this site; other ids would stand for other sites in a network.
LOCAL_HOST = 1

PASSWORDS_HERE = frozenset({"manual", "email"})
"""The authentication methods whose passwords people can change on this site."""

_DAY = 24 * 3600


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """The columns of an account that decide on access, and its role assignments.

    ``password_changed`` is when the password was last changed, or when the account was created if that is unknown.
    """

    id: int
    username: str
    auth: str
    confirmed: bool
    suspended: bool
    deleted: bool
    firstname: str
    lastname: str
    email: str
    lang: str
    timezone: str
    policyagreed: int
    forced_password_change: bool
    password_changed: int
    subject: Subject


# Two preferences: that the password must be changed, and when it was. The second one's name contains the plugin.
_FORCED, _CHANGED = user_preferences.alias("forced"), user_preferences.alias("changed")

# The role assignments of an account in one text, pairs of numbers: a statement of their own would cost as much as the account.
_PAIR = cast(role_assignments.c.roleid, String) + literal(":") + cast(role_assignments.c.contextid, String)
# The comma stands in the statement: as a parameter, which is its type, it would be written into it at each execution.
_ASSIGNMENTS = (
    select(func.aggregate_strings(_PAIR, literal_column("','")))  # type: ignore[arg-type]
    .where(role_assignments.c.userid == user.c.id)
    .correlate(user)
    .scalar_subquery()
)

# The columns that ``from_row`` reads; the FROM clause of the statement is made by ``with_preferences``.
COLUMNS = (
    user.c.id.label("accountid"),
    user.c.username,
    user.c.auth,
    user.c.confirmed,
    user.c.suspended,
    user.c.deleted,
    user.c.firstname,
    user.c.lastname,
    user.c.email,
    user.c.lang,
    user.c.timezone,
    user.c.policyagreed,
    user.c.timecreated.label("accountcreated"),
    func.coalesce(_FORCED.c.value, "0").label("forced"),
    _CHANGED.c.value.label("changed"),
    _ASSIGNMENTS.label("assignments"),
)


def with_preferences(source: FromClause) -> FromClause:
    """The FROM clause ``source``, which has the table of accounts, joined with the preferences that COLUMNS needs."""
    changed = literal("auth_") + user.c.auth + literal("_passwordupdatetime")
    return source.outerjoin(_FORCED, and_(_FORCED.c.userid == user.c.id, _FORCED.c.name == "auth_forcepasswordchange")).outerjoin(
        _CHANGED, and_(_CHANGED.c.userid == user.c.id, _CHANGED.c.name == changed)
    )


# All accounts, one row each, with the stored hash of the password. Statements are made once: making one costs more than most
# of them take to run.
_ACCOUNTS: Select[Any] = select(*COLUMNS, user.c.password).select_from(with_preferences(user))
_BY_ID = _ACCOUNTS.where(user.c.id == bindparam("userid"))
_BY_USERNAME = _ACCOUNTS.where(user.c.username == bindparam("username"), user.c.mnethostid == LOCAL_HOST)
_BY_EMAIL = _ACCOUNTS.where(lowered(user.c.email) == bindparam("email"), user.c.deleted == 0, user.c.mnethostid == LOCAL_HOST).limit(2)
_BY_IDNUMBER = _ACCOUNTS.where(user.c.idnumber == bindparam("idnumber"), user.c.deleted == 0, user.c.mnethostid == LOCAL_HOST).limit(2)


def by_id(db: Connection, userid: int) -> Account | None:
    """The account with this id, or None; deleted accounts are found, too."""
    row = db.execute(_BY_ID, {"userid": userid}).first()
    return from_row(row) if row else None


def by_field(db: Connection, field: str, value: str) -> Account | None:
    """The one account with this user name, address of e-mail or id number; None without one, and where several have it."""
    if not is_text(value) or not value:
        return None
    if field == "username":
        return by_username(db, value)[0]
    statement, asked = (_BY_EMAIL, value.lower()) if field == "email" else (_BY_IDNUMBER, value)
    rows = db.execute(statement, {field: asked}).all()
    return from_row(rows[0]) if len(rows) == 1 else None


def by_username(db: Connection, username: str) -> tuple[Account | None, str | None]:
    """The account with exactly this user name and its stored password hash, or two Nones; deleted accounts are found, too."""
    if not is_text(username):  # no account has such a name, and the driver cannot carry it
        return None, None
    row = db.execute(_BY_USERNAME, {"username": username}).first()
    return (from_row(row), row.password) if row else (None, None)


def for_login(db: Connection, site: SiteData, username: str) -> tuple[Account | None, str | None]:
    """The account for a user name at log-in and its stored password hash, or two Nones.

    If the site allows it, an e-mail address that only one account has is accepted as a user name.
    """
    account, stored = by_username(db, username)
    if account is not None or not site.config.flag("authloginviaemail"):
        return (None, None) if account is not None and account.deleted else (account, stored)
    rows = db.execute(_BY_EMAIL, {"email": username.lower()}).all()
    return (from_row(rows[0]), rows[0].password) if len(rows) == 1 else (None, None)


def from_row(row: Row[Any]) -> Account:
    """The account in a row with COLUMNS, with its role assignments."""
    pairs = [pair.split(":") for pair in row.assignments.split(",")] if row.assignments else ()
    assignments = tuple([(int(roleid), int(contextid)) for roleid, contextid in pairs])
    return Account(
        id=row.accountid,
        username=row.username,
        auth=row.auth,
        confirmed=bool(row.confirmed),
        suspended=bool(row.suspended),
        deleted=bool(row.deleted),
        firstname=row.firstname,
        lastname=row.lastname,
        email=row.email,
        lang=row.lang,
        timezone=row.timezone,
        policyagreed=row.policyagreed,
        forced_password_change=row.forced not in ("", "0"),
        password_changed=row.accountcreated if row.changed is None else to_int(row.changed),
        subject=Subject(row.accountid, assignments, deleted=bool(row.deleted)),
    )


def require_may_act(site: SiteData, account: Account) -> None:
    """Raise the ``CodedError`` of the first rule that forbids acting as the account (``docs/contract/server.md 1.5``)."""
    if account.deleted:
        raise CodedError("userdeleted")
    if not account.confirmed:
        raise CodedError("usernotconfirmed")
    if account.id == site.guest_id:
        raise CodedError("guestsarenotallowed")
    if account.suspended or account.auth == "nologin":
        raise CodedError("suspended", "auth")


def password_expired(site: SiteData, account: Account, plugin: str, *, now: int) -> bool:
    """Whether the password is older than the authentication plugin ``plugin`` allows.

    Plugins with expiry have the settings ``expiration`` (1: on) and ``expirationtime``, in days; the exact second is still
    valid (``docs/contract/server.md 1.2 and 2.5``).
    """
    days = site.config.number(f"auth_{plugin}/expirationtime")
    return bool(days) and site.config.number(f"auth_{plugin}/expiration") == 1 and account.password_changed + days * _DAY < now

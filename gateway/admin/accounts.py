"""Managing accounts: creating, changing, suspending and deleting them, and setting passwords.

Everything works inside the caller's transaction and is recorded in the audit; ``by`` is who does it. ``access.accounts`` has
the accounts as far as they matter to access.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, RowMapping, delete, select, update

from gateway.access import contexts, policy, signin, tokens
from gateway.access.accounts import LOCAL_HOST
from gateway.access.contexts import SYSTEM, Level
from gateway.access.passwords import hash_password
from gateway.access.site import SiteData
from gateway.describe.cleaners import clean
from gateway.describe.types import EMAIL, LANG, TIMEZONE, USERNAME
from gateway.errors import CodedError
from gateway.php.utf8 import is_text
from gateway.registry.declarations import Deletable
from gateway.registry.registry import Registry
from gateway.store import caseless
from gateway.store.changes import ChangeKind, note
from gateway.store.rows import insert_missing, upsert
from gateway.store.tables.access import role_assignments
from gateway.store.tables.enrolments import user_enrolments
from gateway.store.tables.groups import groups_members
from gateway.store.tables.mail import outgoing_mail
from gateway.store.tables.services import external_services_users, external_tokens
from gateway.store.tables.site import saved_call
from gateway.store.tables.users import user, user_info_data, user_lastaccess, user_password_resets, user_preferences, user_private_key
from gateway.telemetry import audit
from gateway.telemetry.audit import COMMAND, Actor, Event

__all__ = [
    "LOCAL_HOST",
    "Person",
    "address_taken",
    "change",
    "create",
    "find",
    "keep_password_elsewhere",
    "listed",
    "remove",
    "set_picture",
    "require_fine",
    "set_password",
    "store_password",
    "suspend",
]

# The columns that can be set.
_CHANGEABLE = frozenset(
    {
        "username", "auth", "confirmed", "suspended", "firstname", "lastname", "email", "idnumber", "lang", "timezone", "emailstop",
        "firstnamephonetic", "lastnamephonetic", "middlename", "alternatename", "phone1", "phone2", "institution", "department", "address",
        "city", "country", "calendartype", "theme", "description", "descriptionformat", "mailformat", "maildisplay", "policyagreed",
    }
)  # fmt: skip
_CLEANED = {"username": USERNAME, "email": EMAIL, "lang": LANG, "timezone": TIMEZONE}

# The kernel's tables with rows that are deleted with an account; components delete their own rows.
_BELONGINGS: tuple[Column[int], ...] = (
    user_enrolments.c.userid,
    role_assignments.c.userid,
    groups_members.c.userid,
    user_preferences.c.userid,
    user_info_data.c.userid,
    user_lastaccess.c.userid,
    user_private_key.c.userid,
    saved_call.c.userid,
    outgoing_mail.c.userid,
    user_password_resets.c.userid,
    external_services_users.c.userid,
)

# The maximum length of a user name.
_LONGEST_NAME = 100


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """An account as administrators see it."""

    id: int
    username: str
    auth: str
    firstname: str
    lastname: str
    email: str
    idnumber: str
    lang: str
    timezone: str
    confirmed: bool
    suspended: bool
    lastaccess: int
    timecreated: int


_FLAGS = ("confirmed", "suspended")
_COLUMNS = tuple(user.c[name] for name in Person.__struct_fields__)


def listed(db: Connection, *, containing: str = "", most: int | None = None) -> list[Person]:
    """All accounts that were not deleted, by user name, or those whose name or address contains a text; at ``most`` so many."""
    query = select(*_COLUMNS).where(user.c.deleted == 0).order_by(user.c.username)
    if containing:
        fields = (user.c.username, user.c.firstname, user.c.lastname, user.c.email)
        query = query.where(caseless.any_contains(fields, containing))
    return [_person(row) for row in db.execute(query.limit(most)).mappings()]


def find(db: Connection, reference: str) -> Person | None:
    """The account with this user name, or else with this id; None if there is none, or it was deleted."""
    if not is_text(reference):  # nobody has such a name, and the driver cannot carry it
        return None
    of_this_site = (user.c.deleted == 0, user.c.mnethostid == LOCAL_HOST)
    row = db.execute(select(*_COLUMNS).where(user.c.username == reference, *of_this_site)).mappings().first()
    if row is None and reference.isdecimal() and len(reference) < 19:
        row = db.execute(select(*_COLUMNS).where(user.c.id == int(reference), *of_this_site)).mappings().first()
    return _person(row) if row else None


def create(
    db: Connection,
    site: SiteData,
    values: Mapping[str, object],
    password: str | None,
    *,
    now: int,
    hashed: str | None = None,
    by: Actor = COMMAND,
) -> int:
    """Create a confirmed account and return its id; user name, names and address must be among ``values``.

    Without a ``password`` no password is accepted at log-in; ``hashed`` is its hash, if that is already computed. Of two
    concurrent calls with the same user name one is refused. Raises ``CodedError`` for invalid values.
    """
    for name in ("username", "firstname", "lastname", "email"):
        if not str(values.get(name) or "").strip():
            raise CodedError("missingparam", message=f"An account must have a {name}.")
    require_fine(db, site, values, except_id=0)
    row = {"auth": "manual", "confirmed": 1, **values, "timecreated": now, "timemodified": now}
    key = {"mnethostid": LOCAL_HOST, "username": row.pop("username")}
    if not insert_missing(db, user, key, row):
        raise _name_taken()
    userid: int = db.execute(select(user.c.id).where(user.c.username == key["username"], user.c.mnethostid == LOCAL_HOST)).scalar_one()
    contexts.create(db, Level.USER, userid, SYSTEM)
    if password is not None:
        store_password(db, site, userid, password, now=now, hashed=hashed, by=by)
    note(db, ChangeKind.USER, str(userid))
    audit.write(db, Event(action=audit.USER_CREATED, actor=by, objectid=userid, relateduserid=userid))
    return userid


def change(db: Connection, site: SiteData, userid: int, values: Mapping[str, object], *, now: int, by: Actor = COMMAND) -> None:
    """Change an account; if it may no longer log in, its sessions end. Raises ``CodedError`` for invalid values."""
    require_fine(db, site, values, except_id=userid)
    _update(db, userid, {**values, "timemodified": now})
    if values.get("auth") == "nologin":
        signin.end_all(db, userid, by=by)
    audit.write(db, Event(action=audit.USER_UPDATED, actor=by, objectid=userid, relateduserid=userid))


def suspend(db: Connection, person: Person, to: bool, *, now: int, by: Actor = COMMAND) -> None:
    """Suspend an account, or end the suspension. Its sessions end; its tokens are kept, but refused while it is suspended."""
    _update(db, person.id, {"suspended": int(to), "timemodified": now})
    if to:
        signin.end_all(db, person.id, by=by)
    audit.write(db, Event(action=audit.USER_UPDATED, actor=by, objectid=person.id, relateduserid=person.id))


def remove(db: Connection, registry: Registry, userid: int, *, now: int, by: Actor = COMMAND) -> None:
    """Delete an account with its sessions, tokens, enrolments, roles, memberships, preferences, and what components store for it.

    The row is kept, marked as deleted, as content still refers to its author. User name, id number and address become free: the
    new user name is made of the address and the time, the new address is the digest of the old user name, as in the reference.
    """
    row = db.execute(select(user.c.username, user.c.email).where(user.c.id == userid)).one()
    signin.end_all(db, userid, by=by)
    for tokenid in db.execute(select(external_tokens.c.id).where(external_tokens.c.userid == userid)).scalars().all():
        tokens.revoke(db, tokenid, by=by, reason="user deleted")
    for column in _BELONGINGS:
        db.execute(delete(column.table).where(column == userid))
    registry.forget(db, Deletable.USER, [userid])
    former = hashlib.md5(row.username.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
    left = {"username": _name_of_the_deleted(db, userid, row, now=now), "email": former, "idnumber": "", "picture": 0, "timemodified": now}
    _update(db, userid, {"deleted": 1, **left})
    other = {"username": row.username, "email": row.email}
    audit.write(db, Event(action=audit.USER_DELETED, actor=by, objectid=userid, relateduserid=userid, other=other))


def set_password(
    db: Connection,
    site: SiteData,
    userid: int,
    password: str,
    *,
    now: int,
    hashed: str | None = None,
    session: str | None = None,
    by: Actor = COMMAND,
) -> None:
    """Set the password of an account, and clear a forced change. See ``store_password``."""
    store_password(db, site, userid, password, now=now, hashed=hashed, session=session, by=by)
    forced = (user_preferences.c.userid == userid, user_preferences.c.name == "auth_forcepasswordchange")
    db.execute(delete(user_preferences).where(*forced))


def store_password(
    db: Connection,
    site: SiteData,
    userid: int,
    password: str,
    *,
    now: int,
    hashed: str | None = None,
    session: str | None = None,
    by: Actor = COMMAND,
) -> None:
    """Set the password of an account. Raises ``CodedError`` if the site's password policy forbids it.

    Unless the site setting ``passwordchangelogout`` is off, all sessions of the account end except ``session``; with
    ``passwordchangetokendeletion`` its tokens are revoked, too (``docs/contract/server.md 1.8``). A mailed link by which it was
    to be set holds no more. Blocks for tens of milliseconds, unless ``hashed`` is given.
    """
    if wrong := policy.shortcomings(site.config, password):
        raise CodedError("errorpasswordpolicy", message=" ".join(wrong))
    auth = db.execute(select(user.c.auth).where(user.c.id == userid)).scalar_one()
    _update(db, userid, {"password": hashed or hash_password(password), "timemodified": now})
    upsert(db, user_preferences, {"userid": userid, "name": f"auth_{auth}_passwordupdatetime"}, {"value": str(now)})
    db.execute(delete(user_password_resets).where(user_password_resets.c.userid == userid))
    if site.config.flag("passwordchangelogout"):
        signin.end_all(db, userid, keep=session, by=by)
    if site.config.flag("passwordchangetokendeletion"):
        for tokenid in db.execute(select(external_tokens.c.id).where(external_tokens.c.userid == userid)).scalars().all():
            tokens.revoke(db, tokenid, by=by, reason="password changed")
    audit.write(db, Event(action=audit.PASSWORD_UPDATED, actor=by, objectid=userid, relateduserid=userid))


def keep_password_elsewhere(db: Connection, userid: int) -> None:
    """Record that the account's password is not stored here."""
    _update(db, userid, {"password": "not cached"})


def set_picture(db: Connection, userid: int, picture: int) -> None:
    """Set the number of the picture of an account, which is that of a stored file; 0 for no picture."""
    _update(db, userid, {"picture": picture})


def require_fine(db: Connection, site: SiteData, values: Mapping[str, object], *, except_id: int) -> None:
    """Raise ``CodedError`` for an invalid value, or one that another account than ``except_id`` has."""
    if unknown := values.keys() - _CHANGEABLE:
        raise TypeError(f"an account has no {sorted(unknown)[0]}")
    for name, kind in _CLEANED.items():
        text = str(values.get(name, ""))
        if name in values and (not text or clean(text, kind, site) != text):
            raise CodedError("invalidparameter", message=f"This is no {name} that an account may have.")
    if "auth" in values and not site.has_auth(str(values["auth"])):
        raise CodedError("invalidparameter", message=f"There is no authentication method {values['auth']}.")
    if values.get("theme") and not site.has_theme(str(values["theme"])):
        raise CodedError("invalidparameter", message=f"There is no theme {values['theme']}.")
    if "username" in values and _another_has(db, user.c.username == values["username"], except_id):
        raise _name_taken()
    if "email" in values and address_taken(db, site, str(values["email"]), except_id=except_id):
        raise CodedError("emailexists", message="Another account has this e-mail address.")


def address_taken(db: Connection, site: SiteData, email: str, *, except_id: int) -> bool:
    """Whether another account than ``except_id`` has the e-mail address, on a site that forbids sharing one."""
    return not site.config.flag("allowaccountssameemail") and _another_has(db, caseless.equals(user.c.email, email), except_id)


def _another_has(db: Connection, condition: Any, except_id: int) -> bool:
    """Whether the condition holds for another account of this site than ``except_id``."""
    query = select(user.c.id).where(condition, user.c.id != except_id, user.c.mnethostid == LOCAL_HOST)
    return db.execute(query.limit(1)).first() is not None


def _name_taken() -> CodedError:
    """The error for a user name that is taken."""
    return CodedError("usernameexists", message="Another account has this user name.")


def _name_of_the_deleted(db: Connection, userid: int, row: Any, *, now: int) -> str:
    """A free user name for a deleted account, from its address and the time."""
    address = (row.email or f"{row.username}.{userid}@unknownemail.invalid").lower()
    moment = now
    while True:
        name = f"{address[: _LONGEST_NAME - 1 - len(str(moment))]}.{moment}"
        if not _another_has(db, user.c.username == name, userid):
            return name
        moment += 1


def _update(db: Connection, userid: int, values: Mapping[str, object]) -> None:
    """Change the row of an account, and invalidate its cache entries."""
    db.execute(update(user).where(user.c.id == userid).values(**values))
    note(db, ChangeKind.USER, str(userid))


def _person(row: RowMapping) -> Person:
    """The account in a row."""
    values: dict[str, Any] = {name: row[name] for name in Person.__struct_fields__}
    return Person(**{**values, **{name: bool(values[name]) for name in _FLAGS}})

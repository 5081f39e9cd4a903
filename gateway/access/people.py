"""Accounts as administrators keep them: making, changing and suspending them, and setting their passwords.

Everything works inside the caller's transaction. ``accounts`` is the other side: accounts as they decide on access.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, delete, func, or_, select, update

from gateway.access import contexts, policy, signin, tokens
from gateway.access.accounts import LOCAL_HOST
from gateway.access.contexts import SYSTEM, Level
from gateway.access.passwords import hash_password
from gateway.access.site import SiteData
from gateway.audit import COMMAND, Actor
from gateway.describe._utf8 import is_text
from gateway.describe.cleaners import clean
from gateway.describe.types import EMAIL, LANG, TIMEZONE, USERNAME
from gateway.errors import CodedError
from gateway.store.changes import Kind, note
from gateway.store.rows import insert_row, upsert
from gateway.store.tables.services import external_tokens
from gateway.store.tables.users import user, user_preferences

__all__ = ["Person", "change", "create", "find", "listed", "set_password", "suspend"]

# What can be said of an account.
_OWN = frozenset({"username", "auth", "confirmed", "firstname", "lastname", "email", "idnumber", "lang", "timezone"})
_CLEANED = {"username": USERNAME, "email": EMAIL, "lang": LANG, "timezone": TIMEZONE}


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


def listed(db: Connection, *, containing: str = "") -> list[Person]:
    """All accounts that were not deleted, by user name, or those whose name or address contains a text."""
    query = select(*_COLUMNS).where(user.c.deleted == 0).order_by(user.c.username)
    if containing:
        fields = (user.c.username, user.c.firstname, user.c.lastname, user.c.email)
        query = query.where(or_(*(field.icontains(containing, autoescape=True) for field in fields)))
    return [_person(row) for row in db.execute(query).mappings()]


def find(db: Connection, reference: str) -> Person | None:
    """The account that ``reference`` names: its user name or, where nobody has that, its id; none that was deleted."""
    if not is_text(reference):  # nobody has such a name, and the driver cannot carry it
        return None
    mine = (user.c.deleted == 0, user.c.mnethostid == LOCAL_HOST)
    row = db.execute(select(*_COLUMNS).where(user.c.username == reference, *mine)).mappings().first()
    if row is None and reference.isdecimal() and len(reference) < 19:
        row = db.execute(select(*_COLUMNS).where(user.c.id == int(reference), *mine)).mappings().first()
    return _person(row) if row else None


def create(db: Connection, site: SiteData, values: Mapping[str, object], password: str | None, *, now: int) -> int:
    """Add a confirmed account and return its id; user name, names and address must be among the values.

    Without a ``password`` nobody can log in with one. Raises ``CodedError`` for what an account must not have.
    """
    for name in ("username", "firstname", "lastname", "email"):
        if not values.get(name):
            raise CodedError("missingparam", message=f"An account must have a {name}.")
    _require_fine(db, site, values, own=None)
    row = {"auth": "manual", "confirmed": 1, **values, "timecreated": now, "timemodified": now}
    userid = insert_row(db, user, {**row, "mnethostid": LOCAL_HOST})
    contexts.create(db, Level.USER, userid, SYSTEM)
    if password is not None:
        set_password(db, site, userid, password, now=now)
    note(db, Kind.USER, str(userid))
    return userid


def change(db: Connection, site: SiteData, person: Person, values: Mapping[str, object], *, now: int) -> None:
    """Change an account; one that may no longer log in is signed out. Raises ``CodedError`` for what an account must not have."""
    _require_fine(db, site, values, own=person)
    _update(db, person.id, {**values, "timemodified": now})
    if values.get("auth") == "nologin":
        signin.end_all(db, person.id)


def suspend(db: Connection, person: Person, to: bool, *, now: int) -> None:
    """Suspend an account, or end that. It is signed out; its tokens are kept, and are refused as long as it lasts."""
    _update(db, person.id, {"suspended": int(to), "timemodified": now})
    if to:
        signin.end_all(db, person.id)


def set_password(
    db: Connection, site: SiteData, userid: int, password: str, *, now: int, session: str | None = None, by: Actor = COMMAND
) -> None:
    """Give an account another password. Raises ``CodedError`` for one that the policy of the site forbids.

    Unless the site setting ``passwordchangelogout`` is off, the account is signed out everywhere but in the ``session``
    with that id; where ``passwordchangetokendeletion`` says so, its tokens are revoked (``server.md`` 1.8). Blocks for
    tens of milliseconds.
    """
    if wrong := policy.shortcomings(site.config, password):
        raise CodedError("errorpasswordpolicy", message=" ".join(wrong))
    auth = db.execute(select(user.c.auth).where(user.c.id == userid)).scalar_one()
    _update(db, userid, {"password": hash_password(password), "timemodified": now})
    upsert(db, user_preferences, {"userid": userid, "name": f"auth_{auth}_passwordupdatetime"}, {"value": str(now)})
    forced = (user_preferences.c.userid == userid, user_preferences.c.name == "auth_forcepasswordchange")
    db.execute(delete(user_preferences).where(*forced))
    if site.config.flag("passwordchangelogout"):
        signin.end_all(db, userid, keep=session, by=by)
    if site.config.flag("passwordchangetokendeletion"):
        for tokenid in db.execute(select(external_tokens.c.id).where(external_tokens.c.userid == userid)).scalars().all():
            tokens.revoke(db, tokenid, by=by, reason="password changed")


def _update(db: Connection, userid: int, values: Mapping[str, object]) -> None:
    """Change the row of an account, and say so."""
    db.execute(update(user).where(user.c.id == userid).values(**values))
    note(db, Kind.USER, str(userid))


def _person(row: RowMapping) -> Person:
    """An account from its row."""
    values: dict[str, Any] = {name: row[name] for name in Person.__struct_fields__}
    return Person(**{**values, **{name: bool(values[name]) for name in _FLAGS}})


def _require_fine(db: Connection, site: SiteData, values: Mapping[str, object], *, own: Person | None) -> None:
    """Raise ``CodedError`` for a value that no account may have, or that another one has."""
    if unknown := values.keys() - _OWN:
        raise TypeError(f"an account has no {sorted(unknown)[0]}")
    for name, kind in _CLEANED.items():
        text = str(values.get(name, ""))
        if name in values and (not text or clean(text, kind, site) != text):
            raise CodedError("invalidparameter", message=f"This is no {name} that an account may have.")
    if "auth" in values and not site.has_auth(str(values["auth"])):
        raise CodedError("invalidparameter", message=f"There is no authentication method {values['auth']}.")
    others = (user.c.id != (own.id if own else 0), user.c.mnethostid == LOCAL_HOST)
    if "username" in values and db.execute(select(user.c.id).where(user.c.username == values["username"], *others)).first():
        raise CodedError("usernameexists", message="Another account has this user name.")
    if "email" in values and not site.config.flag("allowaccountssameemail"):
        same = func.lower(user.c.email) == str(values["email"]).lower()
        if db.execute(select(user.c.id).where(same, user.c.deleted == 0, *others)).first():
            raise CodedError("emailexists", message="Another account has this e-mail address.")

"""Creating, changing and deleting accounts with their interests, profile fields and preferences.

The rows of accounts themselves are written by ``gateway.admin.accounts``, which the commands use too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import select

from gateway.api import (
    EMAIL,
    SYSTEM,
    CallContext,
    CodedError,
    GatewayError,
    InvalidParameter,
    Level,
    MissingRecord,
    chance,
    clean,
    contexts,
)
from gateway.api.access import policy, signin
from gateway.api.admin import accounts
from gateway.api.rows import upsert
from gateway.api.stored_files import Blob
from gateway.api.tables import user_info_data, user_info_field
from gateway.components.core_tag import lib as tags
from gateway.components.core_user import lib, pictures, preferences

__all__ = ["NewUser", "change", "create", "prepare", "remove", "store_fields"]

# Authentication methods with passwords in this site, those of them that allow password changes, and those for
# which web service functions create no accounts.
_INTERNAL = frozenset({"manual", "email", "none", "nologin", "webservice"})
_CHANGEABLE = frozenset({"manual", "email", "none"})
_NOT_CREATABLE = frozenset({"mnet", "webservice"})
# Parameters that are not columns of the account.
_NOT_COLUMNS = frozenset({"id", "createpassword", "password", "interests", "customfields", "preferences", "userpicture"})


class NewUser(msgspec.Struct, frozen=True):
    """The parameters of an account to create or change, with the password and its hash, and the new pictures."""

    sent: Mapping[str, Any]
    password: str | None
    hashed: str | None
    pictures: Sequence[Blob] | None = None


async def prepare(ctx: CallContext, users: Sequence[Mapping[str, Any]]) -> list[NewUser]:
    """The users with the hashes of their passwords, and pictures made of drafts: both take too long to be done in a transaction.

    A password that violates the site's policy is not hashed: it is refused later, when the account is written.
    """
    prepared = []
    for sent in users:
        password = _random_password() if sent.get("createpassword") else sent.get("password") or None
        internal = sent.get("auth", "manual") in _INTERNAL
        fine = internal and password is not None and not policy.shortcomings(ctx.site.config, password)
        hashed = await ctx.passwords.hash(password or "") if fine else None
        drawn = await pictures.drawn(ctx, sent["userpicture"]) if sent.get("userpicture") else None
        prepared.append(NewUser(sent, password, hashed, drawn))
    return prepared


def create(ctx: CallContext, users: Sequence[NewUser]) -> list[dict[str, Any]]:
    """Create accounts: all of them, or none. Raises ``InvalidParameter``, or ``CodedError`` for a password against the policy."""
    made = []
    for index, new in enumerate(users):
        sent, path = new.sent, f"users[{index}]"
        auth = sent["auth"]
        if auth in _NOT_CREATABLE:
            raise InvalidParameter("No accounts are made for this authentication method.", path=f"{path}.auth")
        if auth in _INTERNAL and not new.password:
            raise InvalidParameter("A password must be given, or made (createpassword).", path=f"{path}.password")
        values = _columns(sent)
        password = new.password if auth in _INTERNAL else None
        try:
            userid = accounts.create(ctx.db, ctx.site, values, password, now=ctx.now, hashed=new.hashed, by=ctx.actor)
        except CodedError as error:
            if error.errorcode == "errorpasswordpolicy":
                raise
            raise InvalidParameter(ctx.message(error), path=path) from None
        if auth not in _INTERNAL:
            accounts.keep_password_elsewhere(ctx.db, userid)
        if sent.get("createpassword"):
            preferences.put(ctx.db, userid, "auth_forcepasswordchange", "1")
        _store_related(ctx, userid, sent)
        made.append({"id": userid, "username": values["username"]})
    return made


def change(ctx: CallContext, users: Sequence[NewUser]) -> list[dict[str, Any]]:
    """Change accounts, and return a warning for each account that could not be changed; nothing of it is stored."""
    warnings = []
    for new in users:
        try:
            with ctx.db.begin_nested():
                _change_one(ctx, new)
        except GatewayError as error:
            code, message = error.errorcode, ctx.message(error)
            warnings.append({"item": "user", "itemid": new.sent["id"], "warningcode": code, "message": message})
    return warnings


def remove(ctx: CallContext, userids: Collection[int]) -> None:
    """Delete accounts: all of them, or none. Raises ``MissingRecord``, or ``CodedError`` for accounts that cannot be deleted."""
    for userid in userids:
        row = lib.existing(ctx.db, userid)
        if row["deleted"]:
            raise MissingRecord("user")
        if userid in ctx.site.admins:
            raise CodedError("useradminodelete")
        if userid in (ctx.userid, ctx.site.guest_id):
            raise CodedError("usernotdeletederror")
        accounts.remove(ctx.db, ctx.registry, userid, now=ctx.now, by=ctx.actor)


def _change_one(ctx: CallContext, new: NewUser) -> None:
    """Change an account. Raises ``CodedError``."""
    sent = new.sent
    row = _changeable(ctx, sent["id"])
    values = _columns(sent)
    if "email" in values and values["email"] != row["email"]:
        email = str(values["email"])
        if not email or clean(email, EMAIL, ctx.site) != email:
            raise CodedError("useremailinvalid")
        if accounts.address_taken(ctx.db, ctx.site, email, except_id=row["id"]):
            raise CodedError("useremailduplicate")
    elif "email" in values:
        del values["email"]
    if "username" in values and values["username"] == row["username"]:
        del values["username"]
    if new.password and values.get("auth", row["auth"]) in _CHANGEABLE:
        accounts.store_password(ctx.db, ctx.site, row["id"], new.password, now=ctx.now, hashed=new.hashed, by=ctx.actor)
    accounts.change(ctx.db, ctx.site, row["id"], values, now=ctx.now, by=ctx.actor)
    if sent.get("userpicture") == 0:
        pictures.remove(ctx, row["id"])
    elif new.pictures:
        pictures.put(ctx, row["id"], new.pictures)
    _store_related(ctx, row["id"], sent)
    if sent.get("suspended"):
        signin.end_all(ctx.db, row["id"], by=ctx.actor)


def _changeable(ctx: CallContext, userid: int) -> lib.User:
    """The account with that id. Raises ``CodedError`` if the caller may not change it."""
    found = lib.by_field(ctx.db, "id", [userid], deleted=True)
    if not found:
        raise CodedError("invaliduserid")
    row = found[0]
    if userid != ctx.userid and userid in ctx.site.admins and ctx.userid not in ctx.site.admins:
        raise CodedError("usernotupdatedadmin")
    if row["deleted"]:
        raise CodedError("usernotupdateddeleted")
    if row["mnethostid"] != accounts.LOCAL_HOST:
        raise CodedError("usernotupdatedremote")
    if userid == ctx.site.guest_id:
        raise CodedError("usernotupdatedguest")
    return row


def _columns(sent: Mapping[str, Any]) -> dict[str, Any]:
    """The account's columns among the parameters; null values are left out."""
    values = {name: value for name, value in sent.items() if name not in _NOT_COLUMNS and value is not None}
    return {name: int(value) if isinstance(value, bool) else value for name, value in values.items()}


def _store_related(ctx: CallContext, userid: int, sent: Mapping[str, Any]) -> None:
    """Store the interests, profile fields and preferences among the parameters."""
    if sent.get("interests"):
        names = [name for part in sent["interests"].split(",") if (name := part.strip())]
        user_context = contexts.by_instance(ctx.db, Level.USER, userid)
        tags.set_tags(ctx, tags.Item("core", "user", userid, user_context.id), names)
    if sent.get("customfields"):
        store_fields(ctx, userid, {field["type"]: field["value"] for field in sent["customfields"]})
    for preference in sent.get("preferences") or ():
        preferences.put_if_allowed(ctx, userid, preference["type"], preference["value"])


def store_fields(ctx: CallContext, userid: int, values: Mapping[str, Any]) -> None:
    """Store values of profile fields by short name; unknown names are ignored."""
    for field in ctx.db.execute(select(user_info_field).where(user_info_field.c.shortname.in_(values))).mappings():
        value = "" if values[field["shortname"]] is None else str(values[field["shortname"]])
        if field["datatype"] == "menu" and value not in (field["param1"] or "").split("\n"):
            value = ""
        upsert(ctx.db, user_info_data, {"userid": userid, "fieldid": field["id"]}, {"data": value})


def _random_password() -> str:
    """A random password that meets common password policies; the user has to change it."""
    return f"{chance.token_urlsafe(12)}-aA1"


def require_may(ctx: CallContext, capability: str) -> None:
    """Enter the system context, and require a capability there."""
    ctx.validate(SYSTEM)
    ctx.require(capability, SYSTEM)

"""Signing up: what is wrong with what somebody has filled in, and the account that is made of it, to be confirmed by mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import RowMapping, select

from gateway.api import EMAIL, CallContext, CodedError, InvalidParameter, clean
from gateway.api.access import LOCAL_HOST, policy
from gateway.api.admin import accounts, confirmation
from gateway.api.tables import user, user_info_data, user_info_field
from gateway.components.core_user import editing

__all__ = ["require_possible", "sign_up", "wrong"]

_PREFIX = "profile_field_"
_NAMES = {"firstname": "first name", "lastname": "last name"}


def require_possible(ctx: CallContext) -> None:
    """Raise ``registrationdisabled`` where the site has no sign-up by e-mail."""
    if not confirmation.is_possible(ctx.site):
        raise CodedError("registrationdisabled")


def wrong(ctx: CallContext, sent: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong, by field. Raises ``InvalidParameter`` for a field that nobody is asked for."""
    found = {name: f"Give your {words}." for name, words in _NAMES.items() if not sent[name].strip()}
    if not sent["username"]:
        found["username"] = "Give a user name."
    elif ctx.db.execute(select(user.c.id).where(user.c.username == sent["username"], user.c.mnethostid == LOCAL_HOST)).first():
        found["username"] = "Another account has this user name."
    if problem := _wrong_address(ctx, sent["email"]):
        found["email"] = problem
    short = policy.shortcomings(ctx.site.config, sent["password"])
    if short or not sent["password"]:
        found["password"] = " ".join(short) or "Give a password."
    return {**found, **_wrong_fields(ctx, sent["customprofilefields"])}


def sign_up(ctx: CallContext, sent: Mapping[str, Any], hashed: str) -> None:
    """Make the account, and mail its owner how to confirm it. Raises ``CodedError``."""
    values = {name: sent[name] for name in ("username", "firstname", "lastname", "email", "city", "country") if sent[name]}
    values |= {"auth": ctx.site.config["registerauth"], "confirmed": 0, "lang": ctx.site.config["lang"]}
    userid = accounts.create(ctx.db, ctx.site, values, sent["password"], now=ctx.now, hashed=hashed, by=ctx.actor)
    editing.store_fields(ctx, userid, {each["name"].removeprefix(_PREFIX): each["value"] for each in sent["customprofilefields"]})
    if not confirmation.send(ctx.db, ctx.vault, ctx.site, userid, redirect=sent["redirect"], now=ctx.now):
        raise CodedError("noemail", "auth_email")


def _wrong_address(ctx: CallContext, email: str) -> str | None:
    """Why somebody cannot sign up with an address."""
    if not email or clean(email, EMAIL, ctx.site) != email:
        return "This is no e-mail address."
    if accounts.address_taken(ctx.db, ctx.site, email, except_id=0):
        return "Another account has this e-mail address."
    config = ctx.site.config
    allowed, denied = config["allowemailaddresses"].split(), config["denyemailaddresses"].split()
    if (allowed and not _is_of(email, allowed)) or (not allowed and _is_of(email, denied)):
        return "Nobody signs up with an e-mail address of this host."
    return None


def _is_of(email: str, hosts: Iterable[str]) -> bool:
    """Whether an address is of one of the hosts, or of one under it where the host begins with a dot."""
    host = email.rpartition("@")[2].lower()
    return any(host.endswith(each.lower()) if each.startswith(".") else host == each.lower() for each in hosts)


def _wrong_fields(ctx: CallContext, sent: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What is wrong with profile fields."""
    query = select(user_info_field).where(user_info_field.c.signup == 1, user_info_field.c.visible != 0)
    fields = {f"{_PREFIX}{row['shortname']}": row for row in ctx.db.execute(query).mappings()}
    given = {each["name"]: each["value"] for each in sent}
    if unknown := given.keys() - fields.keys():
        raise InvalidParameter(f"There is no field {sorted(unknown)[0]} to fill in.", path="customprofilefields")
    found = {}
    for name, field in fields.items():
        value = given.get(name, "").strip()
        if field["required"] and not value:
            found[name] = "This must be filled in."
        elif value and field["forceunique"] and _is_taken(ctx, field, value):
            found[name] = "Somebody else has filled in the same."
    return found


def _is_taken(ctx: CallContext, field: RowMapping, value: str) -> bool:
    """Whether somebody has this value in a field."""
    known = user_info_data.c.fieldid == field["id"], user_info_data.c.data == value
    return ctx.db.execute(select(user_info_data.c.id).where(*known).limit(1)).first() is not None

"""Web service functions that create, change and delete accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.api import (
    ALPHA,
    ALPHANUMEXT,
    AUTH,
    BOOL,
    INT,
    LANG,
    NOTAGS,
    PLUGIN,
    RAW,
    RAW_TRIMMED,
    TEXT,
    THEME,
    TIMEZONE,
    USERNAME,
    WRITE,
    CallContext,
    Description,
    FromSetting,
    List,
    Struct,
    Value,
    function,
    warnings,
)
from gateway.components.core_user import editing

# Parameters that creating and changing accounts have in common: those from the visibility of the e-mail address on.
_PROFILE: Mapping[str, Description] = {
    "maildisplay": Value(INT, "who sees the e-mail address: 0 nobody, 1 everybody, 2 members of the same courses", optional=True),
    "city": Value(TEXT, "home city", optional=True),
    "country": Value(ALPHA, "home country, as its two-letter code", optional=True),
    "timezone": Value(TIMEZONE, "time zone, 99 for that of the site", optional=True),
    "description": Value(RAW, "description, in HTML", optional=True),
}

# Additional names and interests.
_NAMES: Mapping[str, Description] = {
    "firstnamephonetic": Value(NOTAGS, "how the first name sounds", optional=True),
    "lastnamephonetic": Value(NOTAGS, "how the last name sounds", optional=True),
    "middlename": Value(NOTAGS, "middle name", optional=True),
    "alternatename": Value(NOTAGS, "another name", optional=True),
    "interests": Value(TEXT, "interests, with commas between them", optional=True),
}

# The institution, the telephone numbers and the address.
_WORK: Mapping[str, Description] = {
    "institution": Value(TEXT, "institution", optional=True),
    "department": Value(TEXT, "department", optional=True),
    "phone1": Value(NOTAGS, "first telephone number", optional=True),
    "phone2": Value(NOTAGS, "second telephone number", optional=True),
    "address": Value(TEXT, "postal address", optional=True),
}

# The user's settings and the site's profile fields.
_MORE: Mapping[str, Description] = {
    "theme": Value(THEME, "theme", optional=True),
    "mailformat": Value(INT, "format of mails: 0 text, 1 HTML", optional=True),
    "customfields": List(
        Struct({"type": Value(ALPHANUMEXT, "short name of the field"), "value": Value(RAW, "value")}),
        "profile fields of the site",
        optional=True,
    ),
    "preferences": List(Struct({"type": Value(RAW, "name of the preference"), "value": Value(RAW, "value")}), "preferences", optional=True),
}
# The hash of each password takes tens of milliseconds.
_MOST = 500


@function(
    "core_user_create_users",
    WRITE,
    params={
        "users": List(
            Struct(
                {
                    "createpassword": Value(BOOL, "whether to make a password, which the owner must change", optional=True),
                    "username": Value(USERNAME, "user name"),
                    "auth": Value(AUTH, "authentication method", default="manual", null=False),
                    "password": Value(RAW, "password", optional=True),
                    "firstname": Value(NOTAGS, "first name"),
                    "lastname": Value(NOTAGS, "last name"),
                    "email": Value(RAW_TRIMMED, "e-mail address"),
                    **_PROFILE,
                    **_NAMES,
                    "idnumber": Value(RAW, "number in another system", default=""),
                    **_WORK,
                    "lang": Value(LANG, "language", default=FromSetting("lang"), null=False),
                    "calendartype": Value(PLUGIN, "type of calendar", default=FromSetting("calendartype")),
                    **_MORE,
                }
            ),
            "whom to make accounts for",
            most=_MOST,
        )
    },
    returns=List(Struct({"id": Value(INT, "id of the new user"), "username": Value(USERNAME, "user name")})),
    capabilities=["moodle/user:create"],
)
async def create_users(ctx: CallContext, users: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Make accounts: all of them, or none."""
    await ctx.read(editing.require_may, "moodle/user:create")
    return await ctx.write(editing.create, await editing.prepare(ctx, users))


@function(
    "core_user_update_users",
    WRITE,
    params={
        "users": List(
            Struct(
                {
                    "id": Value(INT, "id of the user"),
                    "username": Value(USERNAME, "user name", optional=True, null=False),
                    "auth": Value(AUTH, "authentication method", optional=True, null=False),
                    "suspended": Value(BOOL, "whether the account is suspended", optional=True),
                    "password": Value(RAW, "password", optional=True, null=False),
                    "firstname": Value(NOTAGS, "first name", optional=True, null=False),
                    "lastname": Value(NOTAGS, "last name", optional=True),
                    "email": Value(RAW_TRIMMED, "e-mail address", optional=True, null=False),
                    **_PROFILE,
                    "userpicture": Value(INT, "draft area with the new picture, 0 for none", optional=True),
                    **_NAMES,
                    "idnumber": Value(RAW, "number in another system", optional=True),
                    **_WORK,
                    "lang": Value(LANG, "language", optional=True, null=False),
                    "calendartype": Value(PLUGIN, "type of calendar", optional=True, null=False),
                    **_MORE,
                }
            ),
            "what to change of which users",
            most=_MOST,
        )
    },
    returns=Struct({"warnings": warnings(item="always user", itemid="id of the user", code="why the user was not changed")}),
    capabilities=["moodle/user:update"],
    ajax=True,
)
async def update_users(ctx: CallContext, users: list[dict[str, Any]]) -> dict[str, Any]:
    """Change accounts, each as a whole or not at all; those that cannot be changed are named in warnings."""
    await ctx.read(editing.require_may, "moodle/user:update")
    return {"warnings": await ctx.write(editing.change, await editing.prepare(ctx, users))}


@function(
    "core_user_delete_users",
    WRITE,
    params={"userids": List(Value(INT, "id of a user"), "whose accounts to delete")},
    returns=None,
    capabilities=["moodle/user:delete"],
)
def delete_users(ctx: CallContext, userids: list[int]) -> None:
    """Delete accounts, with all that gives access to them: all of them, or none."""
    editing.require_may(ctx, "moodle/user:delete")
    editing.remove(ctx, userids)

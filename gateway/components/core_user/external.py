"""What is offered about users."""

from __future__ import annotations

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
    READ,
    SYSTEM,
    TEXT,
    THEME,
    TIMEZONE,
    URL,
    USERNAME,
    CallContext,
    CodingError,
    InvalidParameter,
    List,
    ParamType,
    Struct,
    Value,
    clean,
    format_value,
    function,
    loosely_equal,
)
from gateway.components.core_user import details, lib

USER = Struct(
    {
        "id": Value(INT, "id of the user"),
        "username": Value(USERNAME, "user name", optional=True),
        "firstname": Value(NOTAGS, "first name", optional=True),
        "lastname": Value(NOTAGS, "last name", optional=True),
        "fullname": Value(NOTAGS, "full name, as the site writes it"),
        "email": Value(RAW_TRIMMED, "e-mail address", optional=True),
        "address": Value(TEXT, "postal address", optional=True),
        "phone1": Value(NOTAGS, "first telephone number", optional=True),
        "phone2": Value(NOTAGS, "second telephone number", optional=True),
        "department": Value(TEXT, "department", optional=True),
        "institution": Value(TEXT, "institution", optional=True),
        "idnumber": Value(RAW, "number in another system", optional=True),
        "interests": Value(TEXT, "interests, with commas", optional=True),
        "firstaccess": Value(INT, "first access to the site, 0 for never", optional=True),
        "lastaccess": Value(INT, "last access to the site, 0 for never", optional=True),
        "auth": Value(AUTH, "authentication method", optional=True),
        "suspended": Value(BOOL, "whether the account is suspended", optional=True),
        "confirmed": Value(BOOL, "whether the account is confirmed", optional=True),
        "lang": Value(LANG, "language", optional=True),
        "calendartype": Value(PLUGIN, "type of calendar", optional=True),
        "theme": Value(THEME, "theme", optional=True),
        "timezone": Value(TIMEZONE, "time zone, 99 for that of the site", optional=True),
        "mailformat": Value(INT, "format of mails: 0 text, 1 HTML", optional=True),
        "trackforums": Value(INT, "whether read posts are tracked", optional=True),
        "description": Value(RAW, "description", optional=True),
        "descriptionformat": format_value("description", optional=True),
        "city": Value(TEXT, "home city", optional=True),
        "country": Value(ALPHA, "home country, as its two-letter code", optional=True),
        "profileimageurlsmall": Value(URL, "address of the small picture"),
        "profileimageurl": Value(URL, "address of the picture"),
        "customfields": List(
            Struct(
                {
                    "type": Value(ALPHANUMEXT, "kind of field"),
                    "value": Value(RAW, "stored value"),
                    "displayvalue": Value(RAW, "value as it is shown", optional=True),
                    "name": Value(RAW, "name"),
                    "shortname": Value(RAW, "short name"),
                }
            ),
            "profile fields of the site",
            optional=True,
        ),
        "preferences": List(
            Struct({"name": Value(RAW, "name"), "value": Value(RAW, "value")}),
            "preferences, of the caller's own account",
            optional=True,
        ),
    }
)

# What people can be found by, and what the values must be.
_SEARCHABLE: dict[str, ParamType] = {"id": INT, "idnumber": RAW, "username": USERNAME, "email": RAW_TRIMMED}


@function(
    "core_user_get_users_by_field",
    READ,
    params={
        "field": Value(ALPHA, "what to search: id, idnumber, username or email"),
        "values": List(Value(RAW, "value to find"), "what to find"),
    },
    returns=List(USER),
    capabilities=["moodle/user:viewdetails", "moodle/user:viewhiddendetails", "moodle/course:useremail", "moodle/user:update"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_users_by_field(ctx: CallContext, field: str, values: list[Any]) -> list[dict[str, Any]]:
    """Find users by the value of one field; those whom the caller may not see are left out."""
    kind = _SEARCHABLE.get(field)
    if kind is None:
        raise CodingError("field must be id, idnumber, username or email", message="Users cannot be searched by this field.")
    wanted = []
    for index, value in enumerate(values):
        cleaned = clean(value, kind, ctx.site)
        if not loosely_equal(value, cleaned):
            raise InvalidParameter(f"is not a valid {field}", path=f"values[{index}]")
        wanted.append(cleaned)
    users = lib.by_field(ctx.db, field, wanted)
    ctx.validate(SYSTEM)
    # Without the field it was searched by, the answer would tell more than the caller may see.
    return [found for found in details.of_users_in_courses(ctx, users) if found.get(field)]

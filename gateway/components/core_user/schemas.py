"""The descriptions of users that functions of several components share."""

from __future__ import annotations

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
    URL,
    USERNAME,
    List,
    Struct,
    Value,
    format_value,
)

__all__ = ["MEMBER", "USER"]

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

MEMBER = Struct(
    {
        **USER.members,
        "groups": List(
            Struct(
                {
                    "id": Value(INT, "id of the group"),
                    "name": Value(RAW, "name"),
                    "description": Value(RAW, "description"),
                    "descriptionformat": format_value("description"),
                }
            ),
            "groups in the course",
            optional=True,
        ),
        "roles": List(
            Struct(
                {
                    "roleid": Value(INT, "id of the role"),
                    "name": Value(RAW, "name, empty for a standard one"),
                    "shortname": Value(ALPHANUMEXT, "short name"),
                    "sortorder": Value(INT, "place in the order of the roles given there"),
                }
            ),
            "roles in the course",
            optional=True,
        ),
        "enrolledcourses": List(
            Struct(
                {
                    "id": Value(INT, "id of the course"),
                    "fullname": Value(RAW, "full name"),
                    "shortname": Value(RAW, "short name"),
                }
            ),
            "courses that the user is enrolled in",
            optional=True,
        ),
    }
)

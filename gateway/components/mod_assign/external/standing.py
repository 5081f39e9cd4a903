"""What is offered about who takes part in assignments."""

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
    TEXT,
    THEME,
    TIMEZONE,
    URL,
    USERNAME,
    CallContext,
    List,
    Struct,
    Value,
    format_value,
    function,
)
from gateway.components.core_user.lib import fullname
from gateway.components.mod_assign import participants


@function(
    "mod_assign_list_participants",
    READ,
    params={
        "assignid": Value(INT, "id of the assignment"),
        "groupid": Value(INT, "id of the group"),
        "filter": Value(RAW, "words in the name of the user"),
        "skip": Value(INT, "how many to leave out at the beginning", default=0),
        "limit": Value(INT, "how many to return at most, 0 for all", default=0),
        "onlyids": Value(BOOL, "whether to return ids and names alone", default=False),
        "includeenrolments": Value(BOOL, "whether to return the courses of each user", default=True),
        "tablesort": Value(BOOL, "whether to order as the caller has ordered the table", default=False),
    },
    returns=List(
        Struct(
            {
                "id": Value(INT, "id"),
                "username": Value(USERNAME, "user name", optional=True),
                "firstname": Value(NOTAGS, "first name", optional=True),
                "lastname": Value(NOTAGS, "last name", optional=True),
                "fullname": Value(NOTAGS, "full name"),
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
                "suspended": Value(BOOL, "whether the account is suspended", optional=True),
                "trackforums": Value(INT, "whether read posts are tracked", optional=True),
                "description": Value(RAW, "description", optional=True),
                "descriptionformat": format_value("description", optional=True),
                "city": Value(TEXT, "home city", optional=True),
                "country": Value(ALPHA, "home country, as its two-letter code", optional=True),
                "profileimageurlsmall": Value(URL, "address of the small picture", optional=True),
                "profileimageurl": Value(URL, "address of the picture", optional=True),
                "customfields": List(
                    Struct(
                        {
                            "type": Value(ALPHANUMEXT, "kind of field"),
                            "value": Value(RAW, "its value"),
                            "displayvalue": Value(RAW, "value as it is shown", optional=True),
                            "name": Value(RAW, "name"),
                            "shortname": Value(RAW, "short name"),
                        }
                    ),
                    "further fields of the profile",
                    optional=True,
                ),
                "preferences": List(
                    Struct(
                        {
                            "name": Value(RAW, "name"),
                            "value": Value(RAW, "its value"),
                        }
                    ),
                    "settings of the user",
                    optional=True,
                ),
                "recordid": Value(INT, "id that stands for the user where nobody may see who it is"),
                "groups": List(
                    Struct(
                        {
                            "id": Value(INT, "id"),
                            "name": Value(RAW, "name"),
                            "description": Value(RAW, "description"),
                        }
                    ),
                    "groups in the course",
                    optional=True,
                ),
                "roles": List(
                    Struct(
                        {
                            "roleid": Value(INT, "id of the role"),
                            "name": Value(RAW, "name"),
                            "shortname": Value(ALPHANUMEXT, "short name"),
                            "sortorder": Value(INT, "place in the order"),
                        }
                    ),
                    "roles in the course",
                    optional=True,
                ),
                "enrolledcourses": List(
                    Struct(
                        {
                            "id": Value(INT, "id"),
                            "fullname": Value(RAW, "full name"),
                            "shortname": Value(RAW, "short name"),
                        }
                    ),
                    "the courses the user takes part in",
                    optional=True,
                ),
                "submitted": Value(BOOL, "whether there is a submission"),
                "requiregrading": Value(BOOL, "whether it waits for a grade"),
                "grantedextension": Value(BOOL, "whether the user may submit later"),
                "submissionstatus": Value(ALPHA, "status of the submission", optional=True),
                "groupid": Value(INT, "id of the group", optional=True),
                "groupname": Value(TEXT, "name of the group", optional=True),
            }
        )
    ),
    capabilities=["mod/assign:view", "mod/assign:viewgrades"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def list_participants(
    ctx: CallContext,
    assignid: int,
    groupid: int,
    filter: str,
    skip: int,
    limit: int,
    onlyids: bool,
    includeenrolments: bool,
    tablesort: bool,
) -> list[dict[str, Any]]:
    """Return who takes part in an assignment, and how they stand."""
    one, course = participants.enter(ctx, assignid)
    participants.require_view_grades(ctx, one)
    words = filter.casefold()
    who = [row for row in participants.people(ctx, one, course, groupid) if words in fullname(row).casefold()]
    page = who[max(skip, 0) :]
    who = page[:limit] if limit > 0 else page
    return participants.list_of(ctx, one, course, who, ids_only=onlyids, with_courses=includeenrolments)


@function(
    "mod_assign_get_participant",
    READ,
    params={
        "assignid": Value(INT, "id of the assignment"),
        "userid": Value(INT, "id of the user"),
        "embeduser": Value(BOOL, "whether to describe the user", default=False),
    },
    returns=Struct(
        {
            "id": Value(INT, "id"),
            "fullname": Value(NOTAGS, "full name"),
            "submitted": Value(BOOL, "whether there is a submission"),
            "requiregrading": Value(BOOL, "whether it waits for a grade"),
            "grantedextension": Value(BOOL, "whether the user may submit later"),
            "blindmarking": Value(BOOL, "whether graders do not see who submitted"),
            "allowsubmissionsfromdate": Value(INT, "from when on submissions are taken"),
            "duedate": Value(INT, "when it is due"),
            "cutoffdate": Value(INT, "until when submissions are taken"),
            "duedatestr": Value(TEXT, "the due date in words"),
            "groupid": Value(INT, "id of the group", optional=True),
            "groupname": Value(TEXT, "name of the group", optional=True),
            "submissionstatus": Value(ALPHA, "status of the submission", optional=True),
            "user": Struct(
                {
                    "id": Value(INT, "id"),
                    "username": Value(USERNAME, "user name", optional=True),
                    "firstname": Value(NOTAGS, "first name", optional=True),
                    "lastname": Value(NOTAGS, "last name", optional=True),
                    "fullname": Value(NOTAGS, "full name"),
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
                    "lang": Value(LANG, "forced language", optional=True),
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
                                "value": Value(RAW, "its value"),
                                "displayvalue": Value(RAW, "value as it is shown", optional=True),
                                "name": Value(RAW, "name"),
                                "shortname": Value(RAW, "short name"),
                            }
                        ),
                        "further fields of the profile",
                        optional=True,
                    ),
                    "preferences": List(
                        Struct(
                            {
                                "name": Value(RAW, "name"),
                                "value": Value(RAW, "its value"),
                            }
                        ),
                        "settings of the user",
                        optional=True,
                    ),
                },
                "the user",
                optional=True,
            ),
        }
    ),
    capabilities=["mod/assign:view", "mod/assign:viewgrades"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_participant(ctx: CallContext, assignid: int, userid: int, embeduser: bool) -> dict[str, Any]:
    """Return how somebody stands in an assignment."""
    one, course = participants.enter(ctx, assignid)
    participants.require_view_grades(ctx, one)
    return participants.told(ctx, one, course, userid, with_user=embeduser)

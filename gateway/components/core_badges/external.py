"""Web service functions for badges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.api import (
    ALPHA,
    ALPHANUM,
    BOOL,
    INT,
    NOTAGS,
    RAW,
    READ,
    SYSTEM,
    TEXT,
    URL,
    WRITE,
    CallContext,
    Description,
    List,
    Struct,
    Value,
    function,
    warnings,
)
from gateway.api.php import to_int
from gateway.api.rows import page_of
from gateway.components.core_badges import lib

_ALIGNMENT: Mapping[str, Description] = {
    "id": Value(INT, "id", optional=True, null=False),
    "badgeid": Value(INT, "id of the badge", optional=True, null=False),
    "targetName": Value(RAW, "name of the target", optional=True, null=False),
    "targetUrl": Value(URL, "address of the target", optional=True, null=False),
    "targetDescription": Value(RAW, "description of the target", optional=True),
    "targetFramework": Value(RAW, "framework of the target", optional=True),
    "targetCode": Value(RAW, "code of the target", optional=True),
}

_ISSUED: Mapping[str, Description] = {
    "id": Value(INT, "id", optional=True, null=False),
    "name": Value(RAW, "name", null=False),
    "description": Value(NOTAGS, "description"),
    "timecreated": Value(INT, "when it was created", optional=True, null=False),
    "timemodified": Value(INT, "when it was changed", optional=True, null=False),
    "usercreated": Value(INT, "who has created it", optional=True, null=False),
    "usermodified": Value(INT, "who has changed it last", optional=True, null=False),
    "issuername": Value(RAW, "name of the issuer", null=False),
    "issuerurl": Value(URL, "page of the issuer", null=False),
    "issuercontact": Value(RAW, "address of the issuer"),
    "expiredate": Value(INT, "when it expires", optional=True),
    "expireperiod": Value(INT, "after how many seconds it expires", optional=True),
    "type": Value(INT, "kind", optional=True, null=False),
    "courseid": Value(INT, "id of the course", optional=True),
    "message": Value(RAW, "text", optional=True, null=False),
    "messagesubject": Value(RAW, "subject of the message", optional=True, null=False),
    "attachment": Value(INT, "whether the badge is attached to the message", optional=True, null=False),
    "notification": Value(INT, "how its creator is told", optional=True, null=False),
    "nextcron": Value(INT, "when it is issued next", optional=True),
    "status": Value(INT, "how it stands", optional=True, null=False),
    "issuedid": Value(INT, "id of the issue", optional=True, null=False),
    "uniquehash": Value(ALPHANUM, "unique text", null=False),
    "dateissued": Value(INT, "when it was issued", null=False),
    "dateexpire": Value(INT, "when it expires"),
    "visible": Value(INT, "whether it is shown", optional=True, null=False),
    "recipientid": Value(INT, "id of the user whose badge it is", null=False),
    "recipientfullname": Value(NOTAGS, "whose badge it is", null=False),
    "email": Value(RAW, "e-mail address", optional=True, null=False),
    "version": Value(RAW, "version", optional=True),
    "language": Value(NOTAGS, "language", optional=True),
    "imageauthorname": Value(RAW, "author of the picture", optional=True),
    "imageauthoremail": Value(RAW, "address of the author of the picture", optional=True),
    "imageauthorurl": Value(URL, "page of the author of the picture", optional=True),
    "imagecaption": Value(RAW, "caption of the picture", optional=True),
    "badgeurl": Value(URL, "address of the picture", null=False),
    "endorsement": Struct(
        {
            "id": Value(INT, "id", null=False),
            "badgeid": Value(INT, "id of the badge", null=False),
            "issuername": Value(RAW, "name of the issuer", null=False),
            "issuerurl": Value(URL, "page of the issuer", null=False),
            "issueremail": Value(RAW, "e-mail address of the issuer", null=False),
            "claimid": Value(URL, "address of the claim"),
            "claimcomment": Value(NOTAGS, "what the endorser says"),
            "dateissued": Value(INT, "when it was issued", null=False),
        },
        "endorsement",
        optional=True,
    ),
    "alignment": List(Struct(_ALIGNMENT), "what the badge is aligned with"),
    "relatedbadges": List(
        Struct(
            {
                "id": Value(INT, "id", null=False),
                "name": Value(RAW, "name", null=False),
                "version": Value(RAW, "version", optional=True),
                "language": Value(NOTAGS, "language", optional=True),
                "type": Value(INT, "kind", optional=True, null=False),
            }
        ),
        "related badges",
    ),
}


@function(
    "core_badges_get_user_badges",
    READ,
    params={
        "userid": Value(INT, "id of the user", default=0),
        "courseid": Value(INT, "id of the course", default=0),
        "page": Value(INT, "page, from 0", default=0),
        "perpage": Value(INT, "how many on a page", default=0),
        "search": Value(RAW, "text to search the names for", default=""),
        "onlypublic": Value(BOOL, "whether to leave out badges that their owner hides", default=False),
    },
    returns=Struct(
        {
            "badges": List(
                Struct(_ISSUED),
                "the badges",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["moodle/badges:viewotherbadges"],
    services=["moodle_mobile_app"],
)
def get_user_badges(ctx: CallContext, userid: int, courseid: int, page: int, perpage: int, search: str, onlypublic: bool) -> dict[str, Any]:
    """Return the badges that were issued to somebody."""
    owner = lib.owner(ctx, userid)
    return {"badges": lib.issued(ctx, owner, courseid, page_of(page, perpage), search, onlypublic), "warnings": []}


@function(
    "core_badges_get_user_badge_by_hash",
    READ,
    params={"hash": Value(ALPHANUM, "unique text of the issue")},
    returns=Struct({"badge": List(Struct(_ISSUED), "the badge; none if nobody was issued it"), "warnings": warnings()}),
    services=["moodle_mobile_app"],
)
def get_user_badge_by_hash(ctx: CallContext, hash: str) -> dict[str, Any]:
    """Return a badge that was issued to somebody, by the unique text of the issue."""
    lib.require_badges(ctx)
    ctx.validate(SYSTEM)
    found = lib.by_hash(ctx, hash)
    missing = [] if found else [{"item": hash, "warningcode": "badgeawardnotfound", "message": "Nobody was issued this badge."}]
    return {"badge": found, "warnings": missing}


@function(
    "core_badges_get_badge",
    READ,
    params={"id": Value(INT, "id of the badge")},
    returns=Struct(
        {
            "badge": Struct(
                {
                    "type": Value(ALPHA, "what this describes: BadgeClass", null=False),
                    "id": Value(RAW, "address of the description", null=False),
                    "issuer": Value(RAW, "name of the issuer", optional=True, null=False),
                    "name": Value(RAW, "name", null=False),
                    "image": Value(URL, "address of the picture", null=False),
                    "description": Value(RAW, "description", null=False),
                    "hostedUrl": Value(RAW, "page of the issuer", optional=True, null=False),
                    "alignment": List(Struct(_ALIGNMENT, optional=True), "what the badge is aligned with", optional=True),
                    "criteriaUrl": Value(URL, "address of the criteria", optional=True, null=False),
                    "criteriaNarrative": Value(RAW, "criteria in words", optional=True, null=False),
                },
                "the badge",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_badge(ctx: CallContext, id: int) -> dict[str, Any]:
    """Return what a badge stands for, whoever has it."""
    lib.require_badges(ctx)
    ctx.validate(SYSTEM)
    return {"badge": lib.badge_class(ctx, lib.existing(ctx.db, id)), "warnings": []}


@function(
    "core_badges_disable_badges",
    WRITE,
    params={"badgeids": List(Value(TEXT, "id of a badge"), "ids of the badges")},
    returns=Struct({"result": Value(BOOL, "whether all were switched off"), "warnings": warnings()}),
    ajax=True,
)
def disable_badges(ctx: CallContext, badgeids: list[str]) -> dict[str, Any]:
    """Switch badges off, so that nobody can earn them."""
    changed, refused = _switch(ctx, badgeids, on=False)
    return {"result": bool(changed) and not refused, "warnings": refused}


@function(
    "core_badges_enable_badges",
    WRITE,
    params={"badgeids": List(Value(TEXT, "id of a badge"), "ids of the badges")},
    returns=Struct(
        {
            "result": List(
                Struct(
                    {
                        "badgeid": Value(INT, "id of the badge"),
                        "awards": Value(ALPHANUM, "how many people have got it by that"),
                    }
                ),
                "the badges that were switched on",
            ),
            "warnings": warnings(),
        }
    ),
    ajax=True,
)
def enable_badges(ctx: CallContext, badgeids: list[str]) -> dict[str, Any]:
    """Switch badges on, so that people can be awarded them."""
    changed, refused = _switch(ctx, badgeids, on=True)
    return {"result": [{"badgeid": badgeid, "awards": "0"} for badgeid in changed], "warnings": refused}


def _switch(ctx: CallContext, badgeids: list[str], *, on: bool) -> tuple[list[int], list[dict[str, Any]]]:
    """Switch badges on or off; the ids of those that were, and warnings of those that the caller may not configure."""
    lib.require_badges(ctx)
    ctx.validate(SYSTEM)
    changed: list[int] = []
    refused = []
    for badgeid in badgeids:
        row = lib.existing(ctx.db, to_int(badgeid))
        if ctx.has("moodle/badges:configuredetails", lib.place_of(ctx.db, row)):
            lib.switch(ctx, row, on=on)
            changed.append(row["id"])
        else:
            refused.append({"item": badgeid, "warningcode": "nopermissions", "message": "You may not configure this badge."})
    return changed, refused

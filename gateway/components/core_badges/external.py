"""Web service functions for badges."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHANUM,
    BOOL,
    INT,
    NOTAGS,
    RAW,
    READ,
    URL,
    CallContext,
    List,
    Struct,
    Value,
    function,
    warnings,
)
from gateway.api.rows import page_of
from gateway.components.core_badges import lib


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
                Struct(
                    {
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
                        "alignment": List(
                            Struct(
                                {
                                    "id": Value(INT, "id", optional=True, null=False),
                                    "badgeid": Value(INT, "id of the badge", optional=True, null=False),
                                    "targetName": Value(RAW, "name of the target", optional=True, null=False),
                                    "targetUrl": Value(URL, "address of the target", optional=True, null=False),
                                    "targetDescription": Value(RAW, "description of the target", optional=True),
                                    "targetFramework": Value(RAW, "framework of the target", optional=True),
                                    "targetCode": Value(RAW, "code of the target", optional=True),
                                }
                            ),
                            "what the badge is aligned with",
                        ),
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
                ),
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

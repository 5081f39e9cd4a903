"""The external functions about discussions."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    INT,
    RAW,
    READ,
    TEXT,
    URL,
    WRITE,
    CallContext,
    CodedError,
    InvalidParameter,
    List,
    MissingCapability,
    Struct,
    Value,
    files,
    format_value,
    function,
    warnings,
)
from gateway.api.rows import EVERYTHING, page_of
from gateway.components.mod_forum import discussions, writing
from gateway.components.mod_forum.access import forum_access

_LISTED = Struct(
    {
        "id": Value(INT, "id of the first post"),
        "name": Value(RAW, "name"),
        "groupid": Value(INT, "id of the group, -1 for all participants"),
        "timemodified": Value(INT, "when it was last written in"),
        "usermodified": Value(INT, "who has written in it last"),
        "timestart": Value(INT, "from when it is shown"),
        "timeend": Value(INT, "until when it is shown"),
        "discussion": Value(INT, "id of the discussion"),
        "parent": Value(INT, "id of the post that the first one answers: none, 0"),
        "userid": Value(INT, "who has begun it"),
        "created": Value(INT, "when it was begun"),
        "modified": Value(INT, "when the first post was last changed"),
        "mailed": Value(INT, "whether the first post was sent by mail"),
        "subject": Value(RAW, "subject"),
        "message": Value(RAW, "message"),
        "messageformat": format_value("message"),
        "messagetrust": Value(INT, "whether the message is trusted"),
        "messageinlinefiles": files(optional=True),
        "attachment": Value(RAW, "whether there are attachments"),
        "attachments": files(optional=True),
        "totalscore": Value(INT, "sum of the ratings"),
        "mailnow": Value(INT, "whether it is sent at once"),
        "userfullname": Value(TEXT, "full name of who has begun it"),
        "usermodifiedfullname": Value(TEXT, "full name of who has written last"),
        "userpictureurl": Value(URL, "picture of who has begun it"),
        "usermodifiedpictureurl": Value(URL, "picture of who has written last"),
        "numreplies": Value(INT, "how many answers there are"),
        "numunread": Value(INT, "how many posts are unread"),
        "pinned": Value(BOOL, "whether it is pinned to the top"),
        "locked": Value(BOOL, "whether it is closed"),
        "starred": Value(BOOL, "whether it has the star of the caller"),
        "canreply": Value(BOOL, "whether the caller may answer"),
        "canlock": Value(BOOL, "whether the caller may close it"),
        "canfavourite": Value(BOOL, "whether the caller may star it"),
    }
)

# The values of ``sortorder``; -1 is the order that is used without one.
_ORDERS = (-1, *range(1, 7))


@function(
    "mod_forum_get_forum_discussions",
    READ,
    params={
        "forumid": Value(INT, "id of the forum"),
        "sortorder": Value(INT, "order: 1 and 2 by the last answer, 3 and 4 by the beginning, 5 and 6 by answers", default=-1),
        "page": Value(INT, "page, from 0; -1 for all", default=-1),
        "perpage": Value(INT, "how many on a page, 0 for all", default=0),
        "groupid": Value(INT, "id of a group", default=0),
    },
    returns=Struct({"discussions": List(_LISTED, "the discussions"), "warnings": warnings()}),
    capabilities=["mod/forum:viewdiscussion", "mod/forum:viewqandawithoutposting"],
    services=["moodle_mobile_app"],
)
def get_forum_discussions(ctx: CallContext, forumid: int, sortorder: int, page: int, perpage: int, groupid: int) -> dict[str, Any]:
    """Return the discussions of a forum."""
    access = forum_access(ctx, forumid)
    if access is None:
        raise CodedError("invalidforumid", "forum")
    if sortorder not in _ORDERS:
        raise InvalidParameter("must be one of 1 to 6", path="sortorder")
    ctx.validate(access.context)
    if not access.may("viewdiscussion"):
        raise MissingCapability("mod/forum:viewdiscussion", "noviewdiscussionspermission")
    part = page_of(page, perpage) if page >= 0 else EVERYTHING
    found, hidden = discussions.discussion_results(access, order=sortorder, part=part, groupid=max(groupid, 0))
    refused = [{"item": "post", "itemid": postid, "warningcode": "1", "message": "You may not see this post."} for postid in hidden]
    return {"discussions": found, "warnings": refused}


@function(
    "mod_forum_view_forum_discussion",
    WRITE,
    params={"discussionid": Value(INT, "id of the discussion")},
    returns=Struct({"status": Value(BOOL, "true"), "warnings": warnings()}),
    capabilities=["mod/forum:viewdiscussion"],
    services=["moodle_mobile_app"],
)
def view_forum_discussion(ctx: CallContext, discussionid: int) -> dict[str, Any]:
    """Note that the caller looks at a discussion."""
    access, row = discussions.enter_discussion(ctx, discussionid)
    writing.log_discussion_view(access, row)
    return {"status": True, "warnings": []}

"""Web service functions for comments."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    AREA,
    BOOL,
    COMPONENT,
    INT,
    NOTAGS,
    RAW,
    READ,
    URL,
    WRITE,
    CallContext,
    List,
    Struct,
    Value,
    function,
    warnings,
)
from gateway.components.core_comment import lib

_COMMENT = Struct(
    {
        "id": Value(INT, "id"),
        "content": Value(RAW, "content"),
        "format": Value(INT, "format"),
        "timecreated": Value(INT, "when it was created"),
        "strftimeformat": Value(NOTAGS, "how times are written"),
        "profileurl": Value(URL, "page of the user"),
        "fullname": Value(NOTAGS, "full name"),
        "time": Value(NOTAGS, "when it was written, as text"),
        "avatar": Value(RAW, "picture of the author, in HTML"),
        "userid": Value(INT, "id of the user"),
        "delete": Value(BOOL, "whether the caller may delete it", optional=True),
    }
)


@function(
    "core_comment_get_comments",
    READ,
    params={
        "contextlevel": Value(ALPHA, "level of the context"),
        "instanceid": Value(INT, "id of what it is the context of"),
        "component": Value(COMPONENT, "component"),
        "itemid": Value(INT, "id of the item"),
        "area": Value(AREA, "area of the component", default=""),
        "page": Value(INT, "page, from 0", default=0),
        "sortdirection": Value(ALPHA, "ASC for the oldest first, DESC for the newest", default="DESC"),
    },
    returns=Struct(
        {
            "comments": List(
                _COMMENT,
                "the comments",
            ),
            "count": Value(INT, "how many there are", optional=True),
            "perpage": Value(INT, "how many on a page", optional=True),
            "canpost": Value(BOOL, "whether the caller may write comments", optional=True),
            "warnings": warnings(),
        }
    ),
    capabilities=["moodle/comment:view"],
    services=["moodle_mobile_app"],
)
def get_comments(
    ctx: CallContext, contextlevel: str, instanceid: int, component: str, itemid: int, area: str, page: int, sortdirection: str
) -> dict[str, Any]:
    """Return the comments on something."""
    place = lib.enter(ctx, contextlevel, instanceid)
    subject = lib.CommentSubject(place, component, area, itemid)
    found, total = lib.comments(ctx, subject, page, sortdirection)
    canpost = lib.may_post(ctx, subject)
    return {"comments": found, "count": total, "perpage": lib.per_page(ctx.site), "canpost": canpost, "warnings": []}


@function(
    "core_comment_add_comments",
    WRITE,
    params={
        "comments": List(
            Struct(
                {
                    "contextlevel": Value(ALPHA, "level of the context"),
                    "instanceid": Value(INT, "id of what it is the context of"),
                    "component": Value(COMPONENT, "component"),
                    "content": Value(RAW, "content"),
                    "itemid": Value(INT, "id of the item"),
                    "area": Value(AREA, "area of the component", default=""),
                }
            ),
            "the comments",
        )
    },
    returns=List(_COMMENT),
    services=["moodle_mobile_app"],
)
def add_comments(ctx: CallContext, comments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Write comments on things."""
    lib.require_comments(ctx)
    added = []
    for new in comments:
        place = lib.enter(ctx, new["contextlevel"], new["instanceid"])
        added.append(lib.add(ctx, lib.CommentSubject(place, new["component"], new["area"], new["itemid"]), new["content"]))
    return added


@function(
    "core_comment_delete_comments",
    WRITE,
    params={"comments": List(Value(INT, "id of a comment", default=0), "which comments")},
    returns=warnings(),
    services=["moodle_mobile_app"],
    ajax=True,
)
def delete_comments(ctx: CallContext, comments: list[int]) -> list[dict[str, Any]]:
    """Delete comments."""
    lib.require_comments(ctx)
    message = "There is no such comment."
    unknown = lib.remove(ctx, comments)
    return [{"item": "comment", "itemid": commentid, "warningcode": "errorcommentnotexist", "message": message} for commentid in unknown]

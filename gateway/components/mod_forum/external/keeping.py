"""What is offered of keeping discussions: pinning, closing, starring them, and being told of answers."""

from __future__ import annotations

from typing import Any

from gateway.api import BOOL, INT, WRITE, CallContext, CodedError, Struct, Value, function
from gateway.components.mod_forum import discussions, writing
from gateway.components.mod_forum.external.described import DISCUSSION


@function(
    "mod_forum_set_pin_state",
    WRITE,
    params={
        "discussionid": Value(INT, "id of the discussion", null=False),
        "targetstate": Value(INT, "1 to pin it, 0 for not", null=False),
    },
    returns=DISCUSSION,
    services=["moodle_mobile_app"],
    ajax=True,
)
def set_pin_state(ctx: CallContext, discussionid: int, targetstate: int) -> dict[str, Any]:
    """Pin a discussion to the top of its forum, or not."""
    place, row = discussions.found(ctx, discussionid)
    writing.set_pin(place, row, to=bool(targetstate))
    return discussions.told(*discussions.found(ctx, discussionid))


@function(
    "mod_forum_set_lock_state",
    WRITE,
    params={
        "forumid": Value(INT, "id of the forum"),
        "discussionid": Value(INT, "id of the discussion"),
        "targetstate": Value(INT, "moment since which it is closed, 0 to open it"),
    },
    returns=Struct(
        {
            "id": Value(INT, "id of the discussion"),
            "locked": Value(BOOL, "whether it is closed"),
            "times": Struct({"locked": Value(INT, "since when")}, "moments"),
        }
    ),
    capabilities=["moodle/course:manageactivities"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def set_lock_state(ctx: CallContext, forumid: int, discussionid: int, targetstate: int) -> dict[str, Any]:
    """Close a discussion, or open it again."""
    place, row = discussions.found(ctx, discussionid)
    if place.id != forumid:
        raise CodedError("notexists", "forum", message="There is no such discussion in this forum.")
    since = ctx.now if targetstate else 0
    writing.set_lock(place, row, since=since)
    return {"id": discussionid, "locked": bool(since), "times": {"locked": since}}


@function(
    "mod_forum_set_subscription_state",
    WRITE,
    params={
        "forumid": Value(INT, "id of the forum"),
        "discussionid": Value(INT, "id of the discussion"),
        "targetstate": Value(BOOL, "whether to be told"),
    },
    returns=DISCUSSION,
    services=["moodle_mobile_app"],
    ajax=True,
)
def set_subscription_state(ctx: CallContext, forumid: int, discussionid: int, targetstate: bool) -> dict[str, Any]:
    """Let the caller be told of what is written in a discussion, or not."""
    place, row = discussions.found(ctx, discussionid)
    told = discussions.told(place, row)
    if place.id != forumid or not told["capabilities"]["subscribe"]:
        raise CodedError("cannotsubscribe", "forum")
    writing.subscribe(place, discussionid, to=targetstate)
    return discussions.told(place, row)


@function(
    "mod_forum_toggle_favourite_state",
    WRITE,
    params={
        "discussionid": Value(INT, "id of the discussion"),
        "targetstate": Value(BOOL, "whether it has a star"),
    },
    returns=DISCUSSION,
    services=["moodle_mobile_app"],
    ajax=True,
)
def toggle_favourite_state(ctx: CallContext, discussionid: int, targetstate: bool) -> dict[str, Any]:
    """Give a discussion the star of the caller, or take it."""
    place, row = discussions.found(ctx, discussionid)
    writing.set_star(place, row, to=targetstate)
    return discussions.told(place, row)

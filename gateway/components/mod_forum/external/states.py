"""The external functions that pin, lock and star discussions, and subscribe to them."""

from __future__ import annotations

from typing import Any

from gateway.api import BOOL, INT, WRITE, CallContext, CodedError, Struct, Value, function
from gateway.components.mod_forum import discussions, writing
from gateway.components.mod_forum.external.schemas import DISCUSSION


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
    access, row = discussions.enter_discussion(ctx, discussionid)
    writing.set_pin(access, row, to=bool(targetstate))
    return discussions.discussion_result(*discussions.enter_discussion(ctx, discussionid))


@function(
    "mod_forum_set_lock_state",
    WRITE,
    params={
        "forumid": Value(INT, "id of the forum"),
        "discussionid": Value(INT, "id of the discussion"),
        "targetstate": Value(INT, "0 to close it, anything else to open it"),
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
    """Lock a discussion, or unlock it: the target is what it is told to be no longer."""
    access, row = discussions.enter_discussion(ctx, discussionid)
    if access.id != forumid:
        raise CodedError("notexists", "forum", message="There is no such discussion in this forum.")
    since = 0 if targetstate else ctx.now
    writing.set_lock(access, row, since=since)
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
    """Subscribe the caller to a discussion, or unsubscribe."""
    access, row = discussions.enter_discussion(ctx, discussionid)
    result = discussions.discussion_result(access, row)
    if access.id != forumid or not result["capabilities"]["subscribe"]:
        raise CodedError("cannotsubscribe", "forum")
    writing.subscribe(access, discussionid, to=targetstate)
    return discussions.discussion_result(access, row)


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
    """Star a discussion for the caller, or remove the star."""
    access, row = discussions.enter_discussion(ctx, discussionid)
    writing.set_star(access, row, to=targetstate)
    return discussions.discussion_result(access, row)

"""The external functions about posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.api import (
    ALPHA,
    AREA,
    BOOL,
    COMPONENT,
    FLOAT,
    INT,
    NOTAGS,
    RAW,
    READ,
    TEXT,
    WRITE,
    CallContext,
    CodedError,
    InvalidParameter,
    List,
    Struct,
    Value,
    clean,
    format_string,
    format_value,
    function,
    validate_format,
    warnings,
)
from gateway.api.php import to_int
from gateway.components.core_user import lib as users
from gateway.components.mod_forum import discussions, posts, ratings, writing
from gateway.components.mod_forum.access import enter_forum, enter_forum_module
from gateway.components.mod_forum.attachments import DraftAreas
from gateway.components.mod_forum.external.schemas import OPTIONS, POST

_RATINGS = Struct(
    {
        "contextid": Value(INT, "id of the context"),
        "component": Value(COMPONENT, "component"),
        "ratingarea": Value(AREA, "area of the component"),
        "canviewall": Value(BOOL, "whether the caller may see each rating", optional=True),
        "canviewany": Value(BOOL, "whether the caller may see what others got", optional=True),
        "scales": List(
            Struct(
                {
                    "id": Value(INT, "id"),
                    "courseid": Value(INT, "id of the course", optional=True),
                    "name": Value(TEXT, "name", optional=True),
                    "max": Value(INT, "highest rating"),
                    "isnumeric": Value(BOOL, "whether it is points"),
                    "items": List(Struct({"value": Value(INT, "value"), "name": Value(NOTAGS, "word")}), "its words", optional=True),
                }
            ),
            "the scales in use",
            optional=True,
        ),
        "ratings": List(
            Struct(
                {
                    "itemid": Value(INT, "id of the post"),
                    "scaleid": Value(INT, "id of the scale", optional=True),
                    "userid": Value(INT, "id of who was rated", optional=True),
                    "aggregate": Value(FLOAT, "what the ratings come to", optional=True),
                    "aggregatestr": Value(NOTAGS, "the same as text", optional=True),
                    "aggregatelabel": Value(NOTAGS, "how it was found", optional=True),
                    "count": Value(INT, "how many ratings there are", optional=True),
                    "rating": Value(INT, "the rating by the caller", optional=True),
                    "canrate": Value(BOOL, "whether the caller may rate it", optional=True),
                    "canviewaggregate": Value(BOOL, "whether the caller may see what the ratings come to", optional=True),
                }
            ),
            "the ratings",
            optional=True,
        ),
    },
    "how posts are rated",
    optional=True,
)

# Options with draft areas: of the files in the message, and of those that are attached to the post.
_DRAFTS = ("inlineattachmentsid", "attachmentsid")


@function(
    "mod_forum_get_discussion_posts",
    READ,
    params={
        "discussionid": Value(INT, "id of the discussion"),
        "sortby": Value(ALPHA, "order: id, created or modified", default="created"),
        "sortdirection": Value(ALPHA, "ASC or DESC", default="DESC"),
        "includeinlineattachments": Value(BOOL, "whether to return the files in texts", default=False),
    },
    returns=Struct(
        {
            "posts": List(POST, "the posts"),
            "forumid": Value(INT, "id of the forum"),
            "courseid": Value(INT, "id of the course"),
            "ratinginfo": _RATINGS,
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/forum:viewdiscussion", "mod/forum:viewqandawithoutposting"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_discussion_posts(
    ctx: CallContext, discussionid: int, sortby: str, sortdirection: str, includeinlineattachments: bool
) -> dict[str, Any]:
    """Return the posts of a discussion."""
    access, row = discussions.enter_forum_of(ctx, discussionid)
    _require_order(sortby, sortdirection)
    if not access.may("viewdiscussion"):
        raise CodedError("noviewdiscussionspermission", "forum", message="You may not see this discussion.")
    found = posts.of_discussion(access, row, sortby, sortdirection.upper())
    return {
        "posts": posts.post_results(access, [row], found, with_inline=includeinlineattachments),
        "forumid": access.id,
        "courseid": access.row["course"],
        "ratinginfo": ratings.rating_information(access, found),
        "warnings": [],
    }


@function(
    "mod_forum_get_discussion_post",
    READ,
    params={"postid": Value(INT, "id of the post")},
    returns=Struct({"post": POST, "warnings": warnings()}),
    services=["moodle_mobile_app"],
)
def get_discussion_post(ctx: CallContext, postid: int) -> dict[str, Any]:
    """Return one post."""
    access, row, post = posts.enter_post(ctx, postid)
    results = posts.post_results(access, [row], [post])
    if not results:
        raise CodedError("noviewdiscussionspermission", "forum", message="You may not read this post.")
    return {"post": results[0], "warnings": []}


@function(
    "mod_forum_add_discussion",
    WRITE,
    params={
        "forumid": Value(INT, "id of the forum"),
        "subject": Value(TEXT, "subject"),
        "message": Value(RAW, "message in HTML"),
        "groupid": Value(INT, "id of the group, -1 for all participants, 0 for the group of the caller", default=0),
        "options": OPTIONS,
    },
    returns=Struct({"discussionid": Value(INT, "id of the discussion"), "warnings": warnings()}),
    capabilities=["mod/forum:startdiscussion"],
    services=["moodle_mobile_app"],
)
def add_discussion(
    ctx: CallContext, forumid: int, subject: str, message: str, groupid: int, options: list[dict[str, Any]]
) -> dict[str, Any]:
    """Begin a discussion."""
    wanted = _options(ctx, options, ("discussionsubscribe", "discussionpinned"))
    access = enter_forum(ctx, forumid)
    pinned, subscribed = wanted.get("discussionpinned", False), wanted.get("discussionsubscribe", False)
    begun = writing.add_discussion(access, subject, message, groupid, pinned=pinned, subscribed=subscribed, areas=_areas(ctx, options))
    return {"discussionid": begun, "warnings": []}


@function(
    "mod_forum_add_discussion_post",
    WRITE,
    params={
        "postid": Value(INT, "id of the post that is answered"),
        "subject": Value(TEXT, "subject"),
        "message": Value(RAW, "message"),
        "options": OPTIONS,
        "messageformat": format_value("message", default="1"),
    },
    returns=Struct(
        {
            "postid": Value(INT, "id of the answer"),
            "warnings": warnings(),
            "post": POST,
            "messages": List(
                Struct({"type": Value(TEXT, "kind"), "message": Value(TEXT, "text")}), "what to tell the caller", optional=True
            ),
        }
    ),
    capabilities=["mod/forum:replypost"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def add_discussion_post(
    ctx: CallContext, postid: int, subject: str, message: str, options: list[dict[str, Any]], messageformat: int
) -> dict[str, Any]:
    """Answer a post."""
    wanted = _options(ctx, options, ("discussionsubscribe", "private", "topreferredformat"))
    access, row, parent = posts.enter_parent(ctx, postid)
    added = writing.add_reply(
        access,
        row,
        parent,
        subject=subject,
        message=message,
        message_format=validate_format(messageformat),
        private=wanted.get("private", False),
        subscribed=wanted.get("discussionsubscribe", False),
        areas=_areas(ctx, options),
    )
    access, row, post = posts.enter_post(ctx, added)
    minutes = ctx.site.config.number("maxeditingtime") // 60
    messages = ["Your answer was added.", f"You may change it for {minutes} minutes."]
    return {
        "postid": added,
        "warnings": [],
        "post": posts.post_results(access, [row], [post])[0],
        "messages": [{"type": "success", "message": text} for text in messages],
    }


@function(
    "mod_forum_update_discussion_post",
    WRITE,
    params={
        "postid": Value(INT, "id of the post"),
        "subject": Value(TEXT, "subject, empty to keep it", default=""),
        "message": Value(RAW, "message, empty to keep it", default=""),
        "messageformat": format_value("message", default="1"),
        "options": OPTIONS,
    },
    returns=Struct({"status": Value(BOOL, "true"), "warnings": warnings()}),
    services=["moodle_mobile_app"],
)
def update_discussion_post(
    ctx: CallContext, postid: int, subject: str, message: str, messageformat: int, options: list[dict[str, Any]]
) -> dict[str, Any]:
    """Change a post."""
    wanted = _options(ctx, options, ("pinned", "discussionsubscribe"))
    access, row, post = posts.enter_post(ctx, postid)
    format_ = validate_format(messageformat)
    writing.update_post(
        access,
        row,
        post,
        subject=subject,
        message=message,
        message_format=format_,
        pinned=wanted.get("pinned"),
        areas=_areas(ctx, options),
    )
    if "discussionsubscribe" in wanted:
        writing.subscribe(access, row["id"], to=wanted["discussionsubscribe"])
    return {"status": True, "warnings": []}


@function(
    "mod_forum_delete_post",
    WRITE,
    params={"postid": Value(INT, "id of the post")},
    returns=Struct({"status": Value(BOOL, "true"), "warnings": warnings()}),
    services=["moodle_mobile_app"],
)
def delete_post(ctx: CallContext, postid: int) -> dict[str, Any]:
    """Delete a post, or with the first one its discussion."""
    writing.delete_post(*posts.enter_post(ctx, postid))
    return {"status": True, "warnings": []}


@function(
    "mod_forum_get_discussion_posts_by_userid",
    READ,
    params={
        "userid": Value(INT, "id of the user"),
        "cmid": Value(INT, "id of the course module"),
        "sortby": Value(ALPHA, "order: id, created or modified", default="created"),
        "sortdirection": Value(ALPHA, "ASC or DESC", default="DESC"),
    },
    returns=Struct(
        {
            "discussions": List(
                Struct(
                    {
                        "name": Value(RAW, "name"),
                        "id": Value(INT, "id"),
                        "timecreated": Value(INT, "when it was begun"),
                        "authorfullname": Value(RAW, "full name of who has begun it"),
                        "posts": Struct(
                            {
                                "userposts": List(POST, "what the user has written"),
                                "parentposts": List(POST, "what that answers"),
                            },
                            "the posts",
                        ),
                    }
                ),
                "the discussions",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["mod/forum:viewdiscussion", "mod/forum:viewqandawithoutposting"],
    ajax=True,
)
def get_discussion_posts_by_userid(ctx: CallContext, userid: int, cmid: int, sortby: str, sortdirection: str) -> dict[str, Any]:
    """Return the posts of a user in a forum."""
    _require_order(sortby, sortdirection)
    access = enter_forum_module(ctx, cmid)
    users.active(ctx.db, ctx.site, userid)
    rows, written, answered = posts.posts_by_author(access, userid, sortby, sortdirection.upper())
    of_user, of_others = posts.post_results(access, rows, written), posts.post_results(access, rows, answered)
    begun = posts.first_posts(ctx, rows)
    found = [
        {
            "name": format_string(row["name"], ctx.settings),
            "id": row["id"],
            **begun[row["id"]],
            "posts": {
                "userposts": [post for post in of_user if post["discussionid"] == row["id"]],
                "parentposts": [post for post in of_others if post["discussionid"] == row["id"]],
            },
        }
        for row in rows
        if row["id"] in begun
    ]
    return {"discussions": found, "warnings": []}


def _require_order(sortby: str, sortdirection: str) -> None:
    """Raise ``InvalidParameter`` for unknown values of ``sortby`` and ``sortdirection``."""
    if sortby not in ("id", "created", "modified"):
        raise InvalidParameter("must be id, created or modified", path="sortby")
    if sortdirection.upper() not in ("ASC", "DESC"):
        raise InvalidParameter("must be ASC or DESC", path="sortdirection")


def _options(ctx: CallContext, sent: Sequence[Mapping[str, Any]], known: Sequence[str]) -> dict[str, bool]:
    """The boolean options by name. Raises ``errorinvalidparam`` for unknown ones."""
    found: dict[str, bool] = {}
    for index, option in enumerate(sent):
        name = option["name"]
        if name in known:
            found[name] = bool(clean(option["value"], BOOL, ctx.site))
        elif name not in _DRAFTS:
            raise CodedError("errorinvalidparam", "webservice", debug=f"options[{index}].name")
    return found


def _areas(ctx: CallContext, sent: Sequence[Mapping[str, Any]]) -> DraftAreas:
    """The draft areas that the options name."""
    found = {option["name"]: to_int(clean(option["value"], INT, ctx.site)) for option in sent if option["name"] in _DRAFTS}
    return DraftAreas(*(found.get(name, 0) for name in _DRAFTS))

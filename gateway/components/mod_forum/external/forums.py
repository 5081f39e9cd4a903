"""The external functions about forums."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    INT,
    RAW,
    READ,
    SAFEDIR,
    TEXT,
    WRITE,
    CallContext,
    List,
    Struct,
    Value,
    files,
    format_value,
    function,
    warnings,
)
from gateway.components.mod_forum import lib, writing
from gateway.components.mod_forum.access import enter_forum

# The capabilities of mod_forum, in the order of the reference's result.
_CAPABILITIES = (
    "addinstance", "viewdiscussion", "viewhiddentimedposts", "startdiscussion", "replypost", "addnews", "replynews",
    "viewrating", "viewanyrating", "viewallratings", "rate", "postprivatereply", "readprivatereplies",
    "createattachment", "deleteownpost", "deleteanypost", "splitdiscussions", "movediscussions", "pindiscussions",
    "editanypost", "viewqandawithoutposting", "viewsubscribers", "managesubscriptions", "postwithoutthrottling",
    "exportdiscussion", "exportforum", "exportpost", "exportownpost", "addquestion", "allowforcesubscribe",
    "canposttomygroups", "canoverridediscussionlock", "canoverridecutoff", "cantogglefavourite", "grade", "canmailnow",
)  # fmt: skip


@function(
    "mod_forum_get_forums_by_courses",
    READ,
    params={
        "courseids": List(Value(INT, "id of a course", null=False), "the courses; those of the caller unless given", default=[]),
    },
    returns=List(
        Struct(
            {
                "id": Value(INT, "id"),
                "course": Value(INT, "id of the course"),
                "type": Value(TEXT, "kind"),
                "name": Value(RAW, "name"),
                "intro": Value(RAW, "introduction"),
                "introformat": format_value("intro"),
                "introfiles": files("files of the introduction", optional=True),
                "lang": Value(SAFEDIR, "forced language", optional=True),
                "duedate": Value(INT, "when it is due, 0 for never", optional=True),
                "cutoffdate": Value(INT, "when it closes, 0 for never", optional=True),
                "assessed": Value(INT, "how posts are rated, 0 for not at all"),
                "assesstimestart": Value(INT, "first moment of posts that are rated"),
                "assesstimefinish": Value(INT, "last moment of posts that are rated"),
                "scale": Value(INT, "highest rating, or the scale"),
                "grade_forum": Value(INT, "highest grade of the whole forum"),
                "grade_forum_notify": Value(INT, "whether grading it is told to people"),
                "maxbytes": Value(INT, "largest file that may be uploaded"),
                "maxattachments": Value(INT, "attachments of a post at most"),
                "forcesubscribe": Value(INT, "who is subscribed: 0 who wants to, 1 everybody, 2 at first everybody, 3 nobody"),
                "trackingtype": Value(INT, "whether read posts are tracked"),
                "rsstype": Value(INT, "what the feed holds"),
                "rssarticles": Value(INT, "articles of the feed"),
                "timemodified": Value(INT, "when it was changed"),
                "warnafter": Value(INT, "posts after which somebody is warned"),
                "blockafter": Value(INT, "posts after which somebody must wait"),
                "blockperiod": Value(INT, "seconds in which those posts are counted"),
                "completiondiscussions": Value(INT, "discussions that complete the forum"),
                "completionreplies": Value(INT, "replies that complete the forum"),
                "completionposts": Value(INT, "posts that complete the forum"),
                "cmid": Value(INT, "id of the course module"),
                "numdiscussions": Value(INT, "how many discussions there are", optional=True),
                "cancreatediscussions": Value(BOOL, "whether the caller may begin discussions", optional=True),
                "lockdiscussionafter": Value(INT, "seconds after which discussions close", optional=True),
                "istracked": Value(BOOL, "whether the caller tracks read posts", optional=True),
                "unreadpostscount": Value(INT, "how many posts are unread", optional=True),
            }
        )
    ),
    capabilities=["mod/forum:viewdiscussion"],
    services=["moodle_mobile_app"],
)
def get_forums_by_courses(ctx: CallContext, courseids: list[int]) -> list[dict[str, Any]]:
    """Return the forums in courses whose discussions the caller may read."""
    return lib.forum_results(ctx, courseids)


@function(
    "mod_forum_get_forum_access_information",
    READ,
    params={"forumid": Value(INT, "id of the forum")},
    returns=Struct(
        {
            "warnings": warnings(),
            **{f"can{name}": Value(BOOL, f"whether the caller holds mod/forum:{name}", optional=True) for name in _CAPABILITIES},
        }
    ),
    services=["moodle_mobile_app"],
)
def get_forum_access_information(ctx: CallContext, forumid: int) -> dict[str, Any]:
    """Return which capabilities the caller holds in a forum."""
    access = enter_forum(ctx, forumid)
    return {"warnings": [], **{f"can{name}": access.may(name) for name in _CAPABILITIES}}


@function(
    "mod_forum_can_add_discussion",
    READ,
    params={
        "forumid": Value(INT, "id of the forum"),
        "groupid": Value(INT, "id of a group, -1 for all participants; the group of the caller unless given", default=None),
    },
    returns=Struct(
        {
            "status": Value(BOOL, "whether the caller may begin discussions"),
            "canpindiscussions": Value(BOOL, "whether the caller may pin them", optional=True),
            "cancreateattachment": Value(BOOL, "whether the caller may attach files", optional=True),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def can_add_discussion(ctx: CallContext, forumid: int, groupid: int | None) -> dict[str, Any]:
    """Return whether the caller may begin discussions in a forum."""
    access = enter_forum(ctx, forumid)
    return {
        "status": access.may_begin(groupid),
        "canpindiscussions": access.may("pindiscussions"),
        "cancreateattachment": access.may_attach(),
        "warnings": [],
    }


@function(
    "mod_forum_view_forum",
    WRITE,
    params={"forumid": Value(INT, "id of the forum")},
    returns=Struct({"status": Value(BOOL, "true"), "warnings": warnings()}),
    capabilities=["mod/forum:viewdiscussion"],
    services=["moodle_mobile_app"],
)
def view_forum(ctx: CallContext, forumid: int) -> dict[str, Any]:
    """Note that the caller looks at a forum."""
    writing.log_view(enter_forum(ctx, forumid, reading=True))
    return {"status": True, "warnings": []}

"""Forums of a seed, with their discussions and the replies in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from gateway.api.php import strip_tags
from gateway.api.seeding import HTML, Activity, ActivitySeed, Event, Given, Told, without_nothing
from gateway.components.mod_forum.tables import forum, forum_discussions, forum_posts, forum_subscriptions

__all__ = ["activity"]

_EVERYBODY: Final = -1
# So many replies may lie in each other; what lies deeper does in a seed, too, as far as that can be read again.
_DEEPEST: Final = 60

Row = Mapping[Any, Any]


def _parts(activity: Activity) -> None:
    for given in activity.given["discussions"].each():
        _discussion(activity, given)
    for userid in activity.given["subscribers"].each_person():
        activity.add(forum_subscriptions, userid=userid, forum=activity.id)


def _discussion(activity: Activity, given: Given) -> None:
    """Make a discussion with its posts."""
    by, at, subject = given["by"].person(activity.teacher), given["time"].time(activity.now), given["subject"].text()
    row: dict[str, Any] = {
        "course": activity.course.id,
        "forum": activity.id,
        "name": subject,
        "firstpost": 0,
        "userid": by,
        "groupid": activity.group(given["group"]) or _EVERYBODY,
        "assessed": 1,
        "timemodified": at,
        "usermodified": by,
        "pinned": int(given["pinned"].flag()),
        "timelocked": given["locked"].time(0),
        "timestart": given["opens"].time(),
        "timeend": given["closes"].time(),
    }
    discussion = activity.add(forum_discussions, **row)
    stored = activity.rows.of(forum_discussions)[-1]
    last = (at, by)
    stored["firstpost"], last = _post(activity, given, discussion, 0, subject, last)
    stored["timemodified"], stored["usermodified"] = last


def _post(
    activity: Activity, given: Given, discussion: int, parent: int, subject: str, last: tuple[int, int]
) -> tuple[int, tuple[int, int]]:
    """Make a post and the replies to it; returns its id, and the time and author of the last post up to now."""
    by, at, message = given["by"].person(activity.teacher), given["time"].time(activity.now), given["message"].text()
    private = given["privately"].person() if parent else 0
    text = strip_tags(message)
    post = activity.add(
        forum_posts,
        discussion=discussion,
        parent=parent,
        userid=by,
        created=at,
        modified=at,
        mailed=1,
        subject=given["subject"].text(subject),
        message=message,
        messageformat=HTML,
        attachment="",
        privatereplyto=private,
        wordcount=len(text.split()),
        charcount=len(re.sub(r"\s", "", text)),
    )
    stored = activity.rows.of(forum_posts)[-1]
    if activity.add_files(given["attachments"], "attachment", itemid=post, userid=by):
        stored["attachment"] = "1"
    last = max(last, (at, by), key=lambda entry: entry[0])
    answered = stored["subject"] if stored["subject"].startswith("Re: ") else f"Re: {stored['subject']}"
    for reply in given["replies"].each():
        _, last = _post(activity, reply, discussion, post, answered, last)
    given.close()
    return post, last


def _told(told: Told) -> dict[str, Any]:
    discussions = []
    for row in told.rows(forum_discussions, forum=told.row["id"]):
        posts = told.rows(forum_posts, discussion=row["id"])
        first = next((post for post in posts if post["id"] == row["firstpost"]), None)
        if first is not None and told.person(first["userid"]) is not None:
            replies: dict[int, list[Row]] = {}
            for post in posts:
                if not post["deleted"] and told.person(post["userid"]) is not None:
                    replies.setdefault(post["parent"], []).append(post)
            entry = _told_post(told, first, replies)
            entry |= {"group": told.groups.get(row["groupid"]), "pinned": row["pinned"] or None}
            times = {"locked": row["timelocked"], "opens": row["timestart"], "closes": row["timeend"]}
            entry |= {name: told.when(moment) for name, moment in times.items() if moment}
            discussions.append(without_nothing(entry))
    subscribers = [name for row in told.rows(forum_subscriptions, forum=told.row["id"]) if (name := told.person(row["userid"]))]
    return without_nothing({"discussions": discussions, "subscribers": subscribers})


def _told_post(told: Told, post: Row, replies: Mapping[int, Sequence[Row]], depth: int = 0) -> dict[str, Any]:
    """A post with the replies to it; those that lie very deep are told beside each other."""
    below = list(replies.get(post["id"], ()))
    if depth == _DEEPEST:
        for reply in below:  # which grows while it is walked through
            below += replies.get(reply["id"], ())
    inner: Mapping[int, Sequence[Row]] = {} if depth == _DEEPEST else replies
    return without_nothing(
        {
            "by": told.person(post["userid"]),
            "subject": post["subject"],
            "message": post["message"],
            "time": told.when(post["created"]),
            "privately": told.person(post["privatereplyto"]),
            "attachments": told.files("mod_forum", "attachment", post["id"]),
            "replies": [_told_post(told, reply, inner, depth + 1) for reply in below],
        }
    )


def _grades(row: Mapping[str, Any]) -> list[tuple[int, str, float]]:
    rated = float(row.get("scale", 0)) if row.get("assessed") else 0.0
    return [(0, "rating", rated), (1, "whole forum", float(row.get("grade_forum", 0)))]


activity = ActivitySeed(
    table=forum,
    usual={"type": "general", "maxattachments": 9, "trackingtype": 1},
    named={"kind": "type", "due": "duedate", "cutoff": "cutoffdate"},
    events=(Event("due", "duedate", "is due"),),
    grades=_grades,
    parts=_parts,
    told=_told,
)

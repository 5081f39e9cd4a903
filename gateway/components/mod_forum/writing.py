"""Writing in forums: discussions, answers, changes; and how the caller keeps discussions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from gateway.api import CallContext, CodedError
from gateway.api.access import GroupMode
from gateway.api.php import strip_tags
from gateway.api.rows import insert_row
from gateway.components.core_course import events
from gateway.components.core_course.events import Viewing
from gateway.components.core_favourites.tables import favourite
from gateway.components.mod_forum import discussions, posts
from gateway.components.mod_forum.discussions import Discussion
from gateway.components.mod_forum.places import EVERYBODY, Place
from gateway.components.mod_forum.posts import Post, Rights
from gateway.components.mod_forum.tables import forum_discussion_subs, forum_discussions, forum_posts, forum_read

__all__ = ["answer", "begin", "change", "note_discussion_view", "note_view", "remove", "set_lock", "set_pin", "set_star", "subscribe"]

_POST, _OWN = forum_posts.c, forum_discussions.c
_VIEWED = Viewing("mod_forum", "course_module", "forum")
_DISCUSSION_VIEWED = Viewing("mod_forum", "discussion", "forum_discussions")
_REFUSED = -1
_LONGEST_SUBJECT = 255
_FORMAT_HTML = 1


def begin(place: Place, subject: str, message: str, groupid: int, *, pinned: bool, subscribed: bool) -> int:
    """Begin a discussion, and return its id. Raises ``CodedError`` where the caller may not."""
    ctx = place.ctx
    group = _group(place, groupid)
    if not place.may_begin(None if group == EVERYBODY else group) or (group == EVERYBODY and not place.is_open_to_all):
        raise CodedError("cannotcreatediscussion", "forum")
    _throttle(place)
    name = subject[:_LONGEST_SUBJECT]
    row = {
        "course": place.row["course"],
        "forum": place.id,
        "name": name,
        "userid": ctx.userid,
        "groupid": group,
        "timemodified": ctx.now,
        "usermodified": ctx.userid,
        "pinned": int(pinned and place.may("pindiscussions")),
    }
    discussionid = insert_row(ctx.db, forum_discussions, row)
    first = _insert(ctx, discussionid, 0, subject=name, message=message, message_format=_FORMAT_HTML)
    ctx.db.execute(update(forum_discussions).where(_OWN.id == discussionid).values(firstpost=first))
    _note_read(place, discussionid, [first])
    if subscribed:
        subscribe(place, discussionid, to=True)
    return discussionid


def answer(
    place: Place, row: Discussion, parent: Post, *, subject: str, message: str, message_format: int, private: bool, subscribed: bool
) -> int:
    """Answer a post, and return the id of the answer. Raises ``CodedError`` where the caller may not."""
    rights = Rights(place, row)
    if not rights.reply(parent):
        raise CodedError("nopostforum", "forum")
    if private and not rights.reply_privately(parent):
        raise CodedError("cannotreplyprivately", "forum")
    _throttle(place)
    to = parent["userid"] if private else 0
    ctx = place.ctx
    postid = _insert(ctx, row["id"], parent["id"], subject=subject, message=message, message_format=message_format, private=to)
    if not private:
        _touch(ctx, row["id"])
    _note_read(place, row["id"], [postid])
    if subscribed:
        subscribe(place, row["id"], to=True)
    return postid


def change(place: Place, row: Discussion, post: Post, *, subject: str, message: str, message_format: int, pinned: bool | None) -> None:
    """Change what is given of a post. Raises ``cannotupdatepost``."""
    if not Rights(place, row).edit(post):
        raise CodedError("cannotupdatepost", "forum")
    ctx = place.ctx
    values: dict[str, Any] = {"modified": ctx.now}
    if subject:
        values["subject"] = subject[:_LONGEST_SUBJECT]
    if message:
        values |= {"message": message, "messageformat": message_format, **_counts(message)}
    ctx.db.execute(update(forum_posts).where(_POST.id == post["id"]).values(**values))
    of_all: dict[str, Any] = {"timemodified": ctx.now, "usermodified": post["userid"]}
    if not post["parent"]:
        of_all |= {"name": values["subject"]} if subject else {}
        of_all |= {"pinned": int(pinned)} if pinned is not None and place.may("pindiscussions") else {}
    ctx.db.execute(update(forum_discussions).where(_OWN.id == row["id"]).values(**of_all))


def remove(place: Place, row: Discussion, post: Post) -> None:
    """Delete a post with what answers it, and the discussion with its first post. Raises ``CodedError``."""
    ctx = place.ctx
    rights, answered = Rights(place, row), posts.replies(ctx, post) > 0
    if not rights.delete(post, answered=answered):
        code = "couldnotdeletereplies" if answered and rights.delete(post) else "cannotdeletepost"
        raise CodedError(code, "forum", message="You may not delete this post.")
    if not post["parent"]:
        for table in (forum_posts, forum_discussion_subs):
            ctx.db.execute(delete(table).where(table.c.discussion == row["id"]))
        ctx.db.execute(delete(forum_read).where(forum_read.c.discussionid == row["id"]))
        ctx.db.execute(delete(forum_discussions).where(_OWN.id == row["id"]))
        return
    ids = _with_answers(ctx, row["id"], post["id"])
    ctx.db.execute(delete(forum_read).where(forum_read.c.postid.in_(ids)))
    ctx.db.execute(delete(forum_posts).where(_POST.id.in_(ids)))
    last = ctx.db.execute(
        select(_POST.userid, _POST.modified)
        .where(_POST.discussion == row["id"], _POST.privatereplyto == 0)
        .order_by(_POST.modified.desc(), _POST.id.desc())
        .limit(1)
    ).first()
    if last:
        values = {"usermodified": last.userid, "timemodified": last.modified}
        ctx.db.execute(update(forum_discussions).where(_OWN.id == row["id"]).values(**values))


def set_pin(place: Place, row: Discussion, *, to: bool) -> None:
    """Pin a discussion to the top, or not. Raises ``cannotpindiscussions``."""
    if not place.may("pindiscussions"):
        raise CodedError("cannotpindiscussions", "forum")
    place.ctx.db.execute(update(forum_discussions).where(_OWN.id == row["id"]).values(pinned=int(to)))


def set_lock(place: Place, row: Discussion, *, since: int) -> None:
    """Close a discussion since a moment, or open it (0). Raises ``MissingCapability``."""
    place.ctx.require("moodle/course:manageactivities", place.context)
    place.ctx.db.execute(update(forum_discussions).where(_OWN.id == row["id"]).values(timelocked=since))


def set_star(place: Place, row: Discussion, *, to: bool) -> None:
    """Give a discussion the caller's star, or take it. Raises ``cannotfavourite``."""
    ctx = place.ctx
    if not place.may("cantogglefavourite"):
        raise CodedError("cannotfavourite", "forum")
    same = {"component": "mod_forum", "itemtype": "discussions", "itemid": row["id"], "userid": ctx.userid}
    if not to:
        ctx.db.execute(delete(favourite).where(*(favourite.c[name] == value for name, value in same.items())))
    elif not discussions.starred(ctx, row["id"]):
        insert_row(ctx.db, favourite, {**same, "contextid": place.context.id, "timecreated": ctx.now, "timemodified": ctx.now})


def subscribe(place: Place, discussionid: int, *, to: bool) -> None:
    """Let the caller be told of what is written in a discussion, or not."""
    ctx, own = place.ctx, forum_discussion_subs.c
    ctx.db.execute(delete(forum_discussion_subs).where(own.discussion == discussionid, own.userid == ctx.userid))
    row = {"forum": place.id, "userid": ctx.userid, "discussion": discussionid, "preference": ctx.now if to else _REFUSED}
    insert_row(ctx.db, forum_discussion_subs, row)


def note_view(place: Place) -> None:
    """Note that the caller looks at a forum."""
    events.note(place.ctx, _VIEWED, place.context, courseid=place.row["course"], objectid=place.id)


def note_discussion_view(place: Place, row: Discussion) -> None:
    """Note that the caller looks at a discussion, and with that reads it."""
    events.note(place.ctx, _DISCUSSION_VIEWED, place.context, courseid=place.row["course"], objectid=row["id"])
    ids = place.ctx.db.execute(select(_POST.id).where(_POST.discussion == row["id"])).scalars().all()
    _note_read(place, row["id"], ids)


def _group(place: Place, groupid: int) -> int:
    """The group for which a discussion begins: the one that is named or, for 0, the caller's first; without groups everybody."""
    if place.mode == GroupMode.NONE:
        return EVERYBODY
    if groupid:
        return groupid
    mine = place.own_groups
    return min(mine) if mine else EVERYBODY


def _throttle(place: Place) -> None:
    """Raise ``forumblockingtoomanyposts`` where the caller has written as much as the forum lets anybody for now."""
    ctx, row = place.ctx, place.row
    if not row["blockafter"] or not row["blockperiod"] or place.may("postwithoutthrottling"):
        return
    written = select(func.count()).select_from(forum_posts.join(forum_discussions, _OWN.id == _POST.discussion))
    since = ctx.now - row["blockperiod"]
    count = ctx.db.execute(written.where(_OWN.forum == place.id, _POST.userid == ctx.userid, _POST.created > since)).scalar_one()
    if count >= row["blockafter"]:
        raise CodedError("forumblockingtoomanyposts", "forum")


def _insert(ctx: CallContext, discussionid: int, parent: int, *, subject: str, message: str, message_format: int, private: int = 0) -> int:
    """Write a post, and return its id."""
    row: Mapping[str, Any] = {
        "discussion": discussionid,
        "parent": parent,
        "userid": ctx.userid,
        "created": ctx.now,
        "modified": ctx.now,
        "subject": subject[:_LONGEST_SUBJECT],
        "message": message,
        "messageformat": message_format,
        "privatereplyto": private,
        **_counts(message),
    }
    return insert_row(ctx.db, forum_posts, row)


def _counts(message: str) -> dict[str, int]:
    """How many words and characters a message has."""
    text = strip_tags(message)
    return {"wordcount": len(text.split()), "charcount": len(re.sub(r"\s", "", text))}


def _touch(ctx: CallContext, discussionid: int) -> None:
    """Note that the caller has written in a discussion now."""
    ctx.db.execute(update(forum_discussions).where(_OWN.id == discussionid).values(timemodified=ctx.now, usermodified=ctx.userid))


def _with_answers(ctx: CallContext, discussionid: int, postid: int) -> set[int]:
    """The ids of a post and of all that answers it, or answers those."""
    children: dict[int, list[int]] = {}
    for row in ctx.db.execute(select(_POST.id, _POST.parent).where(_POST.discussion == discussionid)):
        children.setdefault(row.parent, []).append(row.id)
    ids, waiting = {postid}, [postid]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            ids.add(child)
            waiting.append(child)
    return ids


def _note_read(place: Place, discussionid: int, ids: Collection[int]) -> None:
    """Note that the caller has read posts, where that is noted at all."""
    ctx, own = place.ctx, forum_read.c
    if not place.is_tracked():
        return
    known = set(ctx.db.execute(select(own.postid).where(own.userid == ctx.userid, own.postid.in_(ids))).scalars())
    same = {"userid": ctx.userid, "forumid": place.id, "discussionid": discussionid, "firstread": ctx.now, "lastread": ctx.now}
    if new := [{**same, "postid": postid} for postid in ids if postid not in known]:
        ctx.db.execute(insert(forum_read), new)

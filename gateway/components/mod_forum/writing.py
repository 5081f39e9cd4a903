"""Writing in forums: adding discussions and replies, changing and deleting posts; locks, pins, stars, subscriptions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from gateway.api import CallContext, CodedError
from gateway.api.access import GroupMode
from gateway.api.php import strip_tags
from gateway.api.rows import insert_row
from gateway.components.core_completion import viewing
from gateway.components.core_completion.viewing import Viewed
from gateway.components.core_course import course_modules, events
from gateway.components.core_course.events import Happening
from gateway.components.core_favourites.tables import favourite
from gateway.components.mod_forum import attachments, discussions, posts
from gateway.components.mod_forum.access import EVERYBODY, ForumAccess
from gateway.components.mod_forum.attachments import DraftAreas
from gateway.components.mod_forum.discussions import Discussion
from gateway.components.mod_forum.posts import Post, PostRights
from gateway.components.mod_forum.tables import forum_discussion_subs, forum_discussions, forum_posts, forum_read

__all__ = [
    "add_reply",
    "add_discussion",
    "update_post",
    "log_discussion_view",
    "log_view",
    "delete_post",
    "set_lock",
    "set_pin",
    "set_star",
    "subscribe",
]

_POST, _COLS = forum_posts.c, forum_discussions.c
_DISCUSSION_VIEWED = Happening("mod_forum", "discussion", "forum_discussions")
_REFUSED = -1
_LONGEST_SUBJECT = 255
_FORMAT_HTML = 1


def add_discussion(
    access: ForumAccess, subject: str, message: str, groupid: int, *, pinned: bool, subscribed: bool, areas: DraftAreas
) -> int:
    """Add a discussion with its first post; returns its id. Raises ``CodedError`` if the caller may not."""
    ctx = access.ctx
    group = _group(access, groupid)
    if not access.may_begin(None if group == EVERYBODY else group) or (group == EVERYBODY and not access.is_open_to_all):
        raise CodedError("cannotcreatediscussion", "forum")
    _throttle(access)
    name = subject[:_LONGEST_SUBJECT]
    row = {
        "course": access.row["course"],
        "forum": access.id,
        "name": name,
        "userid": ctx.userid,
        "groupid": group,
        "timemodified": ctx.now,
        "usermodified": ctx.userid,
        "pinned": int(pinned and access.may("pindiscussions")),
    }
    discussionid = insert_row(ctx.db, forum_discussions, row)
    first = _insert(ctx, discussionid, 0, subject=name, message=message, message_format=_FORMAT_HTML)
    ctx.db.execute(update(forum_discussions).where(_COLS.id == discussionid).values(firstpost=first))
    attachments.store(access, first, areas)
    _mark_read(access, discussionid, [first])
    if subscribed:
        subscribe(access, discussionid, to=True)
    return discussionid


def add_reply(
    access: ForumAccess,
    row: Discussion,
    parent: Post,
    *,
    subject: str,
    message: str,
    message_format: int,
    private: bool,
    subscribed: bool,
    areas: DraftAreas,
) -> int:
    """Add a reply to a post; returns its id. Raises ``CodedError`` if the caller may not."""
    rights = PostRights(access, row)
    if not rights.reply(parent):
        raise CodedError("nopostforum", "forum")
    if private and not rights.reply_privately(parent):
        raise CodedError("cannotreplyprivately", "forum")
    _throttle(access)
    to = parent["userid"] if private else 0
    ctx = access.ctx
    postid = _insert(ctx, row["id"], parent["id"], subject=subject, message=message, message_format=message_format, private=to)
    attachments.store(access, postid, areas)
    if not private:
        _note_reply(ctx, row["id"])
    _mark_read(access, row["id"], [postid])
    if subscribed:
        subscribe(access, row["id"], to=True)
    return postid


def update_post(
    access: ForumAccess,
    row: Discussion,
    post: Post,
    *,
    subject: str,
    message: str,
    message_format: int,
    pinned: bool | None,
    areas: DraftAreas,
) -> None:
    """Change those of a post's subject, message and pin that are given. Raises ``cannotupdatepost``."""
    if not PostRights(access, row).edit(post):
        raise CodedError("cannotupdatepost", "forum")
    ctx = access.ctx
    values: dict[str, Any] = {"modified": ctx.now}
    if subject:
        values["subject"] = subject[:_LONGEST_SUBJECT]
    if message:
        values |= {"message": message, "messageformat": message_format, **_counts(message)}
    ctx.db.execute(update(forum_posts).where(_POST.id == post["id"]).values(**values))
    attachments.store(access, post["id"], areas)
    discussion_values: dict[str, Any] = {"timemodified": ctx.now, "usermodified": post["userid"]}
    if not post["parent"]:
        discussion_values |= {"name": values["subject"]} if subject else {}
        discussion_values |= {"pinned": int(pinned)} if pinned is not None and access.may("pindiscussions") else {}
    ctx.db.execute(update(forum_discussions).where(_COLS.id == row["id"]).values(**discussion_values))


def delete_post(access: ForumAccess, row: Discussion, post: Post) -> None:
    """Delete a post with its replies; the first post with its discussion. Raises ``CodedError``."""
    ctx = access.ctx
    rights, answered = PostRights(access, row), posts.reply_count(ctx, post) > 0
    if not rights.delete(post, answered=answered):
        code = "couldnotdeletereplies" if answered and rights.delete(post) else "cannotdeletepost"
        raise CodedError(code, "forum", message="You may not delete this post.")
    if not post["parent"]:
        attachments.forget(access, ctx.db.execute(select(_POST.id).where(_POST.discussion == row["id"])).scalars().all())
        for table in (forum_posts, forum_discussion_subs):
            ctx.db.execute(delete(table).where(table.c.discussion == row["id"]))
        ctx.db.execute(delete(forum_read).where(forum_read.c.discussionid == row["id"]))
        ctx.db.execute(delete(forum_discussions).where(_COLS.id == row["id"]))
        return
    ids = _with_replies(ctx, row["id"], post["id"])
    attachments.forget(access, ids)
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
        ctx.db.execute(update(forum_discussions).where(_COLS.id == row["id"]).values(**values))


def set_pin(access: ForumAccess, row: Discussion, *, to: bool) -> None:
    """Pin or unpin a discussion. Raises ``cannotpindiscussions``."""
    if not access.may("pindiscussions"):
        raise CodedError("cannotpindiscussions", "forum")
    access.ctx.db.execute(update(forum_discussions).where(_COLS.id == row["id"]).values(pinned=int(to)))


def set_lock(access: ForumAccess, row: Discussion, *, since: int) -> None:
    """Lock a discussion from the time ``since`` on, or unlock it (0). Raises ``MissingCapability``."""
    access.ctx.require("moodle/course:manageactivities", access.context)
    access.ctx.db.execute(update(forum_discussions).where(_COLS.id == row["id"]).values(timelocked=since))


def set_star(access: ForumAccess, row: Discussion, *, to: bool) -> None:
    """Star a discussion for the caller, or remove the star. Raises ``cannotfavourite``."""
    ctx = access.ctx
    if not access.may("cantogglefavourite"):
        raise CodedError("cannotfavourite", "forum")
    star = {"component": "mod_forum", "itemtype": "discussions", "itemid": row["id"], "userid": ctx.userid}
    if not to:
        ctx.db.execute(delete(favourite).where(*(favourite.c[name] == value for name, value in star.items())))
    elif not discussions.is_starred(ctx, row["id"]):
        insert_row(ctx.db, favourite, {**star, "contextid": access.context.id, "timecreated": ctx.now, "timemodified": ctx.now})


def subscribe(access: ForumAccess, discussionid: int, *, to: bool) -> None:
    """Subscribe the caller to a discussion, or unsubscribe."""
    ctx, cols = access.ctx, forum_discussion_subs.c
    ctx.db.execute(delete(forum_discussion_subs).where(cols.discussion == discussionid, cols.userid == ctx.userid))
    row = {"forum": access.id, "userid": ctx.userid, "discussion": discussionid, "preference": ctx.now if to else _REFUSED}
    insert_row(ctx.db, forum_discussion_subs, row)


def log_view(access: ForumAccess) -> None:
    """Log that the caller views a forum, which may complete it."""
    module = course_modules.by_id(access.ctx.db, access.row["cmid"])
    viewing.note(access.ctx, Viewed(access.row, module, access.context))


def log_discussion_view(access: ForumAccess, row: Discussion) -> None:
    """Log that the caller views a discussion, and mark its posts as read."""
    events.note(access.ctx, _DISCUSSION_VIEWED, access.context, courseid=access.row["course"], objectid=row["id"])
    ids = access.ctx.db.execute(select(_POST.id).where(_POST.discussion == row["id"])).scalars().all()
    _mark_read(access, row["id"], ids)


def _group(access: ForumAccess, groupid: int) -> int:
    """The group id for a new discussion: the given one, for 0 the caller's first group; without groups that of all participants."""
    if access.mode == GroupMode.NONE:
        return EVERYBODY
    if groupid:
        return groupid
    own_groups = access.own_groups
    return min(own_groups) if own_groups else EVERYBODY


def _throttle(access: ForumAccess) -> None:
    """Raise ``forumblockingtoomanyposts`` if the caller has posted as often as the forum allows in its period."""
    ctx, row = access.ctx, access.row
    if not row["blockafter"] or not row["blockperiod"] or access.may("postwithoutthrottling"):
        return
    written = select(func.count()).select_from(forum_posts.join(forum_discussions, _COLS.id == _POST.discussion))
    since = ctx.now - row["blockperiod"]
    count = ctx.db.execute(written.where(_COLS.forum == access.id, _POST.userid == ctx.userid, _POST.created > since)).scalar_one()
    if count >= row["blockafter"]:
        raise CodedError("forumblockingtoomanyposts", "forum")


def _insert(ctx: CallContext, discussionid: int, parent: int, *, subject: str, message: str, message_format: int, private: int = 0) -> int:
    """Insert a post and return its id."""
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
    """The columns with the numbers of words and characters of a message."""
    text = strip_tags(message)
    return {"wordcount": len(text.split()), "charcount": len(re.sub(r"\s", "", text))}


def _note_reply(ctx: CallContext, discussionid: int) -> None:
    """Store in a discussion that the caller has posted in it now."""
    ctx.db.execute(update(forum_discussions).where(_COLS.id == discussionid).values(timemodified=ctx.now, usermodified=ctx.userid))


def _with_replies(ctx: CallContext, discussionid: int, postid: int) -> set[int]:
    """The ids of a post, its replies, and their replies in turn."""
    children: dict[int, list[int]] = {}
    for row in ctx.db.execute(select(_POST.id, _POST.parent).where(_POST.discussion == discussionid)):
        children.setdefault(row.parent, []).append(row.id)
    ids, waiting = {postid}, [postid]
    while waiting:
        for child in children.get(waiting.pop(), ()):
            ids.add(child)
            waiting.append(child)
    return ids


def _mark_read(access: ForumAccess, discussionid: int, ids: Collection[int]) -> None:
    """Mark posts as read by the caller, if read posts are tracked."""
    ctx, cols = access.ctx, forum_read.c
    if not access.is_tracked():
        return
    known = set(ctx.db.execute(select(cols.postid).where(cols.userid == ctx.userid, cols.postid.in_(ids))).scalars())
    same = {"userid": ctx.userid, "forumid": access.id, "discussionid": discussionid, "firstread": ctx.now, "lastread": ctx.now}
    if new := [{**same, "postid": postid} for postid in ids if postid not in known]:
        ctx.db.execute(insert(forum_read), new)

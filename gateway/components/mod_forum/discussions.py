"""Discussions: finding those that the caller may see, and their results."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, RowMapping, Select, bindparam, case, exists, func, or_, select

from gateway.api import CallContext, CodedError, Level, contexts, format_string, format_text
from gateway.api.access import GroupMode
from gateway.api.rows import Window
from gateway.components.core_favourites.tables import favourite
from gateway.components.core_user import lib as users
from gateway.components.mod_forum import attachments
from gateway.components.mod_forum.access import EVERYBODY, ForumAccess, enter_forum
from gateway.components.mod_forum.tables import forum_discussion_subs, forum_discussions, forum_posts, forum_read, forum_subscriptions

__all__ = [
    "Discussion",
    "enter_discussion",
    "enter_forum_of",
    "is_locked",
    "discussion_results",
    "may_post",
    "by_id",
    "is_visible",
    "is_starred",
    "discussion_result",
]

Discussion = RowMapping

_COLS, _POST = forum_discussions.c, forum_posts.c
_USER: BindParameter[int] = bindparam("userid")
_REPLIES = forum_posts.alias("replies")
_STAR = favourite.c


def _visible_posts() -> tuple[ColumnElement[bool], ...]:
    """The conditions for posts in a discussion that the caller may read; of private replies those from or to the caller."""
    private = _REPLIES.c.privatereplyto
    visible = or_(private == 0, private == _USER, _REPLIES.c.userid == _USER, bindparam("private") == 1)
    return _REPLIES.c.discussion == _COLS.id, visible


_ANSWERS = select(func.count()).select_from(_REPLIES).where(*_visible_posts(), _REPLIES.c.parent != 0).scalar_subquery()
_READ = select(forum_read.c.postid).where(forum_read.c.userid == _USER, forum_read.c.discussionid == _COLS.id).correlate(forum_discussions)
_UNREAD = (
    select(func.count())
    .select_from(_REPLIES)
    .where(*_visible_posts(), _REPLIES.c.modified >= bindparam("since"), _REPLIES.c.id.not_in(_READ))
    .scalar_subquery()
)
_STARRED = exists().where(_STAR.component == "mod_forum", _STAR.itemtype == "discussions", _STAR.itemid == _COLS.id, _STAR.userid == _USER)
_LISTED: Select[Any] = select(
    forum_discussions,
    *(
        _POST[name].label(f"post_{name}")
        for name in (
            "id", "parent", "userid", "created", "modified", "mailed", "subject", "message", "messageformat", "messagetrust",
            "totalscore", "mailnow",
        )
    ),
    _ANSWERS.label("replies"),
    _UNREAD.label("unread"),
    case((_STARRED, 1), else_=0).label("starred"),
).select_from(forum_discussions.join(forum_posts, _POST.id == _COLS.firstpost))  # fmt: skip

# The columns for ``sortorder``, each for two of its values, descending and ascending: last reply, creation, number of
# replies, name, author, group.
_LAST_POST = case((_COLS.timemodified < _COLS.timestart, _COLS.timestart), else_=_COLS.timemodified)
_SORT_KEYS: tuple[Any, ...] = (_LAST_POST, _POST.created, _ANSWERS, _COLS.name, _COLS.userid, _COLS.groupid)

# Columns of the first post that are returned as they are stored.
_FIRST = ("parent", "userid", "created", "modified", "mailed", "messagetrust", "totalscore", "mailnow")
_DAY = 24 * 3600


def by_id(ctx: CallContext, discussionid: int) -> Discussion | None:
    """The discussion with this id, or None."""
    return ctx.db.execute(select(forum_discussions).where(_COLS.id == discussionid)).mappings().first()


def enter_forum_of(ctx: CallContext, discussionid: int) -> tuple[ForumAccess, Discussion]:
    """Enter the forum of a discussion, whether the caller may see the discussion or not. Raises ``notexists``."""
    row = by_id(ctx, discussionid)
    if row is None:
        raise CodedError("notexists", "forum", message="There is no such discussion.")
    return enter_forum(ctx, row["forum"]), row


def enter_discussion(ctx: CallContext, discussionid: int) -> tuple[ForumAccess, Discussion]:
    """Enter the forum of a discussion that the caller may see. Raises ``notexists`` or ``noviewdiscussionspermission``."""
    access, row = enter_forum_of(ctx, discussionid)
    if not is_visible(access, row):
        raise CodedError("noviewdiscussionspermission", "forum", message="You may not see this discussion.")
    return access, row


def is_visible(access: ForumAccess, row: Discussion) -> bool:
    """Whether the caller may see a discussion, by the forum, its group and its display period."""
    ctx = access.ctx
    if not access.may("viewdiscussion") or not access.sees_group(row["groupid"]):
        return False
    begun = row["timestart"] <= ctx.now and (not row["timeend"] or row["timeend"] > ctx.now)
    return begun or row["userid"] == ctx.userid or access.may("viewhiddentimedposts")


def is_locked(access: ForumAccess, row: Discussion) -> bool:
    """Whether a discussion is locked, by a user or because of inactivity."""
    after = access.row["lockdiscussionafter"]
    if row["timelocked"]:
        return bool(row["timelocked"] <= access.ctx.now)
    return bool(after) and row["timemodified"] + after < access.ctx.now


def may_post(access: ForumAccess, row: Discussion) -> bool:
    """Whether the caller may reply in a discussion."""
    if (is_locked(access, row) and not access.may("canoverridediscussionlock")) or access.is_closed():
        return False
    capability = "replynews" if access.row["type"] == "news" else "replypost"
    return access.may(capability) and access.writes_for(row["groupid"])


def discussion_results(access: ForumAccess, *, order: int, part: Window, groupid: int) -> tuple[list[dict[str, Any]], list[int]]:
    """The result of ``get_forum_discussions``: pinned and starred discussions first, of one group if ``groupid`` is given.

    Also returns the ids of the first posts of the discussions of that group that the caller may not see.
    """
    ctx = access.ctx
    key = _SORT_KEYS[max(0, min(order - 1, 2 * len(_SORT_KEYS) - 1)) // 2]
    falling = order < 1 or order % 2 == 1
    query = _LISTED.where(_COLS.forum == access.id, *_of_groups(access, groupid))
    if not access.may("viewhiddentimedposts"):
        begun = (_COLS.timestart <= ctx.now) & ((_COLS.timeend == 0) | (_COLS.timeend > ctx.now))
        query = query.where(begun | (_COLS.userid == ctx.userid))
    by = (_COLS.pinned.desc(), case((_STARRED, 1), else_=0).desc(), *(column.desc() if falling else column for column in (key, _COLS.id)))
    asked = {
        "userid": ctx.userid,
        "private": int(access.may("readprivatereplies")),
        "since": ctx.now - ctx.site.config.number("forum_oldpostdays") * _DAY,
    }
    found = ctx.db.execute(part.rows(query.order_by(*by)), asked).mappings().all()
    rows = [row for row in found if is_visible(access, row)]
    hidden = [row["post_id"] for row in found if row not in rows]
    ids = {row[name] for row in rows for name in ("post_userid", "usermodified")}
    tracked = access.is_tracked()
    authors = {row["id"]: row for row in users.by_field(ctx.db, "id", ids, deleted=True)}
    user_contexts = contexts.by_instances(ctx.db, Level.USER, authors)
    names = {userid: users.fullname(ctx.site, row) for userid, row in authors.items()}
    pictures = {
        userid: users.picture_url(ctx.site, row, user_contexts[userid].id if userid in user_contexts else 0, "f2")
        for userid, row in authors.items()
    }
    firsts = [row["post_id"] for row in rows]
    attached, inline = (attachments.of_posts(access, area, firsts) for area in (attachments.ATTACHED, attachments.INLINE))
    locks, stars = ctx.has("moodle/course:manageactivities", access.context), access.may("cantogglefavourite")
    results = [
        {
            **_list_entry(access, row, attached[row["post_id"]], inline[row["post_id"]]),
            "userfullname": names.get(row["post_userid"], ""),
            "usermodifiedfullname": names.get(row["usermodified"], ""),
            "userpictureurl": pictures.get(row["post_userid"]),
            "usermodifiedpictureurl": pictures.get(row["usermodified"]),
            "numunread": row["unread"] if tracked else 0,
            "canreply": may_post(access, row),
            "canlock": locks,
            "canfavourite": stars,
        }
        for row in rows
    ]
    return results, hidden


def is_starred(ctx: CallContext, discussionid: int) -> bool:
    """Whether the caller has starred a discussion."""
    query = select(_STAR.id).where(_STAR.component == "mod_forum", _STAR.itemtype == "discussions", _STAR.itemid == discussionid)
    return ctx.db.execute(query.where(_STAR.userid == ctx.userid)).first() is not None


def discussion_result(access: ForumAccess, row: Discussion) -> dict[str, Any]:
    """A discussion as its exporter returns it: state, capabilities of the caller, addresses."""
    ctx, base = access.ctx, f"{access.ctx.site.wwwroot}/mod/forum"
    address = f"{base}/discuss.php?d={row['id']}"
    pins, timed = access.may("pindiscussions"), bool(row["timestart"] or row["timeend"])
    urls = {
        "view": address,
        "viewfirstunread": f"{address}#unread",
        "markasread": f"{base}/markposts.php?f={access.id}&d={row['id']}&mark=read",
        "subscribe": f"{base}/subscribe.php?id={access.id}&d={row['id']}",
    }
    visible = row["timestart"] <= ctx.now and (not row["timeend"] or row["timeend"] > ctx.now)
    # When a discussion is displayed is for its author, and for who sees those that are not displayed.
    told = row["userid"] == ctx.userid or access.may("viewhiddentimedposts")
    return {
        "id": row["id"],
        "forumid": access.id,
        "pinned": bool(row["pinned"]),
        "locked": is_locked(access, row),
        "istimelocked": not row["timelocked"] and is_locked(access, row),
        "name": format_string(row["name"], ctx.settings),
        "firstpostid": row["firstpost"],
        "times": {"modified": row["timemodified"], "start": row["timestart"], "end": row["timeend"], "locked": row["timelocked"]},
        "userstate": {"subscribed": _is_subscribed(access, row), "favourited": is_starred(ctx, row["id"])},
        "capabilities": {
            "subscribe": access.row["forcesubscribe"] not in (_FORCED, _FORBIDDEN) and ctx.userid not in (0, ctx.site.guest_id),
            "move": access.may("movediscussions"),
            "pin": pins,
            "post": may_post(access, row),
            "manage": ctx.has("moodle/course:manageactivities", access.context),
            "favourite": access.may("cantogglefavourite"),
        },
        "urls": {**urls, "pin": f"{address}&pin={int(not row['pinned'])}"} if pins else urls,
        "timed": {"istimed": timed if told else None, "visible": visible if told else None},
    }


# Values of ``forcesubscribe``: everybody is subscribed, nobody can be. In the table of subscriptions to discussions, the
# column ``preference`` is the time of subscribing, or ``_REFUSED``.
_FORCED, _FORBIDDEN = 1, 3
_REFUSED = -1


def _is_subscribed(access: ForumAccess, row: Discussion) -> bool:
    """Whether the caller is subscribed to a discussion."""
    ctx = access.ctx
    if access.row["forcesubscribe"] == _FORCED:
        return True
    chosen = forum_discussion_subs.c
    query = select(chosen.preference).where(chosen.discussion == row["id"], chosen.userid == ctx.userid)
    preference = ctx.db.execute(query).scalar()
    if preference is not None:
        return bool(preference != _REFUSED)
    cols = forum_subscriptions.c
    return ctx.db.execute(select(cols.id).where(cols.forum == access.id, cols.userid == ctx.userid)).first() is not None


def _of_groups(access: ForumAccess, groupid: int) -> tuple[ColumnElement[bool], ...]:
    """The condition for discussions of the group ``groupid``, or of the groups that the caller may see."""
    if access.mode == GroupMode.NONE or (not groupid and (access.mode == GroupMode.VISIBLE or access.is_open_to_all)):
        return ()
    return (_COLS.groupid.in_({*([groupid] if groupid else access.listed_groups), EVERYBODY}),)


def _list_entry(access: ForumAccess, row: RowMapping, attached: Collection[RowMapping], inline: Collection[RowMapping]) -> dict[str, Any]:
    """The members of a list entry that follow from the rows of the discussion and its first post."""
    ctx, postid = access.ctx, row["post_id"]
    where: dict[str, Any] = {"component": "mod_forum", "filearea": "post", "itemid": postid}
    text, text_format = format_text(row["post_message"], row["post_messageformat"], ctx.settings, ctx.site, access.context, **where)
    entry = {
        "id": postid,
        "discussion": row["id"],
        "name": format_string(row["name"], ctx.settings),
        **{name: row[name] for name in ("groupid", "timemodified", "usermodified", "timestart", "timeend")},
        **{name: row[f"post_{name}"] for name in _FIRST},
        "subject": format_string(row["post_subject"], ctx.settings),
        "message": text,
        "messageformat": text_format,
        "attachment": bool(attached),
        "numreplies": row["replies"],
        "pinned": bool(row["pinned"]),
        "locked": is_locked(access, row),
        "starred": bool(row["starred"]),
    }
    for name, some in (("attachments", attached), ("messageinlinefiles", inline)):
        if some:
            entry[name] = attachments.file_results(access, some)
    return entry

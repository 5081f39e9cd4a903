"""Discussions: which the caller sees, and what is told of them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, RowMapping, Select, bindparam, case, exists, func, or_, select

from gateway.api import CallContext, CodedError, Level, contexts, format_string, format_text
from gateway.api.access import GroupMode
from gateway.api.tables import groups
from gateway.components.core_favourites.tables import favourite
from gateway.components.core_user import lib as users
from gateway.components.mod_forum import attachments
from gateway.components.mod_forum.places import EVERYBODY, Place, enter
from gateway.components.mod_forum.tables import forum_discussion_subs, forum_discussions, forum_posts, forum_read, forum_subscriptions

__all__ = ["Discussion", "found", "is_locked", "listed", "may_post", "one", "shown", "starred", "told"]

Discussion = RowMapping

_OWN, _POST = forum_discussions.c, forum_posts.c
_USER: BindParameter[int] = bindparam("userid")
_REPLIES = forum_posts.alias("replies")
_STAR = favourite.c


def _seen_replies() -> tuple[ColumnElement[bool], ...]:
    """That a post answers in a discussion and, where it is private, is from or to the caller, or private ones are theirs to read."""
    private = _REPLIES.c.privatereplyto
    visible = or_(private == 0, private == _USER, _REPLIES.c.userid == _USER, bindparam("private") == 1)
    return _REPLIES.c.discussion == _OWN.id, _REPLIES.c.parent != 0, visible


_ANSWERS = select(func.count()).select_from(_REPLIES).where(*_seen_replies()).scalar_subquery()
_READ = select(forum_read.c.postid).where(forum_read.c.userid == _USER, forum_read.c.discussionid == _OWN.id).correlate(forum_discussions)
_UNREAD = (
    select(func.count())
    .select_from(_REPLIES)
    .where(_REPLIES.c.discussion == _OWN.id, _REPLIES.c.modified >= bindparam("since"), _REPLIES.c.id.not_in(_READ))
    .scalar_subquery()
)
_STARRED = exists().where(_STAR.component == "mod_forum", _STAR.itemtype == "discussions", _STAR.itemid == _OWN.id, _STAR.userid == _USER)
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
).select_from(forum_discussions.join(forum_posts, _POST.id == _OWN.firstpost))  # fmt: skip

# By what discussions are ordered: the last answer, the beginning, the answers, the name, who has begun, the group; each
# falling and then rising.
_KEYS: tuple[Any, ...] = (_OWN.timemodified, _POST.created, _ANSWERS, _OWN.name, _OWN.userid, _OWN.groupid)

# What is told of the first post as it is stored.
_FIRST = ("parent", "userid", "created", "modified", "mailed", "messagetrust", "totalscore", "mailnow")
_DAY = 24 * 3600


def one(ctx: CallContext, discussionid: int) -> Discussion | None:
    """A discussion, or None."""
    return ctx.db.execute(select(forum_discussions).where(_OWN.id == discussionid)).mappings().first()


def found(ctx: CallContext, discussionid: int) -> tuple[Place, Discussion]:
    """Enter the forum of a discussion. Raises ``notexists``, and ``noviewdiscussionspermission`` for one kept from the caller."""
    row = one(ctx, discussionid)
    if row is None:
        raise CodedError("notexists", "forum", message="There is no such discussion.")
    place = enter(ctx, row["forum"])
    if not shown(place, row):
        raise CodedError("noviewdiscussionspermission", "forum", message="You may not see this discussion.")
    return place, row


def shown(place: Place, row: Discussion) -> bool:
    """Whether the caller sees a discussion: the forum, its group, and its time."""
    ctx = place.ctx
    if not place.may("viewdiscussion") or not place.sees_group(row["groupid"]):
        return False
    begun = row["timestart"] <= ctx.now and (not row["timeend"] or row["timeend"] > ctx.now)
    return begun or row["userid"] == ctx.userid or place.may("viewhiddentimedposts")


def is_locked(place: Place, row: Discussion) -> bool:
    """Whether a discussion is closed: by somebody, or because nobody has answered for long."""
    after = place.row["lockdiscussionafter"]
    if row["timelocked"]:
        return bool(row["timelocked"] <= place.ctx.now)
    return bool(after) and row["timemodified"] + after < place.ctx.now


def may_post(place: Place, row: Discussion) -> bool:
    """Whether the caller may answer in a discussion."""
    if (is_locked(place, row) and not place.may("canoverridediscussionlock")) or place.is_closed():
        return False
    capability = "replynews" if place.row["type"] == "news" else "replypost"
    return place.may(capability) and place.writes_for(row["groupid"])


def listed(place: Place, *, order: int, skip: int, most: int, groupid: int) -> list[dict[str, Any]]:
    """The discussions of a forum that the caller sees, pinned ones and those with a star first; of a group alone, if given."""
    ctx = place.ctx
    key = _KEYS[max(0, min(order - 1, 2 * len(_KEYS) - 1)) // 2]
    falling = order < 1 or order % 2 == 1
    query = _LISTED.where(_OWN.forum == place.id, *_of_groups(place, groupid))
    if not place.may("viewhiddentimedposts"):
        begun = (_OWN.timestart <= ctx.now) & ((_OWN.timeend == 0) | (_OWN.timeend > ctx.now))
        query = query.where(begun | (_OWN.userid == ctx.userid))
    by = (_OWN.pinned.desc(), case((_STARRED, 1), else_=0).desc(), key.desc() if falling else key, _OWN.id.desc())
    asked = {
        "userid": ctx.userid,
        "private": int(place.may("readprivatereplies")),
        "since": ctx.now - ctx.site.config.number("forum_oldpostdays") * _DAY,
    }
    rows = ctx.db.execute(query.order_by(*by).limit(most or None).offset(skip), asked).mappings().all()
    ids = {row[name] for row in rows for name in ("post_userid", "usermodified")}
    tracked = place.is_tracked()
    people = {row["id"]: row for row in users.by_field(ctx.db, "id", ids, deleted=True)}
    places = contexts.by_instances(ctx.db, Level.USER, people)
    names = {userid: users.fullname(row) for userid, row in people.items()}
    pictures = {
        userid: users.picture_url(ctx.site, row, places[userid].id if userid in places else 0, "f2") for userid, row in people.items()
    }
    firsts = [row["post_id"] for row in rows]
    attached, inline = (attachments.of_posts(place, area, firsts) for area in (attachments.ATTACHED, attachments.INLINE))
    locks, stars = ctx.has("moodle/course:manageactivities", place.context), place.may("cantogglefavourite")
    return [
        {
            **_described(place, row, attached[row["post_id"]], inline[row["post_id"]]),
            "userfullname": names.get(row["post_userid"], ""),
            "usermodifiedfullname": names.get(row["usermodified"], ""),
            "userpictureurl": pictures.get(row["post_userid"]),
            "usermodifiedpictureurl": pictures.get(row["usermodified"]),
            "numunread": row["unread"] if tracked else 0,
            "canreply": may_post(place, row),
            "canlock": locks,
            "canfavourite": stars,
        }
        for row in rows
    ]


def starred(ctx: CallContext, discussionid: int) -> bool:
    """Whether a discussion has the caller's star."""
    query = select(_STAR.id).where(_STAR.component == "mod_forum", _STAR.itemtype == "discussions", _STAR.itemid == discussionid)
    return ctx.db.execute(query.where(_STAR.userid == ctx.userid)).first() is not None


def told(place: Place, row: Discussion) -> dict[str, Any]:
    """A discussion by itself, as the caller sees it."""
    ctx, base = place.ctx, f"{place.ctx.site.wwwroot}/mod/forum"
    address = f"{base}/discuss.php?d={row['id']}"
    pins, timed = place.may("pindiscussions"), bool(row["timestart"] or row["timeend"])
    urls = {
        "view": address,
        "viewfirstunread": f"{address}#unread",
        "markasread": f"{base}/markposts.php?f={place.id}&d={row['id']}&mark=read",
        "subscribe": f"{base}/subscribe.php?id={place.id}&d={row['id']}",
    }
    group = {"group": in_group} if (in_group := _group(place, row["groupid"])) else {}
    return {
        **group,
        "id": row["id"],
        "forumid": place.id,
        "pinned": bool(row["pinned"]),
        "locked": is_locked(place, row),
        "istimelocked": not row["timelocked"] and is_locked(place, row),
        "name": format_string(row["name"], ctx.settings),
        "firstpostid": row["firstpost"],
        "times": {"modified": row["timemodified"], "start": row["timestart"], "end": row["timeend"], "locked": row["timelocked"]},
        "userstate": {"subscribed": _is_subscribed(place, row), "favourited": starred(ctx, row["id"])},
        "capabilities": {
            "subscribe": place.row["forcesubscribe"] not in (_FORCED, _FORBIDDEN) and ctx.userid not in (0, ctx.site.guest_id),
            "move": place.may("movediscussions"),
            "pin": pins,
            "post": may_post(place, row),
            "manage": ctx.has("moodle/course:manageactivities", place.context),
            "favourite": place.may("cantogglefavourite"),
        },
        "urls": {**urls, "pin": f"{address}&pin={int(not row['pinned'])}"} if pins else urls,
        "timed": {"istimed": timed, "visible": row["timestart"] <= ctx.now and (not row["timeend"] or row["timeend"] > ctx.now)},
    }


# Who is subscribed to a forum: everybody, or nobody (the values of ``forcesubscribe``). In a discussion of its own that is
# chosen with a moment, or refused.
_FORCED, _FORBIDDEN = 1, 3
_REFUSED = -1


def _is_subscribed(place: Place, row: Discussion) -> bool:
    """Whether the caller is told of what is written in a discussion."""
    ctx = place.ctx
    if place.row["forcesubscribe"] == _FORCED:
        return True
    chosen = forum_discussion_subs.c
    query = select(chosen.preference).where(chosen.discussion == row["id"], chosen.userid == ctx.userid)
    preference = ctx.db.execute(query).scalar()
    if preference is not None:
        return bool(preference != _REFUSED)
    own = forum_subscriptions.c
    return ctx.db.execute(select(own.id).where(own.forum == place.id, own.userid == ctx.userid)).first() is not None


def _group(place: Place, groupid: int) -> dict[str, Any] | None:
    """The group that a discussion is for, None where it is for everybody."""
    row = place.ctx.db.execute(select(groups).where(groups.c.id == groupid)).mappings().first() if groupid > 0 else None
    if row is None:
        return None
    base = place.ctx.site.wwwroot
    urls = {"userlist": f"{base}/user/index.php?id={row['courseid']}&group={groupid}"}
    if row["picture"]:
        urls["picture"] = f"{base}/pluginfile.php/{place.context.ids[-2]}/group/icon/{groupid}/f1?rev={row['picture']}"
    return {"name": format_string(row["name"], place.ctx.settings), "urls": urls}


def _of_groups(place: Place, groupid: int) -> tuple[ColumnElement[bool], ...]:
    """That a discussion is of a group that the caller may see, and of one of them alone if that is given."""
    wanted = {groupid, EVERYBODY} if groupid > 0 and place.mode != GroupMode.NONE else None
    if place.mode == GroupMode.SEPARATE and not place.is_open_to_all:
        mine = {*place.own_groups, EVERYBODY}
        wanted = mine & wanted if wanted else mine
    return () if wanted is None else (_OWN.groupid.in_(wanted),)


def _described(place: Place, row: RowMapping, attached: Collection[RowMapping], inline: Collection[RowMapping]) -> dict[str, Any]:
    """What is told of a discussion with its first post."""
    ctx, postid = place.ctx, row["post_id"]
    where: dict[str, Any] = {"component": "mod_forum", "filearea": "post", "itemid": postid}
    text, text_format = format_text(row["post_message"], row["post_messageformat"], ctx.settings, ctx.site, place.context, **where)
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
        "locked": is_locked(place, row),
        "starred": bool(row["starred"]),
    }
    for name, some in (("attachments", attached), ("messageinlinefiles", inline)):
        if some:
            entry[name] = attachments.as_files(place, some)
    return entry

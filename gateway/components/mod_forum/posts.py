"""Posts: which the caller sees, what they may do with each, and what is told of them."""

from __future__ import annotations

import html
from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, RowMapping, bindparam, func, or_, select

from gateway.api import CallContext, CodedError, Level, caller_zone, contexts, date_text, enrolments, format_string, format_text
from gateway.api.access import known_to
from gateway.api.tables import enrol, groups, groups_members
from gateway.components.core_tag.tables import tag, tag_instance
from gateway.components.core_user import lib as users
from gateway.components.mod_forum import attachments, discussions
from gateway.components.mod_forum.discussions import Discussion
from gateway.components.mod_forum.places import Place
from gateway.components.mod_forum.tables import forum_discussions, forum_posts, forum_read

__all__ = ["Post", "Rights", "beginnings", "by_author", "found", "of_discussion", "replies", "told"]

Post = RowMapping

_OWN = forum_posts.c
_SORTS = {"id": _OWN.id, "created": _OWN.created, "modified": _OWN.modified}
_TIME_FORMAT = "%A, %d %B %Y, %I:%M %p"
_DAY = 24 * 3600

_TAGS = (
    select(tag_instance.c.id.label("instance"), tag_instance.c.itemid, tag)
    .select_from(tag_instance.join(tag, tag.c.id == tag_instance.c.tagid))
    .where(tag_instance.c.component == "mod_forum", tag_instance.c.itemtype == "forum_posts")
    .where(tag_instance.c.itemid.in_(bindparam("posts", expanding=True)))
    .order_by(tag_instance.c.ordering, tag_instance.c.id)
)


class Rights:
    """What the caller may do with the posts of one discussion."""

    def __init__(self, place: Place, row: Discussion) -> None:
        """Ask what does not depend on the post."""
        self._place, self._discussion = place, row
        self._answers = discussions.may_post(place, row)
        self._edits_any, self._deletes_any = place.may("editanypost"), place.may("deleteanypost")
        self._deletes_own, self._splits = place.may("deleteownpost"), place.may("splitdiscussions")
        self._reads_private, self._writes_private = place.may("readprivatereplies"), place.may("postprivatereply")
        self._sees_answers = place.row["type"] != "qanda" or place.may("viewqandawithoutposting") or row["id"] in place.written_in

    def view(self, post: Post) -> bool:
        """Whether the caller may read a post."""
        mine = self._place.ctx.userid in (post["userid"], post["privatereplyto"])
        if post["privatereplyto"] and not mine and not self._reads_private:
            return False
        return self._sees_answers or not post["parent"] or mine

    def edit(self, post: Post) -> bool:
        """Whether the caller may change a post."""
        kind, first = self._place.row["type"], not post["parent"]
        if kind == "single" and first:
            return self._place.ctx.has("moodle/course:manageactivities", self._place.context)
        now = self._place.ctx.now
        in_time = first and self._discussion["timestart"] > now if kind == "news" else self._is_fresh(post)
        return self._edits_any or (self._is_own(post) and (in_time or self._is_fresh(post)) and not post["mailnow"])

    def delete(self, post: Post, *, answered: bool = False) -> bool:
        """Whether the caller may delete a post, which may have been answered."""
        if self._place.row["type"] == "single" and not post["parent"]:
            return False
        if self._deletes_any:
            return True
        return not answered and self._is_own(post) and self._is_fresh(post) and self._deletes_own and not post["mailnow"]

    def split(self, post: Post) -> bool:
        """Whether the caller may make a discussion of a post and what answers it."""
        return bool(self._splits and self._place.row["type"] != "single" and post["parent"] and not post["privatereplyto"])

    def reply(self, post: Post) -> bool:
        """Whether the caller may answer a post."""
        return self._answers and not post["privatereplyto"] and self.view(post)

    def reply_privately(self, post: Post) -> bool:
        """Whether the caller may answer a post so that its author alone reads it."""
        return self._writes_private and not post["privatereplyto"]

    def _is_own(self, post: Post) -> bool:
        """Whether the caller has written a post."""
        return bool(post["userid"] == self._place.ctx.userid)

    def _is_fresh(self, post: Post) -> bool:
        """Whether its author may still change a post."""
        return bool(self._place.ctx.now - post["created"] < self._place.ctx.site.config.number("maxeditingtime"))


def found(ctx: CallContext, postid: int, code: str = "invalidpostid") -> tuple[Place, Discussion, Post]:
    """Enter the forum of a post. Raises ``CodedError`` with ``code`` for one that there is not."""
    row = ctx.db.execute(select(forum_posts).where(_OWN.id == postid)).mappings().first()
    if row is None:
        raise CodedError(code, "forum", message="There is no such post.")
    place, discussion = discussions.found(ctx, row["discussion"])
    return place, discussion, row


def of_discussion(place: Place, row: Discussion, order: str, direction: str) -> list[Post]:
    """The posts of a discussion, but for private answers between others."""
    query = select(forum_posts).where(_OWN.discussion == row["id"], *_open(place))
    return list(place.ctx.db.execute(query.order_by(*_order(order, direction))).mappings().all())


def _open(place: Place) -> tuple[ColumnElement[bool], ...]:
    """That a post is no private answer between others."""
    if place.may("readprivatereplies"):
        return ()
    mine = place.ctx.userid
    return (or_(_OWN.privatereplyto == 0, _OWN.privatereplyto == mine, _OWN.userid == mine),)


def _order(order: str, direction: str) -> tuple[ColumnElement[Any], ...]:
    """The order of posts that clients ask for."""
    key = _SORTS[order]
    return (key.desc(), _OWN.id.desc()) if direction == "DESC" else (key, _OWN.id)


def beginnings(ctx: CallContext, rows: Collection[Discussion]) -> dict[int, dict[str, Any]]:
    """When each discussion was begun and by whom, by its id."""
    firsts = select(_OWN.discussion, _OWN.created, _OWN.userid).where(_OWN.id.in_([row["firstpost"] for row in rows]))
    stored = ctx.db.execute(firsts).all()
    names = {one["id"]: users.fullname(one) for one in users.by_field(ctx.db, "id", {post.userid for post in stored}, deleted=True)}
    return {post.discussion: {"timecreated": post.created, "authorfullname": names.get(post.userid, "")} for post in stored}


def replies(ctx: CallContext, post: Post) -> int:
    """How many posts answer a post directly."""
    return int(ctx.db.execute(select(func.count()).select_from(forum_posts).where(_OWN.parent == post["id"])).scalar_one())


def by_author(place: Place, userid: int, order: str, direction: str) -> tuple[list[Discussion], list[Post], list[Post]]:
    """What somebody has written in a forum: the discussions that the caller sees, their posts there, and what those answer."""
    ctx = place.ctx
    own = select(_OWN.discussion).where(_OWN.userid == userid)
    query = select(forum_discussions).where(forum_discussions.c.forum == place.id, forum_discussions.c.id.in_(own))
    rows = ctx.db.execute(query.order_by(forum_discussions.c.timemodified.desc(), forum_discussions.c.id.desc())).mappings().all()
    seen = [row for row in rows if discussions.shown(place, row)]
    theirs = select(forum_posts).where(_OWN.userid == userid, _OWN.discussion.in_([row["id"] for row in seen]), *_open(place))
    written = list(ctx.db.execute(theirs.order_by(*_order(order, direction))).mappings().all())
    answered = select(forum_posts).where(_OWN.id.in_({post["parent"] for post in written}), *_open(place)).order_by(_OWN.id)
    return seen, written, list(ctx.db.execute(answered).mappings().all())


def told(place: Place, rows: Collection[Discussion], posts: Sequence[Post], *, with_inline: bool = False) -> list[dict[str, Any]]:
    """Posts of discussions as the caller sees them."""
    ctx, ids = place.ctx, [post["id"] for post in posts]
    by_discussion = {row["id"]: Rights(place, row) for row in rows}
    authors = {one["id"]: one for one in users.by_field(ctx.db, "id", {post["userid"] for post in posts}, deleted=True)}
    own = contexts.by_instances(ctx.db, Level.USER, authors)
    pictures = {userid: users.picture_url(ctx.site, one, own[userid].id if userid in own else 0, "f1") for userid, one in authors.items()}
    in_groups = _groups(place, list(authors))
    attached = attachments.of_posts(place, attachments.ATTACHED, ids)
    inline = attachments.of_posts(place, attachments.INLINE, ids) if with_inline else {}
    tagged = _tags(ctx, ids)
    unread = _unread(place, posts)
    joins = _may_join(place)
    telling = []
    for post in posts:
        rights = by_discussion[post["discussion"]]
        shown, author = rights.view(post), authors.get(post["userid"])
        open_ = shown and not post["deleted"]
        entry = {
            **_text(place, post, shown=shown),
            "id": post["id"],
            "author": _author(place, author, in_groups.get(post["userid"], []), pictures) if author and open_ else _nobody(),
            "discussionid": post["discussion"],
            "hasparent": bool(post["parent"]),
            "parentid": post["parent"] or None,
            "timecreated": post["created"] if shown else None,
            "timemodified": post["modified"] if shown else None,
            "unread": unread and unread[post["id"]] if shown else None,
            "isdeleted": bool(post["deleted"]),
            "isprivatereply": bool(post["privatereplyto"]),
            **_words(place, post, shown=open_),
            "attachments": attachments.as_stored(place, attached[post["id"]], attached=True) if open_ else [],
            "messageinlinefiles": attachments.as_stored(place, inline.get(post["id"], []), attached=False) if open_ else [],
            "tags": tagged.get(post["id"], []) if open_ else [],
            "html": {"rating": None, "taglist": None, "authorsubheading": _byline(place, post, author) if author and open_ else None},
        }
        may = {
            "view": shown,
            "edit": open_ and rights.edit(post),
            "delete": open_ and rights.delete(post),
            "split": open_ and rights.split(post),
            "reply": open_ and rights.reply(post),
            "selfenrol": joins,
            "export": False,
            "controlreadstatus": False,
            "canreplyprivately": open_ and rights.reply_privately(post),
        }
        telling.append({**entry, "capabilities": may, "urls": _urls(place, post, may)})
    return telling


def _text(place: Place, post: Post, *, shown: bool) -> dict[str, Any]:
    """The subject and the message of a post, or what stands for them."""
    ctx = place.ctx
    if post["deleted"] or not shown:
        subject = "This post was deleted" if post["deleted"] else "This post is hidden"
        why = f"{subject}." if post["deleted"] else "You cannot read this post yet, or it is not for you."
        return {"subject": subject, "replysubject": f"Re: {subject}", "message": why, "messageformat": 1}
    subject = format_string(post["subject"], ctx.settings)
    where: dict[str, Any] = {"component": "mod_forum", "filearea": "post", "itemid": post["id"]}
    message, message_format = format_text(post["message"], post["messageformat"], ctx.settings, ctx.site, place.context, **where)
    answer = subject if subject.startswith("Re:") else f"Re: {subject}"
    return {"subject": subject, "replysubject": answer, "message": message, "messageformat": message_format}


def _words(place: Place, post: Post, *, shown: bool) -> dict[str, Any]:
    """How long a post is, where the forum tells."""
    counts = bool(place.row["displaywordcount"]) and shown
    return {
        "haswordcount": counts,
        "wordcount": post["wordcount"] if counts else None,
        "charcount": post["charcount"] if counts else None,
    }


def _author(place: Place, author: users.User, in_groups: list[RowMapping], pictures: dict[int, str]) -> dict[str, Any]:
    """Who has written a post."""
    ctx = place.ctx
    base = ctx.site.wwwroot
    shown = [
        {
            "id": row["id"],
            "name": format_string(row["name"], ctx.settings),
            "urls": {
                "image": f"{base}/pluginfile.php/{place.context.ids[-2]}/group/icon/{row['id']}/f2?rev={row['picture']}"
                if row["picture"]
                else None
            },
        }
        for row in in_groups
    ]
    if author["deleted"]:
        urls: dict[str, Any] = {"profile": None, "profileimage": None}
    else:
        profile = f"{base}/user/view.php?id={author['id']}&course={place.row['course']}"
        urls = {"profile": profile, "profileimage": pictures[author["id"]]}
    return {
        "id": author["id"],
        "fullname": users.fullname(author),
        "isdeleted": bool(author["deleted"]),
        "groups": shown,
        "urls": urls,
    }


def _nobody() -> dict[str, Any]:
    """What is told of the author of a post that is not shown."""
    return {"id": None, "fullname": "Hidden", "isdeleted": None, "groups": [], "urls": {"profile": None, "profileimage": None}}


def _byline(place: Place, post: Post, author: users.User) -> str:
    """Who has written a post and when, in HTML."""
    ctx = place.ctx
    here = caller_zone(ctx)
    page = html.escape(f"{ctx.site.wwwroot}/user/view.php?id={author['id']}&course={place.row['course']}")
    name, moment = html.escape(users.fullname(author)), date_text(post["created"], _TIME_FORMAT, here)
    return f'<a href="{page}">{name}</a>, {moment}'


def _urls(place: Place, post: Post, may: dict[str, bool]) -> dict[str, Any]:
    """Where pages show a post, and let people do what they may with it."""
    base = f"{place.ctx.site.wwwroot}/mod/forum"
    discussion = f"{base}/discuss.php?d={post['discussion']}"

    def page(name: str, anchor: str = "", *, allowed: bool) -> str | None:
        return f"{base}/post.php?{name}={post['id']}{anchor}" if allowed else None

    return {
        "view": f"{discussion}#p{post['id']}",
        "viewisolated": f"{discussion}&parent={post['id']}",
        "viewparent": f"{discussion}#p{post['parent']}" if post["parent"] else None,
        "edit": page("edit", allowed=may["edit"]),
        "delete": page("delete", allowed=may["delete"]),
        "split": page("prune", allowed=may["split"]),
        "reply": page("reply", "#mformforum", allowed=may["reply"]),
        "export": None,
        "markasread": None,
        "markasunread": None,
        "discuss": discussion,
    }


def _groups(place: Place, userids: list[int]) -> dict[int, list[RowMapping]]:
    """The groups of the course in which each of these people is, as far as the caller may know."""
    ctx = place.ctx
    query = (
        select(groups_members.c.userid, groups.c.id, groups.c.name, groups.c.picture)
        .select_from(groups_members.join(groups, groups.c.id == groups_members.c.groupid))
        .where(groups.c.courseid == place.row["course"], groups_members.c.userid.in_(userids))
        .order_by(groups.c.name, groups.c.id)
    )
    if not ctx.has("moodle/course:viewhiddengroups", place.context):
        query = query.where(known_to(ctx.userid, of_others=True))
    found_: dict[int, list[RowMapping]] = {}
    for row in ctx.db.execute(query).mappings():
        found_.setdefault(row["userid"], []).append(row)
    return found_


def _tags(ctx: CallContext, ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    """The tags of posts, by the id of the post."""
    found_: dict[int, list[dict[str, Any]]] = {}
    for row in ctx.db.execute(_TAGS, {"posts": ids}).mappings():
        address = urlencode({"tc": row["tagcollid"], "tag": row["rawname"]})
        entry = {
            "id": row["instance"],
            "tagid": row["id"],
            "isstandard": bool(row["isstandard"]),
            "displayname": row["rawname"],
            "flag": bool(row["flag"]),
            "urls": {"view": f"{ctx.site.wwwroot}/tag/index.php?{address}"},
        }
        found_.setdefault(row["itemid"], []).append(entry)
    return found_


def _unread(place: Place, posts: Sequence[Post]) -> dict[int, bool] | None:
    """Which posts the caller has not read, by id; None where that is not noted."""
    if not place.is_tracked():
        return None
    ctx, own = place.ctx, forum_read.c
    query = select(own.postid).where(own.userid == ctx.userid, own.postid.in_([post["id"] for post in posts]))
    read = set(ctx.db.execute(query).scalars())
    since = ctx.now - ctx.site.config.number("forum_oldpostdays") * _DAY
    return {post["id"]: post["modified"] >= since and post["id"] not in read for post in posts}


def _may_join(place: Place) -> bool:
    """Whether the caller, who is not in the course, could write after having enrolled in it by themselves."""
    ctx, courseid = place.ctx, place.row["course"]
    if ctx.userid in ctx.site.admins or enrolments.is_enrolled(ctx.db, ctx.userid, courseid):
        return False
    query = select(enrol.c.id).where(enrol.c.courseid == courseid, enrol.c.enrol == "self", enrol.c.status == enrolments.ENABLED)
    return ctx.db.execute(query).first() is not None

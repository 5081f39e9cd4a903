"""Posts: finding those that the caller may read, what the caller may do with each, and their results."""

from __future__ import annotations

import html
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, func, or_, select

from gateway.api import CallContext, CodedError, Level, caller_zone, contexts, date_text, enrolments, format_string, format_text
from gateway.api.access import known_members
from gateway.api.tables import enrol, groups, groups_members
from gateway.components.core_user import lib as users
from gateway.components.mod_forum import attachments, discussions, tags
from gateway.components.mod_forum.access import ForumAccess
from gateway.components.mod_forum.discussions import Discussion
from gateway.components.mod_forum.ratings import post_ratings
from gateway.components.mod_forum.tables import forum_discussions, forum_posts, forum_read

__all__ = [
    "Post",
    "PostRights",
    "first_posts",
    "posts_by_author",
    "enter_parent",
    "enter_post",
    "of_discussion",
    "reply_count",
    "post_results",
]

Post = RowMapping

_COLS = forum_posts.c
_SORTS = {"id": _COLS.id, "created": _COLS.created, "modified": _COLS.modified}
_TIME_FORMAT = "%A, %d %B %Y, %I:%M %p"
_DAY = 24 * 3600


class PostRights:
    """What the caller may do with the posts of one discussion."""

    def __init__(self, access: ForumAccess, row: Discussion) -> None:
        """Load what is the same for all posts."""
        self._access, self._discussion = access, row
        self._answers = discussions.may_post(access, row)
        self._edits_any, self._deletes_any = access.may("editanypost"), access.may("deleteanypost")
        self._deletes_own, self._splits = access.may("deleteownpost"), access.may("splitdiscussions")
        self._reads_private, self._writes_private = access.may("readprivatereplies"), access.may("postprivatereply")
        self._sees_discussion = discussions.is_visible(access, row)
        self._sees_answers = (
            access.row["type"] != "qanda"
            or row["userid"] == access.ctx.userid
            or access.may("viewqandawithoutposting")
            or row["id"] in access.written_in
        )

    def view(self, post: Post) -> bool:
        """Whether the caller may read a post."""
        is_party = self._access.ctx.userid in (post["userid"], post["privatereplyto"])
        if not self._sees_discussion or (post["privatereplyto"] and not is_party and not self._reads_private):
            return False
        return self._sees_answers or not post["parent"] or self._is_own(post)

    def edit(self, post: Post) -> bool:
        """Whether the caller may edit a post."""
        kind, first = self._access.row["type"], not post["parent"]
        if kind == "single" and first:
            return self._access.ctx.has("moodle/course:manageactivities", self._access.context)
        now = self._access.ctx.now
        in_time = first and self._discussion["timestart"] > now if kind == "news" else self._is_fresh(post)
        return self._edits_any or (self._is_own(post) and (in_time or self._is_fresh(post)) and not post["mailnow"])

    def delete(self, post: Post, *, answered: bool = False) -> bool:
        """Whether the caller may delete a post; ``answered`` says that it has replies."""
        if self._access.row["type"] == "single" and not post["parent"]:
            return False
        if self._deletes_any:
            return True
        return not answered and self._is_own(post) and self._is_fresh(post) and self._deletes_own and not post["mailnow"]

    def split(self, post: Post) -> bool:
        """Whether the caller may split a post with its replies off into a discussion of its own."""
        return bool(self._splits and self._access.row["type"] != "single" and post["parent"] and not post["privatereplyto"])

    def reply(self, post: Post) -> bool:
        """Whether the caller may reply to a post."""
        return self._answers and not post["privatereplyto"] and self.view(post)

    def reply_privately(self, post: Post) -> bool:
        """Whether the caller may reply to a post privately, for its author only."""
        return self._writes_private and not post["privatereplyto"]

    def _is_own(self, post: Post) -> bool:
        """Whether the caller is the author of a post."""
        return bool(post["userid"] == self._access.ctx.userid)

    def _is_fresh(self, post: Post) -> bool:
        """Whether a post is younger than ``maxeditingtime``."""
        return bool(self._access.ctx.now - post["created"] < self._access.ctx.site.config.number("maxeditingtime"))


def enter_post(ctx: CallContext, postid: int) -> tuple[ForumAccess, Discussion, Post]:
    """Enter the forum of a post in a discussion that the caller may see. Raises ``invalidpostid``."""
    row = _post(ctx, postid, "invalidpostid")
    access, discussion = discussions.enter_discussion(ctx, row["discussion"])
    return access, discussion, row


def enter_parent(ctx: CallContext, postid: int) -> tuple[ForumAccess, Discussion, Post]:
    """Enter the forum of a post that is to be answered. Raises ``invalidparentpostid``, and ``nopostforum`` for who may not see it."""
    row = _post(ctx, postid, "invalidparentpostid")
    access, discussion = discussions.enter_forum_of(ctx, row["discussion"])
    if not discussions.is_visible(access, discussion):
        raise CodedError("nopostforum", "forum")
    return access, discussion, row


def _post(ctx: CallContext, postid: int, code: str) -> Post:
    """The post with that id. Raises ``CodedError`` with the code ``code``."""
    row = ctx.db.execute(select(forum_posts).where(_COLS.id == postid)).mappings().first()
    if row is None:
        raise CodedError(code, "forum", message="There is no such post.")
    return row


def of_discussion(access: ForumAccess, row: Discussion, order: str, direction: str) -> list[Post]:
    """The posts of a discussion, without private replies that the caller may not read."""
    query = select(forum_posts).where(_COLS.discussion == row["id"], *_readable(access))
    return list(access.ctx.db.execute(query.order_by(*_order(order, direction))).mappings().all())


def _readable(access: ForumAccess) -> tuple[ColumnElement[bool], ...]:
    """The condition that excludes private replies that the caller may not read."""
    if access.may("readprivatereplies"):
        return ()
    userid = access.ctx.userid
    return (or_(_COLS.privatereplyto == 0, _COLS.privatereplyto == userid, _COLS.userid == userid),)


def _order(order: str, direction: str) -> tuple[ColumnElement[Any], ...]:
    """The columns to sort by for the parameters ``sortby`` and ``sortdirection``."""
    key = _SORTS[order]
    return (key.desc(), _COLS.id.desc()) if direction == "DESC" else (key, _COLS.id)


def first_posts(ctx: CallContext, rows: Collection[Discussion]) -> dict[int, dict[str, Any]]:
    """The creation time and the author's full name of each discussion, by id."""
    firsts = select(_COLS.discussion, _COLS.created, _COLS.userid).where(_COLS.id.in_([row["firstpost"] for row in rows]))
    stored = ctx.db.execute(firsts).all()
    names = {
        author["id"]: users.fullname(ctx.site, author)
        for author in users.by_field(ctx.db, "id", {post.userid for post in stored}, deleted=True)
    }
    return {post.discussion: {"timecreated": post.created, "authorfullname": names.get(post.userid, "")} for post in stored}


def reply_count(ctx: CallContext, post: Post) -> int:
    """The number of direct replies to a post."""
    return int(ctx.db.execute(select(func.count()).select_from(forum_posts).where(_COLS.parent == post["id"])).scalar_one())


def posts_by_author(access: ForumAccess, userid: int, order: str, direction: str) -> tuple[list[Discussion], list[Post], list[Post]]:
    """A user's posts in a forum: the discussions with them that the caller may see, these posts, and the posts they reply to."""
    ctx = access.ctx
    written_in = select(_COLS.discussion).where(_COLS.userid == userid)
    query = select(forum_discussions).where(forum_discussions.c.forum == access.id, forum_discussions.c.id.in_(written_in))
    rows = ctx.db.execute(query.order_by(forum_discussions.c.timemodified.desc(), forum_discussions.c.id.desc())).mappings().all()
    seen = [row for row in rows if discussions.is_visible(access, row)]
    query_posts = select(forum_posts).where(_COLS.userid == userid, _COLS.discussion.in_([row["id"] for row in seen]), *_readable(access))
    written = list(ctx.db.execute(query_posts.order_by(*_order(order, direction))).mappings().all())
    answered = select(forum_posts).where(_COLS.id.in_({post["parent"] for post in written}), *_readable(access)).order_by(_COLS.id)
    return seen, written, list(ctx.db.execute(answered).mappings().all())


def post_results(
    access: ForumAccess, rows: Collection[Discussion], posts: Sequence[Post], *, with_inline: bool = False
) -> list[dict[str, Any]]:
    """The posts that the caller may read, as their exporter returns them; ``rows`` are their discussions."""
    ctx, by_discussion = access.ctx, {row["id"]: (row, PostRights(access, row)) for row in rows}
    posts = [post for post in posts if by_discussion[post["discussion"]][1].view(post)]
    ids = [post["id"] for post in posts]
    authors = {author["id"]: author for author in users.by_field(ctx.db, "id", {post["userid"] for post in posts}, deleted=True)}
    user_contexts = contexts.by_instances(ctx.db, Level.USER, authors)
    pictures = {
        userid: users.picture_url(ctx.site, author, user_contexts[userid].id if userid in user_contexts else 0, "f1")
        for userid, author in authors.items()
    }
    in_groups = _groups(access, list(authors))
    attached = attachments.of_posts(access, attachments.ATTACHED, ids)
    inline = attachments.of_posts(access, attachments.INLINE, ids) if with_inline else {}
    tagged = tags.of_posts(access, ids)
    unread = _unread(access, posts)
    joins = _may_self_enrol(access)
    rated = post_ratings(access, posts)
    results = []
    for post in posts:
        (row, rights), author = by_discussion[post["discussion"]], authors.get(post["userid"])
        open_ = not post["deleted"]
        entry = {
            **_text(access, post),
            "id": post["id"],
            "author": _author(access, author, in_groups.get(post["userid"], []), pictures) if author else _hidden_author(),
            "discussionid": post["discussion"],
            "hasparent": bool(post["parent"]),
            "parentid": post["parent"] or None,
            "timecreated": _time_created(row, post) if open_ else None,
            "timemodified": post["modified"],
            "unread": unread and unread[post["id"]],
            "isdeleted": bool(post["deleted"]),
            "isprivatereply": bool(post["privatereplyto"]),
            **_word_counts(access, post, visible=open_),
            "attachments": attachments.exporter_results(access, attached[post["id"]], attached=True) if open_ else [],
            "messageinlinefiles": attachments.exporter_results(access, inline.get(post["id"], []), attached=False) if open_ else [],
            "tags": tags.tag_results(access, tagged.get(post["id"], [])) if open_ else [],
            "html": {
                "rating": rated.markup(post) if rated and open_ else None,
                "taglist": tags.markup(access, tagged[post["id"]]) if open_ and post["id"] in tagged else None,
                "authorsubheading": _byline(access, post, author) if author and open_ else None,
            },
        }
        may = {
            "view": True,
            "edit": rights.edit(post),
            "delete": rights.delete(post),
            "split": rights.split(post),
            "reply": rights.reply(post),
            "selfenrol": joins,
            "export": False,
            "controlreadstatus": False,
            "canreplyprivately": rights.reply_privately(post),
        }
        results.append({**entry, "capabilities": may, "urls": _urls(access, post, may)})
    return results


def _time_created(row: Discussion, post: Post) -> int:
    """When a post was added; the first post of a discussion that is displayed from a later time on counts from then."""
    return int(post["created"] if post["parent"] else max(post["created"], row["timestart"]))


def _text(access: ForumAccess, post: Post) -> dict[str, Any]:
    """The members with subject and message; of deleted posts a placeholder."""
    ctx = access.ctx
    if post["deleted"]:
        subject = "This post was deleted"
        return {"subject": subject, "replysubject": f"Re: {subject}", "message": f"{subject}.", "messageformat": 1}
    subject = format_string(post["subject"], ctx.settings)
    where: dict[str, Any] = {"component": "mod_forum", "filearea": "post", "itemid": post["id"]}
    message, message_format = format_text(post["message"], post["messageformat"], ctx.settings, ctx.site, access.context, **where)
    answer = subject if subject.startswith("Re:") else f"Re: {subject}"
    return {"subject": subject, "replysubject": answer, "message": message, "messageformat": message_format}


def _word_counts(access: ForumAccess, post: Post, *, visible: bool) -> dict[str, Any]:
    """The members with the numbers of words and characters, where the forum displays them."""
    counts = bool(access.row["displaywordcount"]) and visible
    return {
        "haswordcount": counts,
        "wordcount": post["wordcount"] if counts else None,
        "charcount": post["charcount"] if counts else None,
    }


def _author(access: ForumAccess, author: users.User, in_groups: list[RowMapping], pictures: dict[int, str]) -> dict[str, Any]:
    """The member ``author`` of a post."""
    ctx = access.ctx
    base = ctx.site.wwwroot
    group_results = [
        {
            "id": row["id"],
            "name": format_string(row["name"], ctx.settings),
            "urls": {
                "image": f"{base}/pluginfile.php/{access.context.ids[-2]}/group/icon/{row['id']}/f2?rev={row['picture']}"
                if row["picture"]
                else None
            },
        }
        for row in in_groups
    ]
    if author["deleted"]:
        urls: dict[str, Any] = {"profile": None, "profileimage": None}
    else:
        profile = f"{base}/user/view.php?id={author['id']}&course={access.row['course']}"
        urls = {"profile": profile, "profileimage": pictures[author["id"]]}
    return {
        "id": author["id"],
        "fullname": users.fullname(access.ctx.site, author),
        "isdeleted": bool(author["deleted"]),
        "groups": group_results,
        "urls": urls,
    }


def _hidden_author() -> dict[str, Any]:
    """The member ``author`` of a post that the caller may not read."""
    return {"id": None, "fullname": "Hidden", "isdeleted": None, "groups": [], "urls": {"profile": None, "profileimage": None}}


def _byline(access: ForumAccess, post: Post, author: users.User) -> str:
    """The author and the time of a post, in HTML."""
    ctx = access.ctx
    timezone = caller_zone(ctx)
    page = html.escape(f"{ctx.site.wwwroot}/user/view.php?id={author['id']}&course={access.row['course']}")
    name, moment = html.escape(users.fullname(ctx.site, author)), date_text(post["created"], _TIME_FORMAT, timezone)
    return f'<a href="{page}">{name}</a>, {moment}'


def _urls(access: ForumAccess, post: Post, may: dict[str, bool]) -> dict[str, Any]:
    """The member ``urls``: the pages to view a post, and those for the actions that the caller may do."""
    base = f"{access.ctx.site.wwwroot}/mod/forum"
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


def _groups(access: ForumAccess, userids: list[int]) -> dict[int, list[RowMapping]]:
    """The groups of each user in the course that the caller may know of, by user id."""
    ctx = access.ctx
    query = (
        select(groups_members.c.userid, groups.c.id, groups.c.name, groups.c.picture)
        .select_from(groups_members.join(groups, groups.c.id == groups_members.c.groupid))
        .where(groups.c.courseid == access.row["course"], groups_members.c.userid.in_(userids), known_members(ctx, access.context))
        .order_by(groups.c.name, groups.c.id)
    )
    found: dict[int, list[RowMapping]] = {}
    for row in ctx.db.execute(query).mappings():
        found.setdefault(row["userid"], []).append(row)
    return found


def _unread(access: ForumAccess, posts: Sequence[Post]) -> dict[int, bool] | None:
    """Whether each post is unread by the caller, by post id; None if read posts are not tracked."""
    if not access.is_tracked():
        return None
    ctx, cols = access.ctx, forum_read.c
    query = select(cols.postid).where(cols.userid == ctx.userid, cols.postid.in_([post["id"] for post in posts]))
    read = set(ctx.db.execute(query).scalars())
    since = ctx.now - ctx.site.config.number("forum_oldpostdays") * _DAY
    return {post["id"]: post["modified"] >= since and post["id"] not in read for post in posts}


def _may_self_enrol(access: ForumAccess) -> bool:
    """Whether the caller, not enrolled, could post after enrolling in the course with self enrolment."""
    ctx, courseid = access.ctx, access.row["course"]
    if ctx.userid in ctx.site.admins or enrolments.is_enrolled(ctx.db, ctx.userid, courseid):
        return False
    query = select(enrol.c.id).where(enrol.c.courseid == courseid, enrol.c.enrol == "self", enrol.c.status == enrolments.ENABLED)
    return ctx.db.execute(query).first() is not None

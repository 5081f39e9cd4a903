"""Conversations: finding, starting and describing them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import BindParameter, Connection, RowMapping, Select, bindparam, case, exists, func, select

from gateway.api import SYSTEM, CallContext, CodedError, Context, Level, contexts, format_string
from gateway.api.rows import EVERYTHING, Window, insert_row
from gateway.api.tables import course, groups
from gateway.components.core_course.lib import theme_image
from gateway.components.core_favourites.tables import favourite
from gateway.components.core_group.lib import picture_url
from gateway.components.core_message import access, lib, members, texts
from gateway.components.core_message.tables import (
    message_conversation_actions,
    message_conversation_members,
    message_conversations,
    messages,
)
from gateway.components.core_user import lib as users

__all__ = [
    "GROUP",
    "INDIVIDUAL",
    "MUTED",
    "SELF",
    "between",
    "existing",
    "conversation_context",
    "is_member",
    "listed",
    "member_ids",
    "self_conversation",
    "message_results",
    "star",
    "start",
    "conversation_result",
    "unknown",
    "require_self_conversation",
]

# The types of conversations: between two users, of a group, with oneself.
INDIVIDUAL, GROUP, SELF = 1, 2, 3
# The action of a user who has muted a conversation.
MUTED = 1

_CONVERSATION, _MEMBER = message_conversations.c, message_conversation_members.c
_USER: BindParameter[int] = bindparam("userid")
_HERE = messages.alias("here")


def _last_message() -> Any:
    """A subquery for the id of the last message of a conversation that the user has not deleted."""
    return (
        select(_HERE.c.id)
        .where(_HERE.c.conversationid == _CONVERSATION.id, ~lib.has_deleted(_USER, _HERE.c.id))
        .order_by(_HERE.c.timecreated.desc(), _HERE.c.id.desc())
        .limit(1)
        .correlate(message_conversations)
        .scalar_subquery()
    )


_STARRED = exists().where(
    favourite.c.component == "core_message",
    favourite.c.itemtype == "message_conversations",
    favourite.c.itemid == _CONVERSATION.id,
    favourite.c.userid == _USER,
)
_ASIDE = message_conversation_actions.c
_SILENT = exists().where(_ASIDE.conversationid == _CONVERSATION.id, _ASIDE.userid == _USER, _ASIDE.action == MUTED)
_UNREAD = (
    select(func.count())
    .select_from(messages)
    .where(
        messages.c.conversationid == _CONVERSATION.id,
        messages.c.useridfrom != _USER,
        ~lib.has_read(_USER),
        ~lib.has_deleted(_USER, messages.c.id),
    )
    .correlate(message_conversations)
    .scalar_subquery()
)
_PEOPLE = message_conversation_members.alias("people")
_COUNT = select(func.count()).select_from(_PEOPLE).where(_PEOPLE.c.conversationid == _CONVERSATION.id).scalar_subquery()
_SUMMARY: Select[Any] = select(
    message_conversations,
    case((_STARRED, 1), else_=0).label("starred"),
    case((_SILENT, 1), else_=0).label("silent"),
    _UNREAD.label("unread"),
    _COUNT.label("membercount"),
)
_ONE = _SUMMARY.where(_CONVERSATION.id == bindparam("conversation"))
_LISTED = (
    _SUMMARY.add_columns(
        messages.c.id.label("messageid"),
        *(messages.c[name] for name in ("useridfrom", "smallmessage", "fullmessage", "fullmessagehtml", "fullmessageformat")),
        messages.c.timecreated.label("timesent"),
    )
    .select_from(
        message_conversations.join(message_conversation_members, _MEMBER.conversationid == _CONVERSATION.id).outerjoin(
            messages, messages.c.id == _last_message()
        )
    )
    .where(
        _MEMBER.userid == _USER,
        _CONVERSATION.enabled == 1,
        _CONVERSATION.type.in_(bindparam("types", expanding=True)),
        case((_STARRED, 1), else_=0).in_(bindparam("starred", expanding=True)),
        # A conversation between two users is listed only once it has messages.
        (_CONVERSATION.type != INDIVIDUAL) | messages.c.id.is_not(None),
    )
    .order_by(case((messages.c.id.is_(None), 1), else_=0), messages.c.timecreated.desc(), _CONVERSATION.id.desc())
)
_BETWEEN = select(message_conversations).where(_CONVERSATION.type == bindparam("type"), _CONVERSATION.convhash == bindparam("hash"))
_MEMBERS = (
    select(_MEMBER.conversationid, _MEMBER.userid)
    .where(_MEMBER.conversationid.in_(bindparam("conversations", expanding=True)))
    .order_by(_MEMBER.timecreated, _MEMBER.id)
)


def existing(db: Connection, conversationid: int) -> RowMapping | None:
    """The conversation with that id, or None."""
    return db.execute(select(message_conversations).where(_CONVERSATION.id == conversationid)).mappings().first()


def between(db: Connection, *userids: int) -> int:
    """The id of the conversation between two users, or with oneself if one user is given; 0 if there is none."""
    kind = SELF if len(set(userids)) == 1 else INDIVIDUAL
    return db.execute(_BETWEEN, {"type": kind, "hash": _hash(userids)}).scalar() or 0


def self_conversation(ctx: CallContext, userid: int) -> int:
    """The id of a user's conversation with themselves, which is created and starred at first use."""
    found = between(ctx.db, userid)
    if not found:
        users.existing(ctx.db, userid)
        found = start(ctx, SELF, [userid])
        star(ctx, contexts.by_instance(ctx.db, Level.USER, userid), found, userid)
    return found


def start(ctx: CallContext, kind: int, userids: Collection[int]) -> int:
    """Create a conversation between two users, or with oneself, and return its id."""
    row = {"type": kind, "convhash": _hash(userids), "enabled": 1, "timecreated": ctx.now, "timemodified": ctx.now}
    started = insert_row(ctx.db, message_conversations, row)
    for userid in userids:
        insert_row(ctx.db, message_conversation_members, {"conversationid": started, "userid": userid, "timecreated": ctx.now})
    return started


async def require_self_conversation(ctx: CallContext, userid: int) -> int:
    """The id of a user's conversation with themselves (created at first use), if the caller may read the user's messages.

    Raises ``UncodedRefusal`` if the caller may not.
    """
    await ctx.read(access.require_messages_owner, userid)
    found = await ctx.read(lambda reading: between(reading.db, userid))
    return found or await ctx.write(self_conversation, userid)


def star(ctx: CallContext, place: Context, conversationid: int, userid: int) -> None:
    """Add a conversation to a user's favourites."""
    row = {"component": "core_message", "itemtype": "message_conversations", "itemid": conversationid, "userid": userid}
    insert_row(ctx.db, favourite, {**row, "contextid": place.id, "timecreated": ctx.now, "timemodified": ctx.now})


def conversation_context(ctx: CallContext, row: RowMapping) -> Context:
    """The context of a conversation: that of its group's course, or the system's."""
    return (contexts.by_id(ctx.db, row["contextid"]) if row["contextid"] else None) or SYSTEM


def is_member(db: Connection, userid: int, conversationid: int) -> bool:
    """Whether a user is a member of a conversation."""
    query = select(_MEMBER.id).where(_MEMBER.userid == userid, _MEMBER.conversationid == conversationid)
    return db.execute(query).first() is not None


def member_ids(db: Connection, conversationid: int) -> list[int]:
    """The ids of the members of a conversation, in the order in which they joined."""
    return [row.userid for row in db.execute(_MEMBERS, {"conversations": [conversationid]})]


def listed(
    ctx: CallContext, userid: int, *, kind: int | None, starred: bool | None, merge_self: bool, part: Window
) -> list[dict[str, Any]]:
    """A user's conversations, last active first, optionally only of a type, or only favourites or others.

    With ``merge_self``, the self-conversation counts as one between two users. Raises ``CodedError`` for an unknown type.
    """
    if kind not in (None, INDIVIDUAL, GROUP, SELF):
        raise CodedError("invalidtype", "message")
    kinds = {INDIVIDUAL, GROUP, SELF} if kind is None else {kind, SELF} if kind == INDIVIDUAL and merge_self else {kind}
    wanted = {"userid": userid, "types": list(kinds), "starred": [0, 1] if starred is None else [int(starred)]}
    rows = ctx.db.execute(part.rows(_LISTED), wanted).mappings().all()
    present = _shown_members(ctx, userid, rows)
    extra = _of_groups(ctx, rows)
    return [
        {
            **_summary(ctx, row, extra),
            "name": format_string(row["name"], ctx.settings),
            "unreadcount": row["unread"] or None,
            "members": present[row["id"]],
            "messages": [_message_result(ctx, {**row, "id": row["messageid"], "timecreated": row["timesent"]})] if row["messageid"] else [],
        }
        for row in rows
    ]


def conversation_result(
    ctx: CallContext,
    userid: int,
    conversationid: int,
    *,
    requests: bool = False,
    privacy: bool = False,
    of_members: Window = EVERYTHING,
    of_messages: Window = EVERYTHING,
    newest_first: bool = True,
) -> dict[str, Any]:
    """A conversation as a user sees it; ``of_members`` and ``of_messages`` are the parts to return.

    Raises ``CodedError`` if there is no such conversation.
    """
    row = ctx.db.execute(_ONE, {"userid": userid, "conversation": conversationid}).mappings().first()
    if row is None:
        raise unknown()
    people = of_members.items(member_ids(ctx.db, conversationid))
    others = [member for member in people if member != userid or row["type"] == SELF]
    return {
        **_summary(ctx, row, _of_groups(ctx, [row])),
        "name": row["name"],
        "unreadcount": row["unread"],
        "members": members.member_results(ctx, userid, others, requests=requests, privacy=privacy),
        "messages": message_results(ctx, userid, conversationid, newest_first=newest_first, part=of_messages),
    }


def unknown() -> CodedError:
    """The error for a conversation that does not exist."""
    return CodedError("errorconversationdoesnotexist", "message")


def message_results(
    ctx: CallContext, userid: int, conversationid: int, *, newest_first: bool, part: Window, since: int = 0, until: int = 0
) -> list[dict[str, Any]]:
    """The messages of a conversation that the user has not deleted, optionally of a period only."""
    cols = messages.c
    query = select(messages).where(cols.conversationid == conversationid, ~lib.has_deleted(userid, cols.id))
    if since:
        query = query.where(cols.timecreated >= since)
    if until:
        query = query.where(cols.timecreated <= until)
    query = query.order_by(cols.timecreated.desc() if newest_first else cols.timecreated, cols.id)
    return [_message_result(ctx, row) for row in ctx.db.execute(part.rows(query)).mappings()]


def _message_result(ctx: CallContext, row: RowMapping | dict[str, Any]) -> dict[str, Any]:
    """A message in the form of the result."""
    return {**{name: row[name] for name in ("id", "useridfrom", "timecreated")}, "text": texts.formatted(ctx.site, row)}


def _summary(ctx: CallContext, row: RowMapping, extra: Mapping[int, tuple[str, str | None]]) -> dict[str, Any]:
    """The keys that results have of every conversation."""
    subname, picture = extra.get(row["id"], (None, None))
    return {
        **{name: row[name] for name in ("id", "type", "membercount")},
        "subname": subname,
        "imageurl": picture,
        "ismuted": bool(row["silent"]),
        "isfavourite": bool(row["starred"]),
        "isread": not row["unread"],
        "candeletemessagesforallusers": ctx.has("moodle/site:deleteanymessage", conversation_context(ctx, row)),
    }


def _of_groups(ctx: CallContext, rows: Collection[RowMapping]) -> dict[int, tuple[str, str | None]]:
    """The course name and the picture URL of each group conversation, by conversation id."""
    linked = {row["itemid"]: row["id"] for row in rows if row["component"] == "core_group" and row["itemtype"] == "groups"}
    if not linked:
        return {}
    query = select(groups.c.id, groups.c.picture, course.c.shortname, course.c.id.label("course"))
    found = (
        ctx.db.execute(query.select_from(groups.join(course, course.c.id == groups.c.courseid)).where(groups.c.id.in_(linked)))
        .mappings()
        .all()
    )
    places = contexts.by_instances(ctx.db, Level.COURSE, {row["course"] for row in found})
    return {
        linked[row["id"]]: (
            format_string(row["shortname"], ctx.settings),
            picture_url(ctx.site, row, places[row["course"]]) or theme_image(ctx.site, "core", "g/g1"),
        )
        for row in found
        if row["course"] in places
    }


def _shown_members(ctx: CallContext, userid: int, rows: Collection[RowMapping]) -> dict[int, list[dict[str, Any]]]:
    """The members shown with each conversation: the other user, oneself, or the last other sender in a group."""
    ids: dict[int, list[int]] = {row["id"]: [] for row in rows}
    pairs = [row["id"] for row in rows if row["type"] == INDIVIDUAL]
    for member in ctx.db.execute(_MEMBERS, {"conversations": pairs}) if pairs else ():
        if member.userid != userid:
            ids[member.conversationid].append(member.userid)
    for row in rows:
        if row["type"] == SELF:
            ids[row["id"]] = [userid]
        elif row["type"] == GROUP and row["messageid"] and row["useridfrom"] != userid:
            ids[row["id"]] = [row["useridfrom"]]
    everybody = sorted({memberid for present in ids.values() for memberid in present})
    partners = {memberid for conversation in pairs for memberid in ids[conversation]}
    known = {member["id"]: member for member in members.member_results(ctx, userid, everybody, privacy=True)}

    def shown(memberid: int, conversation: int) -> dict[str, Any]:
        # Who may message whom is told in conversations between two users; who reaches even blockers is told of such a partner everywhere.
        if conversation in pairs:
            return known[memberid]
        told = {"canmessage": None, "requirescontact": None}
        return {**known[memberid], **told, **({} if memberid in partners else {"canmessageevenifblocked": None})}

    return {row["id"]: [shown(memberid, row["id"]) for memberid in ids[row["id"]] if memberid in known] for row in rows}


def _hash(userids: Collection[int]) -> str:
    """The value of ``convhash`` by which a conversation of these users is found."""
    joined = "-".join(str(userid) for userid in sorted(set(userids)))
    return hashlib.sha1(joined.encode(), usedforsecurity=False).hexdigest()

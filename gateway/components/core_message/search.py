"""Finding people to write to, and what was written."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select

from gateway.access.enrolments import JOINED, active
from gateway.api import SITE_COURSE, CallContext, Level, contexts, enrolments
from gateway.components.core_message import lib, members
from gateway.components.core_user import lib as users
from gateway.store import caseless
from gateway.store.tables.enrolments import enrol, user_enrolments
from gateway.store.tables.messages import (
    message_conversation_members,
    message_conversations,
    message_users_blocked,
    messages,
)
from gateway.store.tables.users import user

__all__ = ["contacts", "people", "written"]

_NAME = user.c.firstname + " " + user.c.lastname
_PARTNERS = message_conversation_members.alias("partners")
_BETWEEN = (
    select(
        _PARTNERS.c.userid.label("partner"),
        *(message_conversations.c[name] for name in ("id", "type", "name", "timecreated")),
    )
    .select_from(
        message_conversations.join(
            message_conversation_members, message_conversation_members.c.conversationid == message_conversations.c.id
        ).join(_PARTNERS, _PARTNERS.c.conversationid == message_conversations.c.id)
    )
    .where(
        message_conversation_members.c.userid == bindparam("owner"),
        _PARTNERS.c.userid.in_(bindparam("partners", expanding=True)),
        message_conversations.c.type == 1,
        message_conversations.c.enabled == 1,
    )
    .order_by(message_conversations.c.id)
)


def people(ctx: CallContext, owner: int, text: str, skip: int, most: int) -> dict[str, list[dict[str, Any]]]:
    """The contacts of somebody whose names hold a text, and the others whom they might write to, each by name."""
    mine = set(lib.contacts(ctx.db, owner))
    matching = user.c.deleted == 0, user.c.confirmed == 1, user.c.id.not_in((owner, ctx.site.guest_id)), caseless.contains(_NAME, text)
    friends: ColumnElement[bool] = user.c.id.in_(mine)
    strangers: ColumnElement[bool] = user.c.id.not_in(mine)
    if not ctx.site.config.flag("messagingallusers"):
        strangers = and_(strangers, user.c.id.in_(_companions(ctx, owner)))
    found: list[list[int]] = []
    for which in (friends, strangers):
        query = select(user.c.id).where(*matching, which).order_by(_NAME, user.c.id).limit(most or None).offset(skip)
        found.append(list(ctx.db.execute(query).scalars()))
    told = {one["id"]: one for one in members.told(ctx, owner, [*found[0], *found[1]])}
    for one in told.values():
        one["conversations"] = []
    for row in ctx.db.execute(_BETWEEN, {"owner": owner, "partners": list(told)}).mappings():
        told[row["partner"]]["conversations"].append({**{name: row[name] for name in ("id", "type", "timecreated")}, "name": row["name"]})
    return {kind: [told[one] for one in ids] for kind, ids in zip(("contacts", "noncontacts"), found, strict=True)}


def contacts(ctx: CallContext, text: str, *, of_my_courses: bool) -> list[dict[str, Any]]:
    """People whose names hold a text, but for those who take no messages from the caller; of the caller's courses, if asked for."""
    blocking = select(message_users_blocked.c.userid).where(message_users_blocked.c.blockeduserid == ctx.userid)
    query = select(user).where(
        user.c.deleted == 0, user.c.confirmed == 1, user.c.id.not_in((ctx.userid, ctx.site.guest_id)), caseless.contains(_NAME, text)
    )
    query = query.where(user.c.id.not_in(blocking))
    if of_my_courses:
        query = query.where(user.c.id.in_(_companions(ctx, ctx.userid)))
    rows = ctx.db.execute(query.order_by(user.c.lastname, user.c.firstname, user.c.id)).mappings().all()
    places = contexts.by_instances(ctx.db, Level.USER, [row["id"] for row in rows])
    return [
        {
            "id": row["id"],
            "fullname": users.fullname(row),
            "profileimageurl": users.picture_url(ctx.site, row, places[row["id"]].id, "f1"),
            "profileimageurlsmall": users.picture_url(ctx.site, row, places[row["id"]].id, "f2"),
        }
        for row in rows
        if row["id"] in places
    ]


def written(ctx: CallContext, owner: int, text: str, skip: int, most: int) -> list[dict[str, Any]]:
    """Messages that hold a text, of the conversations of somebody, newest first, with whom they were written to or by."""
    own, partner = messages.c, _PARTNERS.c
    here = select(message_conversation_members.c.conversationid).where(message_conversation_members.c.userid == owner)
    query = (
        select(messages, func.coalesce(func.min(partner.userid), owner).label("partner"), lib.has_read(owner).label("seen"))
        .select_from(messages.outerjoin(_PARTNERS, (partner.conversationid == own.conversationid) & (partner.userid != owner)))
        .where(own.conversationid.in_(here), ~lib.has_deleted(owner), _holds(text))
        .group_by(own.id)
        .order_by(own.timecreated.desc(), own.id.desc())
        .limit(most or None)
        .offset(skip)
    )
    rows = ctx.db.execute(query).mappings().all()
    # Of a message to many, who has written it is told of; of one's own, one of those who got it.
    partners = {row["id"]: row["partner"] if row["useridfrom"] == owner else row["useridfrom"] for row in rows}
    known = {one["id"]: one for one in members.told(ctx, owner, sorted(set(partners.values())))}
    return [
        {
            **{
                name: one[name]
                for name in ("fullname", "profileimageurl", "profileimageurlsmall", "showonlinestatus", "isonline", "isblocked")
            },
            "userid": one["id"],
            "ismessaging": False,
            "sentfromcurrentuser": row["useridfrom"] == owner,
            "lastmessage": row["smallmessage"] or row["fullmessage"] or "",
            "lastmessagedate": row["timecreated"],
            "messageid": row["id"],
            "isread": bool(row["seen"]) or row["useridfrom"] == owner,
            "unreadcount": None,
            "conversationid": row["conversationid"],
        }
        for row in rows
        if (one := known.get(partners[row["id"]]))
    ]


def _holds(text: str) -> ColumnElement[bool]:
    """That a message holds a text."""
    return or_(*(caseless.contains(messages.c[name], text) for name in ("smallmessage", "fullmessage")))


def _companions(ctx: CallContext, owner: int) -> Any:
    """The ids of those who are in a course with somebody, for use in another statement."""
    ids = {row["id"] for row in enrolments.courses_of(ctx.db, ctx.site, [owner], now=ctx.now)[owner]} - {SITE_COURSE}
    return select(user_enrolments.c.userid).select_from(JOINED).where(enrol.c.courseid.in_(ids), *active(ctx.now))

"""Searching users to message, and messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select

from gateway.api import NOTAGS, CallContext, CodedError, Level, clean, contexts, enrolments
from gateway.api.access import JOINED
from gateway.api.rows import Window, caseless
from gateway.api.tables import enrol, role_assignments, user, user_enrolments
from gateway.components.core_message import lib, members, texts
from gateway.components.core_message.tables import message_conversation_members, message_conversations, messages
from gateway.components.core_user import lib as users
from gateway.components.core_user.details import Details, courses_to_see_in

__all__ = ["contacts", "people", "found_messages"]

# How many characters of a found message are returned.
_SHORT = 60

_NAME = user.c.firstname + " " + user.c.lastname
_PARTNERS = message_conversation_members.alias("partners")
_CONVERSATION = [message_conversations.c[name] for name in ("id", "type", "name", "timecreated")]
_BETWEEN = (
    select(_PARTNERS.c.userid.label("partner"), *_CONVERSATION)
    .select_from(
        message_conversations.join(
            message_conversation_members, message_conversation_members.c.conversationid == message_conversations.c.id
        ).join(_PARTNERS, _PARTNERS.c.conversationid == message_conversations.c.id)
    )
    .where(
        message_conversation_members.c.userid == bindparam("owner"),
        _PARTNERS.c.userid.in_(bindparam("partners", expanding=True)),
        message_conversations.c.enabled != 0,
    )
    .order_by(message_conversations.c.timecreated.desc(), message_conversations.c.id)
)


def people(ctx: CallContext, owner: int, self_conversation: int, text: str, part: Window) -> dict[str, list[dict[str, Any]]]:
    """The user's contacts whose names contain a text, and other matching users whom the user might message, each by name.

    The others include the user, with ``self_conversation``. Others whose profiles the caller may not see are left out.
    caller may see.
    """
    mine = lib.contacts(ctx.db, owner)
    matching = user.c.deleted == 0, user.c.confirmed == 1, user.c.id != ctx.site.guest_id, caseless.contains(_NAME, text)
    query = select(*users.PERSON).where(*matching).order_by(_NAME, user.c.id)
    friends = [row["id"] for row in ctx.db.execute(part.rows(query.where(user.c.id.in_(mine)))).mappings()]
    strangers = query.where(user.c.id.not_in(mine))
    if not ctx.site.config.flag("messagingallusers"):
        strangers = strangers.where(or_(user.c.id.in_(_companions(ctx.userid)), user.c.id == owner))
    seen = part.items(_visible(ctx, ctx.db.execute(strangers).mappings().all()))
    by_id = {member["id"]: {**member, "conversations": []} for member in members.member_results(ctx, owner, [*friends, *seen])}
    for row in ctx.db.execute(_BETWEEN, {"owner": owner, "partners": list(by_id)}).mappings():
        if row["partner"] != owner or row["id"] == self_conversation:
            by_id[row["partner"]]["conversations"].append({name: row[name] for name in ("id", "type", "name", "timecreated")})
    return {kind: [by_id[userid] for userid in ids] for kind, ids in (("contacts", friends), ("noncontacts", seen))}


def contacts(ctx: CallContext, text: str, *, of_my_courses: bool) -> list[dict[str, Any]]:
    """Users whose names contain a text, by id; with ``of_my_courses``, those with a role in or around a course of the caller's, if any.

    Raises ``querystringcannotbeempty`` for an empty text.
    """
    if not text:
        raise CodedError("querystringcannotbeempty")
    query = select(*users.PERSON).where(
        user.c.deleted == 0, user.c.confirmed == 1, user.c.id != ctx.site.guest_id, caseless.contains(_NAME, text)
    )
    mine = enrolments.courses_of(ctx.db, ctx.site, [ctx.userid], now=ctx.now)[ctx.userid] if of_my_courses else ()
    if mine:
        places = contexts.by_instances(ctx.db, Level.COURSE, [row["id"] for row in mine])
        around = {contextid for place in places.values() for contextid in place.ids}
        query = query.where(user.c.id.in_(select(role_assignments.c.userid).where(role_assignments.c.contextid.in_(around))))
    return [
        {
            "id": row["id"],
            "fullname": users.fullname(ctx.site, row),
            "profileimageurl": users.picture_url(ctx.site, row, place.id, "f1"),
            "profileimageurlsmall": users.picture_url(ctx.site, row, place.id, "f2"),
        }
        for row in ctx.db.execute(query.order_by(user.c.id)).mappings()
        if (place := users.place(row))
    ]


def found_messages(ctx: CallContext, owner: int, text: str, part: Window) -> list[dict[str, Any]]:
    """Messages of a user's conversations that contain a text, newest first, each with the other user."""
    sent, partner = messages.c, _PARTNERS.c
    here = select(message_conversation_members.c.conversationid).where(message_conversation_members.c.userid == owner)
    query = (
        select(messages, func.coalesce(func.min(partner.userid), owner).label("partner"))
        .select_from(messages.outerjoin(_PARTNERS, and_(partner.conversationid == sent.conversationid, partner.userid != owner)))
        .where(sent.conversationid.in_(here), ~lib.has_deleted(owner), caseless.contains(sent.smallmessage, text))
        .group_by(sent.id)
        .order_by(sent.timecreated.desc(), sent.id.desc())
    )
    rows = ctx.db.execute(part.rows(query)).mappings().all()
    # The other user is the sender or, for messages that the user has sent, one of the receivers.
    partners = {row["id"]: row["partner"] if row["useridfrom"] == owner else row["useridfrom"] for row in rows}
    known = {
        member["id"]: member for member in members.member_results(ctx, owner, sorted(set(partners.values()))) if not member["isdeleted"]
    }
    same = ("fullname", "profileimageurl", "profileimageurlsmall", "showonlinestatus", "isonline", "isblocked")
    return [
        {
            **{name: member[name] for name in same},
            "userid": member["id"],
            "ismessaging": True,
            "sentfromcurrentuser": row["useridfrom"] == owner,
            "lastmessage": texts.shortened(str(clean(row["smallmessage"], NOTAGS, ctx.site)), _SHORT),
            "lastmessagedate": row["timecreated"],
            "messageid": row["id"],
            "isread": row["useridfrom"] == owner,
            "unreadcount": None,
            "conversationid": row["conversationid"],
        }
        for row in rows
        if (member := known.get(partners[row["id"]]))
    ]


def _companions(owner: int) -> Any:
    """A subquery for the ids of the users who share a course with a user."""
    own_courses = select(enrol.c.courseid).select_from(JOINED).where(user_enrolments.c.userid == owner)
    return select(user_enrolments.c.userid).select_from(JOINED).where(enrol.c.courseid.in_(own_courses))


def _visible(ctx: CallContext, rows: Sequence[users.User]) -> list[int]:
    """The ids of the users whose profiles the caller may see, everywhere or in one of their courses."""
    details = Details(ctx, rows, ("fullname",))
    places = courses_to_see_in(ctx, [row["id"] for row in rows if not details.is_shown(row)])
    return [row["id"] for row in rows if places.get(row["id"], True)]

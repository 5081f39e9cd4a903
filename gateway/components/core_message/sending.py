"""Sending messages and notifications."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from gateway.api import SITE_COURSE, SYSTEM, CallContext, CodedError, Level, contexts, validate_format
from gateway.api.rows import insert_row
from gateway.api.text import FORMAT_HTML
from gateway.components.core_message import conversations, texts
from gateway.components.core_message.conversations import INDIVIDUAL
from gateway.components.core_message.privacy import Privacy
from gateway.components.core_message.tables import messages, notifications
from gateway.components.core_user import lib as users

__all__ = ["NOBODY", "Notice", "notify", "say", "send_notice", "send_to_users", "store_notice"]

NOBODY: Final = -10
"""The sender of notifications that come from nobody, as an id."""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """A notification: the component and the kind it is of, what it says, where the receiver finds more, and data for the app.

    ``text`` is plain; ``small`` is what is shown where there is little room; ``page`` is an address on this site.
    """

    component: str
    kind: str
    subject: str
    text: str
    small: str
    page: str
    page_name: str | None = None
    data: Mapping[str, object]


# The maximum length of a message, in characters.
_LONGEST = 4096

_DELETES_ALL = "moodle/site:deleteanymessage"


def send_to_users(ctx: CallContext, wanted: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], bool]:
    """Send messages to users, and return the result of each, and whether some but not all could be sent."""
    ids = {message["touserid"] for message in wanted}
    known = {row["id"] for row in users.by_field(ctx.db, "id", ids)}
    between = Privacy(ctx, ctx.userid, known)
    deletes_all = ctx.has(_DELETES_ALL, SYSTEM)
    picture = _picture(ctx, ctx.userid)
    results = []
    for message in wanted:
        result: dict[str, Any] = {"clientmsgid": message["clientmsgid"]} if "clientmsgid" in message else {}
        refused = _refusal(between, ctx.userid, message, known)
        if refused:
            result |= {"msgid": -1, "errormessage": refused}
        else:
            to = message["touserid"]
            conversation = conversations.self_conversation(ctx, to) if to == ctx.userid else _conversation_with(ctx, to)
            sent = _write(ctx, conversation, message["text"], message["textformat"], picture)
            result |= {
                "msgid": sent["id"],
                "text": texts.formatted(ctx.site, sent),
                "timecreated": ctx.now,
                "conversationid": conversation,
                "useridfrom": ctx.userid,
                "candeletemessagesforallusers": deletes_all,
            }
        results.append(result)
    failed = sum(result["msgid"] == -1 for result in results)
    return results, 0 < failed < len(results)


def say(ctx: CallContext, conversationid: int, wanted: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Send messages to a conversation of the caller's, and return their results. Raises ``CodedError`` if the caller may not."""
    _require_may_send(ctx, conversationid)
    picture = _picture(ctx, ctx.userid)
    results = []
    for message in wanted:
        if len(message["text"]) > _LONGEST:
            raise CodedError("errormessagetoolong", "message", message=f"A message has at most {_LONGEST} characters.")
        row = _write(ctx, conversationid, message["text"], message["textformat"], picture)
        results.append({"id": row["id"], "useridfrom": ctx.userid, "text": texts.formatted(ctx.site, row), "timecreated": ctx.now})
    return results


def notify(ctx: CallContext, sender: int, receiver: int, kind: str, subject: str, page: str, actions: Mapping[str, str]) -> None:
    """Send a notification about an action of ``sender``; ``page`` is where the receiver can respond, ``actions`` the labels of buttons."""
    data = {"notificationiconurl": _picture(ctx, sender), "actionbuttons": actions, "courseid": str(SITE_COURSE)}
    notice = Notice(component="moodle", kind=kind, subject=subject, text=subject, small="", page=page, data=data)
    send_notice(ctx, notice, sender, receiver)


def send_notice(ctx: CallContext, notice: Notice, sender: int, receiver: int) -> None:
    """Send a notification to a user; ``sender`` is the id of a user, or ``NOBODY``."""
    store_notice(ctx.db, notice, sender, receiver, now=ctx.now, site=ctx.site.wwwroot)


def store_notice(db: Connection, notice: Notice, sender: int, receiver: int, *, now: int, site: str | None = None) -> None:
    """Store a notification to a user; without the address of the site, as scheduled work is, it has no link to a page."""
    row = {
        "useridfrom": sender,
        "useridto": receiver,
        "component": notice.component,
        "eventtype": notice.kind,
        "subject": notice.subject,
        "fullmessage": notice.text,
        "fullmessagehtml": f"<p>{html.escape(notice.text)}</p>",
        "fullmessageformat": FORMAT_HTML,
        "smallmessage": notice.small,
        "contexturl": None if site is None else f"{site}{notice.page}",
        "contexturlname": notice.page_name,
        "customdata": json.dumps(notice.data),
        "timecreated": now,
    }
    insert_row(db, notifications, row)


def _refusal(between: Privacy, sender: int, message: Mapping[str, Any], known: set[int]) -> str | None:
    """The reason why a message cannot be sent, or None."""
    if message["touserid"] not in known:
        return f"There is no user {message['touserid']}."
    if len(message["text"]) > _LONGEST:
        return f"A message has at most {_LONGEST} characters."
    if not between.may_send(sender, message["touserid"]):
        return "This user takes no messages from you."
    return None


def _require_may_send(ctx: CallContext, conversationid: int) -> None:
    """Raise ``CodedError`` if the caller may not send messages to a conversation."""
    row = conversations.existing(ctx.db, conversationid)
    people = conversations.member_ids(ctx.db, conversationid)
    others = [userid for userid in people if userid != ctx.userid]
    if row is None or ctx.userid not in people:
        raise CodedError("nopermissions", message="You are not in this conversation.")
    if row["type"] == INDIVIDUAL and not all(Privacy(ctx, ctx.userid, others).may_reach(ctx.userid, other) for other in others):
        raise CodedError("nopermissions", message="This user takes no messages from you.")


def _conversation_with(ctx: CallContext, userid: int) -> int:
    """The id of the caller's conversation with a user, which is created if there is none."""
    found = conversations.between(ctx.db, ctx.userid, userid)
    return found or conversations.start(ctx, INDIVIDUAL, [ctx.userid, userid])


def _write(ctx: CallContext, conversationid: int, text: str, text_format: int, picture: str) -> dict[str, Any]:
    """The row of a new message that the caller has sent to a conversation."""
    is_page = validate_format(text_format) == FORMAT_HTML
    # Data for the mobile app: the reply action and the sender's picture.
    customdata = {
        "actionbuttons": {"send": "Send"},
        "placeholders": {"send": "Your answer"},
        "notificationiconurl": picture,
        "courseid": SITE_COURSE,
    }
    row = {
        "useridfrom": ctx.userid,
        "conversationid": conversationid,
        "fullmessage": texts.plain(text) if is_page else text,
        "fullmessageformat": text_format,
        "fullmessagehtml": text if is_page else "",
        "smallmessage": text,
        "timecreated": ctx.now,
        "customdata": json.dumps(customdata),
    }
    return {**row, "id": insert_row(ctx.db, messages, row)}


def _picture(ctx: CallContext, userid: int) -> str:
    """The URL of a user's picture."""
    user_context = contexts.by_instance(ctx.db, Level.USER, userid)
    return users.picture_url(ctx.site, users.existing(ctx.db, userid), user_context.id, "f1")

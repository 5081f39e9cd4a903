"""Sending messages and notifications."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from typing import Any

from gateway.api import SITE_COURSE, SYSTEM, CallContext, CodedError, Level, contexts, validate_format
from gateway.api.rows import insert_row
from gateway.api.text import FORMAT_HTML
from gateway.components.core_message import conversations, texts
from gateway.components.core_message.conversations import INDIVIDUAL
from gateway.components.core_message.privacy import Privacy
from gateway.components.core_message.tables import messages, notifications
from gateway.components.core_user import lib as users

__all__ = ["notify", "say", "say_to_each"]

# How many characters a message may have.
_LONGEST = 4096

_DELETES_ALL = "moodle/site:deleteanymessage"


def say_to_each(ctx: CallContext, wanted: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], bool]:
    """Send messages to people, and return what became of each, and whether some were sent and others not."""
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
            conversation = conversations.self_conversation(ctx, to) if to == ctx.userid else _with(ctx, to)
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
    """Say something in a conversation of the caller's. Raises ``CodedError`` where the caller may not."""
    _require_voice(ctx, conversationid)
    picture = _picture(ctx, ctx.userid)
    results = []
    for message in wanted:
        if len(message["text"]) > _LONGEST:
            raise CodedError("errormessagetoolong", "message", message=f"A message has at most {_LONGEST} characters.")
        row = _write(ctx, conversationid, message["text"], message["textformat"], picture)
        results.append({"id": row["id"], "useridfrom": ctx.userid, "text": texts.formatted(ctx.site, row), "timecreated": ctx.now})
    return results


def notify(ctx: CallContext, sender: int, receiver: int, kind: str, subject: str, page: str, actions: Mapping[str, str]) -> None:
    """Tell somebody of what another has done that concerns them; ``page`` is where they may see to it, ``actions`` how."""
    row = {"useridfrom": sender, "useridto": receiver, "component": "moodle", "eventtype": kind, "subject": subject}
    text = {
        "fullmessage": subject,
        "fullmessagehtml": f"<p>{html.escape(subject)}</p>",
        "fullmessageformat": FORMAT_HTML,
        "smallmessage": "",
    }
    customdata = {"notificationiconurl": _picture(ctx, sender), "actionbuttons": actions, "courseid": str(SITE_COURSE)}
    link = {"contexturl": f"{ctx.site.wwwroot}{page}", "customdata": json.dumps(customdata)}
    insert_row(ctx.db, notifications, {**row, **text, **link, "timecreated": ctx.now})


def _refusal(between: Privacy, sender: int, message: Mapping[str, Any], known: set[int]) -> str | None:
    """What keeps a message from being sent, or None."""
    if message["touserid"] not in known:
        return f"There is no user {message['touserid']}."
    if len(message["text"]) > _LONGEST:
        return f"A message has at most {_LONGEST} characters."
    if not between.may_send(sender, message["touserid"]):
        return "This user takes no messages from you."
    return None


def _require_voice(ctx: CallContext, conversationid: int) -> None:
    """Raise ``CodedError`` where the caller may say nothing in a conversation."""
    row = conversations.existing(ctx.db, conversationid)
    people = conversations.member_ids(ctx.db, conversationid)
    others = [userid for userid in people if userid != ctx.userid]
    if row is None or ctx.userid not in people:
        raise CodedError("nopermissions", message="You are not in this conversation.")
    if row["type"] == INDIVIDUAL and not all(Privacy(ctx, ctx.userid, others).may_reach(ctx.userid, other) for other in others):
        raise CodedError("nopermissions", message="This user takes no messages from you.")


def _with(ctx: CallContext, userid: int) -> int:
    """The conversation of the caller with somebody, which begins now if there is none."""
    found = conversations.between(ctx.db, ctx.userid, userid)
    return found or conversations.start(ctx, INDIVIDUAL, [ctx.userid, userid])


def _write(ctx: CallContext, conversationid: int, text: str, text_format: int, picture: str) -> dict[str, Any]:
    """Write a message of the caller's into a conversation, and give it back."""
    is_page = validate_format(text_format) == FORMAT_HTML
    # What the app shows with the message: how it may be answered, and who has sent it.
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
    """The address of somebody's picture."""
    user_context = contexts.by_instance(ctx.db, Level.USER, userid)
    return users.picture_url(ctx.site, users.existing(ctx.db, userid), user_context.id, "f1")

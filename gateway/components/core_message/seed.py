"""Messages of a seed between two people each, in conversations that are made with the first."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from sqlalchemy import select

from gateway.api.seeding import Given, SeededSite, SiteSeed, ToldSite, without_nothing
from gateway.components.core_message.tables import message_conversation_members, message_conversations, message_user_actions, messages

__all__ = ["member"]

_BETWEEN_TWO: Final = 1
_READ: Final = 1
_PLAIN: Final = 0


def _make(site: SeededSite, given: Given) -> None:
    conversations: dict[str, int] = {}
    for each in given.each():
        sender, receiver, text = each["from"].person(), each["to"].person(), each["text"].text()
        at, read = each["time"].time(given.now), each["read"].flag()
        each.close()
        if not sender or not receiver or sender == receiver:
            raise each.error("a message is from somebody to somebody else")
        message = site.rows.add(
            messages,
            {
                "useridfrom": sender,
                "conversationid": _conversation(site, conversations, sender, receiver, at),
                "subject": "New message",
                "fullmessage": text,
                "fullmessageformat": _PLAIN,
                "fullmessagehtml": "",
                "smallmessage": text,
                "timecreated": at,
            },
        )
        if read:
            site.rows.add(message_user_actions, {"userid": receiver, "messageid": message, "action": _READ, "timecreated": at})


def _conversation(site: SeededSite, known: dict[str, int], sender: int, receiver: int, at: int) -> int:
    """The id of the conversation of two people, which is made where they have none."""
    people = sorted((sender, receiver))
    found = hashlib.sha1("-".join(map(str, people)).encode(), usedforsecurity=False).hexdigest()
    if found not in known:
        cols = message_conversations.c
        query = select(cols.id).where(cols.type == _BETWEEN_TWO, cols.convhash == found)
        stored = site.stored.execute(query).scalars().first() if site.stored is not None else None
        if stored is not None:
            known[found] = stored
        else:
            row = {"type": _BETWEEN_TWO, "convhash": found, "enabled": 1, "timecreated": at, "timemodified": at}
            known[found] = site.rows.add(message_conversations, row)
            for userid in people:
                site.rows.add(message_conversation_members, {"conversationid": known[found], "userid": userid, "timecreated": at})
    return known[found]


def _told(site: ToldSite) -> list[dict[str, Any]]:
    members: dict[int, list[int]] = {}
    for row in site.rows(message_conversation_members):
        members.setdefault(row["conversationid"], []).append(row["userid"])
    between = {row["id"] for row in site.rows(message_conversations, type=_BETWEEN_TWO)}
    read = {(row["messageid"], row["userid"]) for row in site.rows(message_user_actions, action=_READ)}
    found = []
    for row in site.rows(messages):
        sender, others = row["useridfrom"], members.get(row["conversationid"], [])
        receiver = next((userid for userid in others if userid != sender), 0)
        if row["conversationid"] in between and sender in site.people and receiver in site.people:
            told = {"from": site.people[sender], "to": site.people[receiver], "text": row["smallmessage"] or row["fullmessage"]}
            seen = True if (row["id"], receiver) in read else None
            found.append(without_nothing({**told, "time": site.when(row["timecreated"]), "read": seen}))
    return found


member = SiteSeed(name="messages", make=_make, told=_told)

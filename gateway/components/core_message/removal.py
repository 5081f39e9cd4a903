"""Deleting whom people know, ask and block, with them. Their messages stay: others still read them."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.core_message.tables import message_contact_requests, message_contacts, message_users_blocked

__all__ = ["forget_users"]


# Both sides of what people have to do with each other.
_PEOPLE = (
    message_contacts.c.userid,
    message_contacts.c.contactid,
    message_contact_requests.c.userid,
    message_contact_requests.c.requesteduserid,
    message_users_blocked.c.userid,
    message_users_blocked.c.blockeduserid,
)


def forget_users(db: Connection, userids: Ids) -> None:
    """Delete the contacts, requests and blocks of people, and those of others that are about them."""
    for column in _PEOPLE:
        db.execute(delete(column.table).where(column.in_(userids)))

"""Deleting contacts, contact requests and blocks together with users. Their messages stay: other users still read them."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.api import Ids
from gateway.components.core_message.tables import message_contact_requests, message_contacts, message_users_blocked

__all__ = ["forget_users"]


# The columns of both users in each relation.
_PEOPLE = (
    message_contacts.c.userid,
    message_contacts.c.contactid,
    message_contact_requests.c.userid,
    message_contact_requests.c.requesteduserid,
    message_users_blocked.c.userid,
    message_users_blocked.c.blockeduserid,
)


def forget_users(db: Connection, userids: Ids) -> None:
    """Delete the contacts, contact requests and blocks of users, and those of others that refer to them."""
    for column in _PEOPLE:
        db.execute(delete(column.table).where(column.in_(userids)))

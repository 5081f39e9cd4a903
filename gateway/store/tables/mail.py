"""Mails that are to be sent, and those that were sent lately. Not in the reference."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.store.columns import key, metadata, number, sealed, text

__all__ = ["outgoing_mail"]

# What a mail says is sealed, as it may hold what lets somebody in, and gone when the mail is. ``due`` is when it is tried next:
# who tries moves it on first, so that no other does meanwhile. ``timesent`` is 0 for one that waits, or was given up.
outgoing_mail = Table(
    "outgoing_mail",
    metadata,
    key(),
    number("userid"),
    text("recipient"),
    sealed("sealedvalue"),
    number("attempts"),
    text("problem"),
    number("due"),
    number("timecreated"),
    number("timesent"),
    Index("outgoing_mail_due", "due"),
    Index("outgoing_mail_userid", "userid"),
)

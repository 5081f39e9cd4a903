"""The outbox: mails that are put into it in a transaction are sent after its commit, and never if it is rolled back.

One mail is tried by one worker at a time: who takes it moves the time on at which it is due. One that cannot be sent is tried again
after waits that grow, for a day; what it said is then forgotten, as it is when it was sent.
"""

from __future__ import annotations

import json
from email.errors import MessageError
from email.headerregistry import Address
from typing import Final

import msgspec
from sqlalchemy import Connection, and_, delete, func, insert, select, update

from gateway.access.secrets import Vault
from gateway.store.tables.mail import outgoing_mail

__all__ = ["Mail", "Taken", "Waiting", "any_due", "failed", "forget_old", "may_be_sent", "put", "sent", "sent_lately", "take", "waiting"]

# In seconds: for how long a mail that is being sent is nobody else's, the first and the longest wait between attempts, and how long a
# mail is tried, and remembered.
_CLAIM: Final = 900
_FIRST_WAIT, _LONGEST_WAIT = 60, 3 * 3600
_PATIENCE: Final = 24 * 3600
_LONGEST_PROBLEM: Final = 200

_ROW = outgoing_mail.c
_WAITS = _ROW.sealedvalue.is_not(None)


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail to somebody with an account."""

    userid: int
    address: str
    name: str
    subject: str
    text: str


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that is being sent by who has it, with its number, how often it was tried before and when it was put into the outbox."""

    id: int
    mail: Mail
    attempts: int
    timecreated: int


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that waits, as administrators see it: to whom it goes, how often it was tried and why in vain, and when it is tried next."""

    id: int
    recipient: str
    attempts: int
    problem: str
    due: int
    timecreated: int


def may_be_sent(address: str) -> bool:
    """Whether a mail can be addressed to this."""
    try:
        return bool(Address(addr_spec=address).domain)
    except (MessageError, ValueError, IndexError):
        return False


def put(db: Connection, vault: Vault, mail: Mail, *, now: int) -> bool:
    """Put a mail into the outbox; returns whether it could be, as nothing goes to what is no address."""
    if not may_be_sent(mail.address):
        return False
    plain = msgspec.structs.replace(mail, name=_one_line(mail.name), subject=_one_line(mail.subject))
    content = json.dumps(msgspec.structs.asdict(plain))  # escapes what has no UTF-8
    row = {"userid": mail.userid, "recipient": mail.address, "sealedvalue": vault.enclose(content), "due": now, "timecreated": now}
    db.execute(insert(outgoing_mail).values(**row))
    return True


def sent_lately(db: Connection, userid: int, *, since: int) -> int:
    """How many mails to somebody were put into the outbox since then, sent or not."""
    query = select(func.count()).select_from(outgoing_mail).where(_ROW.userid == userid, _ROW.timecreated >= since)
    return db.execute(query).scalar_one()


def any_due(db: Connection, *, now: int) -> bool:
    """Whether a mail is to be sent now."""
    return db.execute(select(_ROW.id).where(_WAITS, _ROW.due <= now).limit(1)).first() is not None


def take(db: Connection, vault: Vault, *, now: int) -> Taken | None:
    """The mail that has been due for longest, which is the caller's for a while; None if none is due."""
    query = select(outgoing_mail).where(_WAITS, _ROW.due <= now).order_by(_ROW.due, _ROW.id).limit(1)
    row = db.execute(query.with_for_update(skip_locked=True)).mappings().first()
    if row is None:
        return None
    mine = and_(_ROW.id == row["id"], _ROW.due == row["due"], _WAITS)
    if not db.execute(update(outgoing_mail).where(mine).values(due=now + _CLAIM)).rowcount:
        return None
    mail = msgspec.convert(json.loads(vault.unseal(row["sealedvalue"]) or "{}"), Mail)
    return Taken(id=row["id"], mail=mail, attempts=row["attempts"], timecreated=row["timecreated"])


def sent(db: Connection, taken: Taken, *, now: int) -> None:
    """Note that a mail was sent, and forget what it said."""
    db.execute(update(outgoing_mail).where(_ROW.id == taken.id).values(sealedvalue=None, problem="", timesent=now))


def failed(db: Connection, taken: Taken, problem: str, *, for_good: bool, now: int) -> int | None:
    """Note that a mail could not be sent; returns when it is tried again, None if it is given up."""
    attempts, values = taken.attempts + 1, {"problem": problem[:_LONGEST_PROBLEM]}
    due = now + min(_FIRST_WAIT * 2**taken.attempts, _LONGEST_WAIT)
    given_up = for_good or due > taken.timecreated + _PATIENCE
    then = {"sealedvalue": None} if given_up else {"due": due}
    db.execute(update(outgoing_mail).where(_ROW.id == taken.id).values(**values, **then, attempts=attempts))
    return None if given_up else due


def waiting(db: Connection, *, most: int | None = None) -> list[Waiting]:
    """The mails that wait, in the order in which they are tried; at ``most`` so many."""
    columns = [_ROW[name] for name in Waiting.__struct_fields__]
    rows = db.execute(select(*columns).where(_WAITS).order_by(_ROW.due, _ROW.id).limit(most)).mappings()
    return [Waiting(**row) for row in rows]


def forget_old(db: Connection, now: int) -> int:
    """Delete mails that were sent or given up; returns how many. They are remembered for as long as one is tried."""
    return db.execute(delete(outgoing_mail).where(_ROW.sealedvalue.is_(None), _ROW.timecreated < now - _PATIENCE)).rowcount


def _one_line(text: str) -> str:
    """A text for the head of a mail, in which nothing may begin a new line."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())

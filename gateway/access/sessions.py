"""Browser sessions: that a user has logged in with a browser, and was active lately.

A session is identified by its id, which is secret: the browser has the id, the database its digest. A session without activity
for ``sessiontimeout`` seconds is over; sessions of guests, and those before log-in, do not time
out (``docs/contract/server.md 2.5``). Embedded tokens refer to their session by its digest; ``signin`` revokes them with it.

Forms carry the session key (``sesskey``), which proves that our own page was submitted: other sites do not know it. It is
derived from the id and need not be stored; the id cannot be derived from it.
"""

from __future__ import annotations

import hmac

import msgspec
from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from gateway import chance
from gateway.access.secrets import digest
from gateway.access.site import SiteData
from gateway.store.rows import upsert
from gateway.store.tables.users import sessions

__all__ = [
    "StoredSession",
    "alive",
    "by_key",
    "create",
    "delete_session",
    "due",
    "find",
    "forget_word",
    "is_key",
    "stored_key",
    "leave_word",
    "new_id",
    "of_user",
    "sesskey",
    "touch",
    "word",
]

# How long ago the stored moment of the last use may be, in seconds: storing each use would cost a write each time.
_TOUCHED_AGAIN = 20

# The length of a session key: long enough that it cannot be guessed while the session lasts.
_KEY_DIGITS = 32


class StoredSession(msgspec.Struct, frozen=True, kw_only=True):
    """A stored session; ``key`` is the digest of its id, ``userid`` is 0 before log-in, ``lastip`` the address of its last use."""

    key: str
    userid: int
    timecreated: int
    timemodified: int
    lastip: str | None = None


_COLUMNS = (sessions.c.sid.label("key"), sessions.c.userid, sessions.c.timecreated, sessions.c.timemodified, sessions.c.lastip)


def create(db: Connection, userid: int, *, address: str, now: int) -> str:
    """Begin a session and return its id."""
    sid = new_id()
    db.execute(insert(sessions).values(sid=digest(sid), userid=userid, **_begun(address, now)))
    return sid


def stored_key(sid: str) -> str:
    """The key of the session with this id, under which it is stored."""
    return digest(sid)


def new_id() -> str:
    """The id of a session that is not stored: that of a browser before log-in."""
    return chance.token_urlsafe(32)


def leave_word(db: Connection, sid: str, word: str, *, address: str, now: int) -> None:
    """Leave a word for the next page that a browser before log-in asks for: why its log-in was refused.

    Only such a browser gets a row, and only then: a stranger who loads pages costs the database nothing.
    """
    upsert(db, sessions, {"sid": digest(sid)}, {"userid": 0, "sessdata": word, **_begun(address, now)})


def word(db: Connection, sid: str) -> str | None:
    """The word that was left for a browser before log-in; None without one."""
    left: str | None = db.execute(select(sessions.c.sessdata).where(*_before_login(sid))).scalar_one_or_none()
    return left


def forget_word(db: Connection, sid: str) -> None:
    """Forget the word that was left for a browser before log-in."""
    db.execute(delete(sessions).where(*_before_login(sid)))


def _before_login(sid: str) -> tuple[ColumnElement[bool], ...]:
    """The conditions for the row of a browser before log-in."""
    return sessions.c.sid == digest(sid), sessions.c.userid == 0


def _begun(address: str, now: int) -> dict[str, object]:
    """The columns of a session that begins."""
    return {"timecreated": now, "timemodified": now, "firstip": address, "lastip": address}


def sesskey(sid: str) -> str:
    """The session key (``sesskey``) of the session with this id."""
    return digest(f"sesskey {sid}")[:_KEY_DIGITS]


def is_key(sent: str | None, sid: str) -> bool:
    """Whether ``sent`` is the session key of the session with this id, compared in constant time."""
    return sent is not None and hmac.compare_digest(sesskey(sid).encode(), sent.encode("utf-8", "surrogatepass"))


def find(db: Connection, site: SiteData, sid: str, *, now: int) -> StoredSession | None:
    """The session with this id, or None if it does not exist or has ended."""
    session = by_key(db, digest(sid))
    return session if session and alive(site, session, now=now) else None


def by_key(db: Connection, key: str) -> StoredSession | None:
    """The stored session whose id has this digest, valid or not."""
    row = db.execute(select(*_COLUMNS).where(sessions.c.sid == key)).mappings().first()
    return StoredSession(**row) if row else None


def alive(site: SiteData, session: StoredSession, *, now: int) -> bool:
    """Whether a stored session is still valid."""
    if session.userid in (0, site.guest_id):
        return True
    return session.timemodified >= now - site.config.number("sessiontimeout")


def of_user(db: Connection, userid: int) -> list[StoredSession]:
    """The stored sessions of a user, newest first, valid or not."""
    newest_first = (sessions.c.timecreated.desc(), sessions.c.id.desc())
    rows = db.execute(select(*_COLUMNS).where(sessions.c.userid == userid).order_by(*newest_first)).mappings()
    return [StoredSession(**row) for row in rows]


def due(session: StoredSession, *, now: int) -> bool:
    """Whether the stored time of last use is old enough to be updated."""
    return now >= session.timemodified + _TOUCHED_AGAIN


def touch(db: Connection, session: StoredSession, *, address: str, now: int) -> None:
    """Update the last use of a session, and the address it was used from."""
    if due(session, now=now):
        db.execute(update(sessions).where(sessions.c.sid == session.key).values(timemodified=now, lastip=address))


def delete_session(db: Connection, key: str) -> None:
    """Delete a session by the digest of its id."""
    db.execute(delete(sessions).where(sessions.c.sid == key))

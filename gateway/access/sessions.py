"""Browser sessions: that a user has logged in with a browser, and was active lately.

A session is identified by its id, which is secret: the browser has the id, the database its digest. A session without activity
for ``sessiontimeout`` seconds is over; sessions of guests, and those before log-in, do not time
out (``docs/contract/server.md 2.5``). Embedded tokens refer to their session by its digest; ``signin`` revokes them with it.

Forms carry the session key (``sesskey``), which proves that our own page was submitted: other sites do not know it. It is
derived from the id and need not be stored; the id cannot be derived from it.
"""

from __future__ import annotations

import hmac
import secrets

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from gateway.access.secrets import digest
from gateway.access.site import SiteData
from gateway.store.tables.users import sessions

__all__ = ["StoredSession", "alive", "by_key", "create", "delete_session", "due", "find", "is_key", "of_user", "sesskey", "touch"]

# How long ago the stored moment of the last use may be, in seconds: storing each use would cost a write each time.
_TOUCHED_AGAIN = 20

# The length of a session key: long enough that it cannot be guessed while the session lasts.
_KEY_DIGITS = 32


class StoredSession(msgspec.Struct, frozen=True, kw_only=True):
    """A stored session; ``key`` is the digest of its id, ``userid`` is 0 before log-in."""

    key: str
    userid: int
    timecreated: int
    timemodified: int


_COLUMNS = (sessions.c.sid.label("key"), sessions.c.userid, sessions.c.timecreated, sessions.c.timemodified)


def create(db: Connection, userid: int, *, address: str, now: int) -> str:
    """Begin a session and return its id."""
    sid = secrets.token_urlsafe(32)
    moments = {"timecreated": now, "timemodified": now}
    db.execute(insert(sessions).values(sid=digest(sid), userid=userid, firstip=address, lastip=address, **moments))
    return sid


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

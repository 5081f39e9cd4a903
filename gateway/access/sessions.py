"""Browser sessions: what says that somebody has logged in, and is still here.

A session is known by its id, which is a secret: the browser has it, the database its digest. Somebody
who does nothing for the site setting ``sessiontimeout`` has left; sessions of guests, and of those who
have not logged in, do not end that way (``reference/server.md`` 2.5). Embedded tokens name the session
they are bound to by its digest, too; logging out is ``tokens.end_session``, which takes them along.
"""

from __future__ import annotations

import secrets

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from gateway.access.secrets import digest
from gateway.access.site import SiteData
from gateway.store.tables.users import sessions

__all__ = ["Session", "alive", "by_key", "create", "delete_session", "find", "touch"]

# How long ago the stored moment of the last use may be, in seconds: storing each use would cost a write each time.
_TOUCHED_AGAIN = 20


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A stored session; ``key`` is the digest of its id, ``userid`` 0 is somebody who has not logged in."""

    key: str
    userid: int
    timecreated: int
    timemodified: int


def create(db: Connection, userid: int, *, address: str, now: int) -> str:
    """Begin a session and return its id."""
    sid = secrets.token_urlsafe(32)
    moments = {"timecreated": now, "timemodified": now}
    db.execute(insert(sessions).values(sid=digest(sid), userid=userid, firstip=address, lastip=address, **moments))
    return sid


def find(db: Connection, site: SiteData, sid: str, *, now: int) -> Session | None:
    """The session with that id, or None where it has ended or never was."""
    session = by_key(db, digest(sid))
    return session if session and alive(site, session, now=now) else None


def by_key(db: Connection, key: str) -> Session | None:
    """The stored session whose id has that digest, alive or not."""
    columns = (sessions.c.sid.label("key"), sessions.c.userid, sessions.c.timecreated, sessions.c.timemodified)
    row = db.execute(select(*columns).where(sessions.c.sid == key)).mappings().first()
    return Session(**row) if row else None


def alive(site: SiteData, session: Session, *, now: int) -> bool:
    """Whether a session that is stored still holds."""
    if session.userid in (0, site.guest_id):
        return True
    return session.timemodified >= now - site.config.number("sessiontimeout")


def touch(db: Connection, session: Session, *, address: str, now: int) -> None:
    """Note that a session is being used, and from where."""
    if now >= session.timemodified + _TOUCHED_AGAIN:
        db.execute(update(sessions).where(sessions.c.sid == session.key).values(timemodified=now, lastip=address))


def delete_session(db: Connection, key: str) -> None:
    """Delete a session by the digest of its id."""
    db.execute(delete(sessions).where(sessions.c.sid == key))

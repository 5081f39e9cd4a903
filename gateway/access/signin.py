"""Signing in and out: beginning and ending browser sessions, with the tokens bound to them.

Everything works inside the caller's transaction; ``by`` is who does it, for the audit. Callers have checked that the user may
sign in: ``begin`` checks nothing. They send the session's id as the cookie ``gateway.wire.http.SESSION_COOKIE``.
"""

from __future__ import annotations

from sqlalchemy import Connection, case, update

from gateway.access import sessions, tokens
from gateway.access.accounts import Account
from gateway.access.secrets import digest
from gateway.access.site import SiteData
from gateway.store.tables.users import user
from gateway.telemetry import audit
from gateway.telemetry.audit import COMMAND, Actor, Event

__all__ = ["begin", "end", "end_all"]


def begin(db: Connection, site: SiteData, account: Account, *, address: str, now: int, by: Actor) -> str:
    """Begin a session of ``account``; returns its new id, which no earlier request can have known.

    The session times out after ``sessiontimeout`` seconds without use, if ``end`` does not end it earlier. If
    ``limitconcurrentlogins`` limits the sessions of an account, the oldest are ended.
    """
    sid = sessions.create(db, account.id, address=address, now=now)
    times = {"firstaccess": case((user.c.firstaccess == 0, now), else_=user.c.firstaccess), "lastaccess": now}
    db.execute(update(user).where(user.c.id == account.id).values(lastlogin=user.c.currentlogin, currentlogin=now, **times))
    audit.write(db, Event(action=audit.USER_LOGGED_IN, actor=by, objectid=account.id, other={"username": account.username}))
    most = site.config.number("limitconcurrentlogins")
    if most > 0 and account.id != site.guest_id:
        for session in sessions.of_user(db, account.id)[most:]:
            _end(db, session.key, by=by)
    return sid


def end(db: Connection, sid: str, *, by: Actor) -> None:
    """Sign out: end the session with that id, if there is one, and revoke the tokens bound to it (``docs/contract/server.md 1.8``)."""
    session = sessions.by_key(db, digest(sid))
    if session is not None and session.userid:
        audit.write(db, Event(action=audit.USER_LOGGED_OUT, actor=by, objectid=session.userid))
    _end(db, digest(sid), by=by)


def end_all(db: Connection, userid: int, *, keep: str | None = None, by: Actor = COMMAND) -> None:
    """End all sessions of a user, except the one with the id ``keep``, and revoke the tokens bound to them."""
    kept = None if keep is None else digest(keep)
    for session in sessions.of_user(db, userid):
        if session.key != kept:
            _end(db, session.key, by=by)


def _end(db: Connection, key: str, *, by: Actor) -> None:
    """End the session with this key, and revoke the tokens bound to it."""
    sessions.delete_session(db, key)
    tokens.revoke_bound(db, key, by=by)

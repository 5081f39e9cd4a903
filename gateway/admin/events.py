"""Reading the audit, newest first, some events at a time."""

from __future__ import annotations

from typing import Any, Final

import msgspec
import orjson
from sqlalchemy import Connection, select

from gateway.store.tables.site import logstore_standard_log
from gateway.store.tables.users import user

__all__ = ["ListedEvent", "Listing", "listed"]

# How many events one look goes through, whatever it looks for.
_WINDOW: Final = 5_000


class ListedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event: what happened, to what and to whom, by whom, from where; ``facts`` are further ones by name."""

    id: int
    event: str
    time: int
    username: str
    related: str
    objectid: int | None
    origin: str
    address: str
    facts: dict[str, Any]


class Listing(msgspec.Struct, frozen=True):
    """Some events, and the id before which a look for older ones begins; None when there are none."""

    events: list[ListedEvent]
    before: int | None


def listed(db: Connection, *, before: int = 0, userid: int | None = None, containing: str = "", most: int) -> Listing:
    """At ``most`` so many events with ids below ``before``, newest first, in two statements.

    With ``userid``, those by or about a user; ``containing`` is a part of their names. A look goes through some thousand events, found or
    not, so that it costs the same whatever it looks for.
    """
    log = logstore_standard_log.c
    window = select(logstore_standard_log).order_by(log.id.desc()).limit(_WINDOW)
    if before:
        window = window.where(log.id < before)
    rows = window.subquery()
    cols = rows.c
    # The oldest event of the window, found or not, says where the next look begins.
    last = select(cols.id).order_by(cols.id).limit(1)
    query = select(rows).order_by(cols.id.desc()).limit(most)
    if userid is not None:
        query = query.where((cols.userid == userid) | (cols.relateduserid == userid))
    if containing:
        query = query.where(cols.eventname.contains(containing, autoescape=True))
    found = list(db.execute(query).mappings())
    ids = {row["userid"] for row in found} | {row["relateduserid"] for row in found if row["relateduserid"]}
    names = {row.id: row.username for row in db.execute(select(user.c.id, user.c.username).where(user.c.id.in_(ids)))} if ids else {}
    oldest = found[-1]["id"] if len(found) == most else db.execute(last).scalar_one_or_none()
    return Listing([_event(row, names) for row in found], oldest if oldest is not None and oldest > 1 else None)


def _event(row: Any, names: dict[int, str]) -> ListedEvent:
    facts = orjson.loads(row["other"]) if row["other"] else {}
    return ListedEvent(
        id=row["id"],
        event=f"{row['target']} {row['action']}",
        time=row["timecreated"],
        username=names.get(row["userid"], ""),
        related=names.get(row["relateduserid"] or 0, ""),
        objectid=row["objectid"],
        origin=row["origin"] or "",
        address=row["ip"] or "",
        facts=facts if isinstance(facts, dict) else {},
    )

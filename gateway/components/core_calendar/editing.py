"""Creating, moving and deleting events."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, func, select, update

from gateway.api import SITE_COURSE, CallContext, CodedError, MissingRecord, validate_format
from gateway.api.rows import insert_row
from gateway.components.core_calendar import permissions
from gateway.components.core_calendar.clock import Clock
from gateway.components.core_calendar.tables import event, event_subscriptions

__all__ = ["add", "by_id", "create", "move", "remove", "remove_subscription", "require"]

# The columns of a new event that the result has.
_COLUMNS = (
    "id", "name", "description", "format", "courseid", "groupid", "userid", "modulename", "instance", "eventtype", "timestart",
    "timeduration", "visible", "uuid", "sequence", "timemodified", "subscriptionid",
)  # fmt: skip


def by_id(db: Connection, eventid: int) -> RowMapping | None:
    """The event with that id, or None."""
    return db.execute(select(event).where(event.c.id == eventid)).mappings().first()


def require(db: Connection, eventid: int) -> RowMapping:
    """The event with that id. Raises ``MissingRecord``."""
    found = by_id(db, eventid)
    if found is None:
        raise MissingRecord("event")
    return found


def add(ctx: CallContext, row: Mapping[str, Any], repeats: int) -> RowMapping:
    """Store an event, or a series of ``repeats`` events a week apart, and return the first."""
    first, *_ = _create(ctx, row, repeats)
    return require(ctx.db, first["id"])


def remove_subscription(ctx: CallContext, subscriptionid: int) -> bool:
    """Delete an imported calendar with its events. Returns False if the caller may not; raises ``MissingRecord``."""
    query = select(event_subscriptions).where(event_subscriptions.c.id == subscriptionid)
    row = ctx.db.execute(query).mappings().first()
    if row is None:
        raise MissingRecord("event_subscriptions")
    if not permissions.may_add(ctx, row):
        return False
    ctx.db.execute(delete(event).where(event.c.subscriptionid == subscriptionid))
    ctx.db.execute(delete(event_subscriptions).where(event_subscriptions.c.id == subscriptionid))
    return True


def create(ctx: CallContext, wanted: Collection[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The new events, and a warning for each event that the caller may not create; repeated events are a week apart."""
    found: list[dict[str, Any]] = []
    warned = []
    for given in wanted:
        row = _row(ctx, given)
        if permissions.may_add(ctx, row):
            found += _create(ctx, row, given["repeats"])
        else:
            warned.append({"item": given["name"], "warningcode": "nopermissions", "message": "You may not make this event."})
    return found, warned


def _row(ctx: CallContext, given: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a new event; its course, group and user follow from the event type."""
    kind = given["eventtype"]
    courseid = {"user": 0, "site": SITE_COURSE}.get(kind, given["courseid"])
    return {
        **{name: given[name] for name in ("name", "timestart", "timeduration", "visible", "sequence")},
        "description": given["description"] or "",
        "format": validate_format(given["format"]),
        "courseid": courseid,
        "groupid": given["groupid"] if kind == "group" else 0,
        "categoryid": 0,
        "userid": ctx.userid,
        "eventtype": kind,
        "modulename": "",
        "instance": 0,
        "type": 0,
        "uuid": "",
        "subscriptionid": None,
        "timesort": given["timestart"],
        "timemodified": ctx.now,
    }


def _create(ctx: CallContext, row: Mapping[str, Any], repeats: int) -> Iterator[dict[str, Any]]:
    """Store an event, or a series of ``repeats`` events a week apart, and yield each."""
    db, clock = ctx.db, Clock(ctx)
    first = insert_row(db, event, row)
    columns = {name: row.get(name, 1) for name in _COLUMNS if name != "id"}
    if repeats <= 0:
        yield {"id": first, **columns}
        return
    db.execute(update(event).where(event.c.id == first).values(repeatid=first))
    for number in range(repeats):
        start = clock.weeks_after(row["timestart"], number)
        times = {"timestart": start, "timesort": start}
        eventid = insert_row(db, event, {**row, **times, "repeatid": first}) if number else first
        yield {**columns, "id": eventid, "repeatid": first, "timestart": start}


def move(ctx: CallContext, eventid: int, to: int) -> RowMapping:
    """Move an event to the day of timestamp ``to``, keeping its time of day. Raises ``CodedError`` if the caller may not."""
    known = by_id(ctx.db, eventid)
    if known is None:
        raise MissingRecord("event")
    # Events of activities follow the dates of the activity, and are changed there.
    if known["modulename"] or not permissions.may_change(ctx, known):
        raise CodedError("nopermissiontoupdatecalendar")
    ctx.validate(permissions.place_of(ctx.db, known))
    values = {"timestart": Clock(ctx).moved(known["timestart"], to), "timemodified": ctx.now}
    ctx.db.execute(update(event).where(event.c.id == eventid).values(**values))
    return ctx.db.execute(select(event).where(event.c.id == eventid)).mappings().one()


def remove(ctx: CallContext, wanted: Collection[Mapping[str, Any]]) -> None:
    """Delete events, each with its whole series if ``repeat`` is set. Raises ``nopermissions`` if the caller may not delete one."""
    for asked in wanted:
        known = by_id(ctx.db, asked["eventid"])
        if known is None:
            raise MissingRecord("event")
        if not permissions.may_delete(ctx, known):
            raise CodedError("nopermissions", message="You may not delete this event.")
        if asked["repeat"] and known["repeatid"]:
            ctx.db.execute(delete(event).where(event.c.repeatid == known["repeatid"]))
            continue
        ctx.db.execute(delete(event).where(event.c.id == known["id"]))
        if known["repeatid"] == known["id"]:
            _rename_series(ctx.db, known["id"])


def _rename_series(db: Connection, lost: int) -> None:
    """Give a series whose first event was deleted the id of its new first event."""
    first = db.execute(select(func.min(event.c.id)).where(event.c.repeatid == lost)).scalar_one()
    db.execute(update(event).where(event.c.repeatid == lost).values(repeatid=first))

"""The form with which people make and change events: what its fields mean, and what they do."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy import RowMapping, update

from gateway.api import SITE_COURSE, CallContext, CodedError, InvalidParameter, validate_format
from gateway.api.php import to_int
from gateway.components.core_calendar import editing, permissions
from gateway.components.core_calendar.clock import Clock
from gateway.components.core_calendar.tables import event

__all__ = ["submit"]

_MOST_FIELDS = 200
_LONGEST_NAME = 255
_MOST_REPEATS = 520
# How an event lasts (the values of ``duration``): no time, until a moment, or for some minutes.
_UNTIL, _MINUTES = 1, 2


def submit(ctx: CallContext, formdata: str) -> RowMapping | None:
    """The event that a filled-in form makes or changes; None if a field is wrong. Raises an error if the caller may not do that."""
    fields = _fields(formdata)
    known = editing.by_id(ctx.db, to_int(fields.get("id", "0"))) if to_int(fields.get("id", "0")) else None
    if to_int(fields.get("id", "0")) and (known is None or known["modulename"] or not permissions.may_change(ctx, known)):
        raise CodedError("nopermissiontoupdatecalendar")
    row = _row(ctx, fields, known)
    if row is None:
        return None
    if known is not None:
        return _change(ctx, fields, known, row)
    repeats = to_int(fields.get("repeats", "1")) if to_int(fields.get("repeat", "0")) else 0
    if not permissions.may_add(ctx, row):
        raise CodedError("nopermissiontoupdatecalendar")
    if not 0 <= repeats <= _MOST_REPEATS:
        return None
    return editing.add(ctx, row, repeats)


def _fields(formdata: str) -> dict[str, str]:
    """The fields of a form by name. Raises ``InvalidParameter`` for more fields than the form has."""
    try:
        return dict(parse_qsl(formdata, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        raise InvalidParameter("has too many fields", path="formdata") from None


def _row(ctx: CallContext, fields: dict[str, str], known: RowMapping | None) -> dict[str, Any] | None:
    """The row of the event that the fields describe; None if one of them is wrong."""
    name, kind = fields.get("name", "").strip(), fields.get("eventtype", known["eventtype"] if known is not None else "user")
    start = _moment(ctx, fields, "timestart")
    if not name or len(name) > _LONGEST_NAME or start is None or kind not in permissions.KINDS:
        return None
    duration = _duration(ctx, fields, start)
    belongs = _belongings(fields, kind)
    if duration is None or belongs is None:
        return None
    return {
        **belongs,
        "name": name,
        "description": fields.get("description[text]", ""),
        "format": validate_format(to_int(fields.get("description[format]", "1"))),
        "location": fields.get("location", "").strip(),
        "userid": known["userid"] if known is not None else ctx.userid,
        "eventtype": kind,
        "modulename": "",
        "instance": 0,
        "type": 0,
        "uuid": "",
        "visible": 1,
        "timestart": start,
        "timesort": start,
        "timeduration": duration,
        "subscriptionid": None,
        "timemodified": ctx.now,
    }


def _belongings(fields: dict[str, str], kind: str) -> dict[str, int] | None:
    """The category, the course and the group of an event of a kind; None if the form lacks what it takes."""
    courseid = to_int(fields.get("groupcourseid" if kind == "group" else "courseid", "0"))
    groupid, categoryid = to_int(fields.get("groupid", "0").rpartition("-")[2]), to_int(fields.get("categoryid", "0"))
    found = {"courseid": 0, "groupid": 0, "categoryid": 0}
    match kind:
        case "site":
            return {**found, "courseid": SITE_COURSE}
        case "course":
            return {**found, "courseid": courseid} if courseid else None
        case "group":
            return {**found, "courseid": courseid, "groupid": groupid} if courseid and groupid else None
        case "category":
            return {**found, "categoryid": categoryid} if categoryid else None
    return found


def _moment(ctx: CallContext, fields: dict[str, str], name: str) -> int | None:
    """The moment that the five fields of a date give; None if they give none."""
    parts = [fields.get(f"{name}[{part}]", "") for part in ("year", "month", "day", "hour", "minute")]
    if not all(part.isdecimal() for part in parts[:3]):
        return None
    try:
        return Clock(ctx).moment(*(to_int(part or "0") for part in parts))
    except InvalidParameter:
        return None


def _duration(ctx: CallContext, fields: dict[str, str], start: int) -> int | None:
    """How long an event lasts, in seconds; None if it would end before it begins."""
    kind = to_int(fields.get("duration", "0"))
    if kind == _UNTIL:
        end = _moment(ctx, fields, "timedurationuntil")
        return end - start if end is not None and end > start else None
    if kind == _MINUTES:
        minutes = to_int(fields.get("timedurationminutes", "0"))
        return minutes * 60 if 0 < minutes < 10**8 else None
    return 0


def _change(ctx: CallContext, fields: dict[str, str], known: RowMapping, row: dict[str, Any]) -> RowMapping:
    """Change an event, and with it the others of its series if the form asks for that."""
    ctx.validate(permissions.place_of(ctx.db, known))
    if not permissions.may_change(ctx, {**known, **row}):
        raise CodedError("nopermissiontoupdatecalendar")
    kept = ("modulename", "instance", "type", "uuid", "visible", "subscriptionid", "userid")
    values = {name: value for name, value in row.items() if name not in kept}
    if known["repeatid"] and to_int(fields.get("repeateditall", "0")):
        moved = row["timestart"] - known["timestart"]
        times = {"timestart": event.c.timestart + moved, "timesort": event.c.timestart + moved}
        ctx.db.execute(update(event).where(event.c.repeatid == known["repeatid"]).values(**{**values, **times}))
    else:
        ctx.db.execute(update(event).where(event.c.id == known["id"]).values(**values))
    return editing.require(ctx.db, known["id"])

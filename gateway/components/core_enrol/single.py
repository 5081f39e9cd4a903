"""Changing and ending single enrolments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import RowMapping, select, update

from gateway.api import CallContext, Context, Level, MissingRecord, caller_zone, contexts
from gateway.api.access import ENABLED
from gateway.api.forms import Form, fields
from gateway.api.php import to_int
from gateway.api.tables import enrol, user_enrolments
from gateway.components.core_enrol import lib

__all__ = ["end", "submit"]

# The ways of enrolling that let people change single enrolments.
_BY_HAND: Final = ("manual", "self")
_PARTS: Final = ("year", "month", "day", "hour", "minute")
_FIRST_YEAR, _LAST_YEAR = 1970, 2200
# More fields no form of an enrolment has.
_MOST_FIELDS: Final = 100
_COLS = user_enrolments.c


def end(ctx: CallContext, enrolmentid: int) -> bool:
    """End an enrolment, and return whether that was done: it must be there, and the caller allowed to end it."""
    found = _found(ctx, enrolmentid)
    if found is None:
        return False
    row, method, place = found
    ctx.validate(place)
    if method["enrol"] not in _BY_HAND or not ctx.has(f"enrol/{method['enrol']}:unenrol", place):
        return False
    lib.unenrol_user(ctx.db, method, place, row["userid"])
    return True


def submit(ctx: CallContext, formdata: str) -> bool | None:
    """Change an enrolment as a form says; False if it cannot be changed, None for fields that are wrong. Raises ``MissingRecord``."""
    form = fields(formdata, _MOST_FIELDS)
    found = _found(ctx, _whole(form, "ue"))
    if found is None:
        raise MissingRecord("user_enrolments", errorcode="invalidrecord")
    row, method, place = found
    ctx.validate(place)
    if method["enrol"] not in _BY_HAND or not ctx.has(f"enrol/{method['enrol']}:manage", place):
        return False
    status, start, until = _whole(form, "status"), _moment(ctx, form.get("timestart")), _moment(ctx, form.get("timeend"))
    duration = _whole(form, "duration")
    if duration > 0:
        until = (start or ctx.now) + duration
    if status not in (ENABLED, lib.SUSPENDED) or start is None or until is None or (start and until and until <= start):
        return None
    values = {"status": status, "timestart": start, "timeend": until, "modifierid": ctx.userid, "timemodified": ctx.now}
    ctx.db.execute(update(user_enrolments).where(_COLS.id == row["id"]).values(**values))
    return True


def _found(ctx: CallContext, enrolmentid: int) -> tuple[RowMapping, RowMapping, Context] | None:
    """An enrolment, the method that it is by, and the context of the course."""
    row = ctx.db.execute(select(user_enrolments).where(_COLS.id == enrolmentid)).mappings().first()
    if row is None:
        return None
    method = ctx.db.execute(select(enrol).where(enrol.c.id == row["enrolid"])).mappings().one()
    return row, method, contexts.by_instance(ctx.db, Level.COURSE, method["courseid"])


def _whole(form: Mapping[Any, Any], name: str) -> int:
    """A field that is a whole number; 0 without one."""
    value = form.get(name)
    return to_int(value) if isinstance(value, str) else 0


def _moment(ctx: CallContext, given: Form | object) -> int | None:
    """A moment in the fields of a form, in the caller's time zone; 0 where it is not asked for, None where it is none."""
    if isinstance(given, str):
        return max(to_int(given), 0)
    if not isinstance(given, dict) or not _whole(given, "enabled"):
        return 0
    year, month, day, hour, minute = (_whole(given, part) for part in _PARTS)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return int(datetime(year, month, day, hour, minute, tzinfo=caller_zone(ctx)).timestamp())
    except ValueError:
        return None

"""Events of activities that one user has, such as a due date that holds for them alone."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select, update

from gateway.api import CallContext, Ids
from gateway.api.text import FORMAT_HTML
from gateway.components.core_calendar.tables import event

__all__ = ["forget", "put"]

# The type of events that something is to be done until.
_ACTION = 1
_COLS = event.c


def put(ctx: CallContext, activity: tuple[str, int], userid: int, kind: str, start: int, name: str, description: str) -> None:
    """Let a user have one event of a kind for an activity, given by type and instance, at a time; 0 for no event."""
    modname, instance = activity
    here = _COLS.modulename == modname, _COLS.instance == instance, _COLS.userid == userid, _COLS.eventtype == kind
    if not start:
        ctx.db.execute(delete(event).where(*here))
        return
    values = {
        "name": name,
        "description": description,
        "format": FORMAT_HTML,
        "timestart": start,
        "timeduration": 0,
        "visible": 1,
        "timemodified": ctx.now,
    }
    known = ctx.db.execute(select(_COLS.id).where(*here).order_by(_COLS.id)).scalars().first()
    if known is not None:
        ctx.db.execute(update(event).where(_COLS.id == known).values(**values))
        return
    own = {"modulename": modname, "instance": instance, "userid": userid, "eventtype": kind, "type": _ACTION}
    nowhere = {"categoryid": 0, "courseid": 0, "groupid": 0, "repeatid": 0, "uuid": "", "sequence": 1}
    ctx.db.execute(insert(event).values(**own, **nowhere, **values))


def forget(db: Connection, modname: str, instances: Ids) -> None:
    """Delete the events that users have for activities of a type, which are in no course."""
    db.execute(delete(event).where(_COLS.modulename == modname, _COLS.instance.in_(instances), _COLS.courseid == 0))

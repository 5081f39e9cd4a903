"""Logging "viewed" events of courses and activities in the site's standard log."""

from __future__ import annotations

import json
from collections.abc import Mapping

import msgspec
from sqlalchemy import insert

from gateway.api import SITE_COURSE, CallContext, Context
from gateway.api.tables import logstore_standard_log

__all__ = ["Viewing", "note"]

# The value of ``edulevel`` for events of participating in a course.
_PARTICIPATING = 2


class Viewing(msgspec.Struct, frozen=True):
    """A kind of "viewed" event: its component, its target, and the table of the viewed object."""

    component: str
    target: str
    table: str | None = None


def note(
    ctx: CallContext,
    what: Viewing,
    place: Context,
    *,
    courseid: int = SITE_COURSE,
    objectid: int | None = None,
    relateduserid: int | None = None,
    other: Mapping[str, object] | None = None,
) -> None:
    """Log that the caller has viewed something."""
    row = {
        "eventname": f"\\{what.component}\\event\\{what.target}_viewed",
        "component": what.component,
        "action": "viewed",
        "target": what.target,
        "objecttable": what.table,
        "objectid": objectid,
        "crud": "r",
        "edulevel": _PARTICIPATING,
        "contextid": place.id,
        "contextlevel": place.level,
        "contextinstanceid": place.instance,
        "userid": ctx.userid,
        "courseid": courseid,
        "relateduserid": relateduserid,
        "other": json.dumps(other) if other else None,
        "timecreated": ctx.now,
        "origin": "ws",
    }
    ctx.db.execute(insert(logstore_standard_log).values(**row))

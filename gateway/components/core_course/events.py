"""Logging what happens in courses and activities in the site's standard log."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import IntEnum

import msgspec
from sqlalchemy import insert

from gateway.api import SITE_COURSE, CallContext, Context
from gateway.api.tables import logstore_standard_log

__all__ = ["Edulevel", "Happening", "note"]


class Edulevel(IntEnum):
    """What an event is to learning (the values of ``edulevel``)."""

    OTHER = 0
    TEACHING = 1
    PARTICIPATING = 2


class Happening(msgspec.Struct, frozen=True):
    """A kind of event: its component, its target, the table of the object, what was done with it, and what that is to learning.

    ``crud`` says whether the object was created, read, updated or deleted, by the first letter.
    """

    component: str
    target: str
    table: str | None = None
    action: str = "viewed"
    crud: str = "r"
    edulevel: Edulevel = Edulevel.PARTICIPATING


def note(
    ctx: CallContext,
    what: Happening,
    place: Context,
    *,
    courseid: int = SITE_COURSE,
    objectid: int | None = None,
    relateduserid: int | None = None,
    other: Mapping[str, object] | None = None,
) -> None:
    """Log what the caller has done."""
    row = {
        "eventname": f"\\{what.component}\\event\\{what.target}_{what.action}",
        "component": what.component,
        "action": what.action,
        "target": what.target,
        "objecttable": what.table,
        "objectid": objectid,
        "crud": what.crud,
        "edulevel": what.edulevel.value,
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

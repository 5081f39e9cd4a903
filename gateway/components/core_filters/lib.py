"""Text filters and their states in contexts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import RowMapping, select

from gateway.api import SYSTEM, CallContext, Context, Level
from gateway.api.tables import context
from gateway.components.core_filters.tables import filter_active

__all__ = ["STANDARD", "available", "is_on", "states"]

STANDARD = ("displayh5p", "activitynames", "mathjaxloader", "emoticon", "urltolink", "mediaplugin")
"""The filters of a standard installation in their order; all are on."""

_ON, _OFF, _DISABLED = 1, -1, -9999
_INHERITED = 0


def states(ctx: CallContext) -> list[dict[str, Any]]:
    """The state of each filter in each context that sets it; the standard filters if the site sets none."""
    cols = filter_active.c
    query = (
        select(filter_active, context.c.contextlevel, context.c.instanceid)
        .select_from(filter_active.join(context, context.c.id == cols.contextid))
        .order_by(cols.id)
    )
    rows = ctx.db.execute(query).mappings().all()
    results = [
        _state_result(Level(row["contextlevel"]), row["instanceid"], row["contextid"], row["filter"], row["active"], row["sortorder"])
        for row in rows
    ]
    if not any(row["contextlevel"] == Level.SYSTEM for row in rows):
        results = [*(_state_result(Level.SYSTEM, 0, 1, name, _ON, place) for place, name in enumerate(STANDARD, start=1)), *results]
    return results


def available(ctx: CallContext, places: Collection[Context]) -> dict[int, list[dict[str, Any]]]:
    """The filters available in each context, by context id: the inherited state, and the state set in the context itself."""
    cols = filter_active.c
    rows = (
        ctx.db.execute(select(filter_active).where(cols.contextid.in_({contextid for place in places for contextid in place.ids})))
        .mappings()
        .all()
    )
    sites = {row["filter"]: row for row in rows if row["contextid"] == SYSTEM.id}
    if sites:
        order = sorted((name for name, row in sites.items() if row["active"] != _DISABLED), key=lambda name: sites[name]["sortorder"])
    else:
        order = list(STANDARD)
    return {place.id: [_available(place, name, rows, standard=not sites) for name in order] for place in places}


def is_on(ctx: CallContext, place: Context, name: str) -> bool:
    """Whether a filter is on in a context, by its own state or by that of the nearest context above."""
    found = next((entry for entry in available(ctx, [place])[place.id] if entry["filter"] == name), None)
    return found is not None and (found["localstate"] or found["inheritedstate"]) == _ON


def _available(place: Context, name: str, rows: Collection[RowMapping], *, standard: bool) -> dict[str, Any]:
    """A filter in a context: the inherited state is the one set in the nearest parent context."""
    set_ = {row["contextid"]: row["active"] for row in rows if row["filter"] == name}
    if standard:
        set_ = {SYSTEM.id: _ON, **set_}
    above = [set_[contextid] for contextid in place.ids[:-1] if set_.get(contextid, _INHERITED) != _INHERITED]
    return {"filter": name, "localstate": set_.get(place.id, _INHERITED), "inheritedstate": above[-1] if above else _OFF}


def _state_result(level: Level, instance: int, contextid: int, name: str, state: int, place: int) -> dict[str, Any]:
    """The state of a filter in the form of the result."""
    where = {"contextlevel": level.name.lower(), "instanceid": instance, "contextid": contextid}
    return {**where, "filter": name, "state": state, "sortorder": place}

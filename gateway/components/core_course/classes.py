"""The caller's courses by class: over, running, to come, starred, hidden, or found by words or by the value of a custom field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from gateway.api import CallContext, InvalidParameter
from gateway.components.core_course import favourites, search, timeline
from gateway.components.core_customfield import lib as customfields

__all__ = ["Asked", "page"]


class Asked(msgspec.Struct, frozen=True):
    """Which courses are asked for: the class, the order, and what the class may look for."""

    classification: str
    sort: str | None = None
    customfieldname: str = ""
    customfieldvalue: str = ""
    searchvalue: str = ""


def page(ctx: CallContext, asked: Asked, offset: int, limit: int) -> tuple[list[Mapping[str, Any]], int]:
    """The courses of the caller that are asked for, after ``offset`` of all, ``limit`` at most (0: all), and how many were looked at.

    Raises ``InvalidParameter`` for an unknown class or order.
    """
    wanted = asked.classification
    if wanted not in timeline.CLASSES:
        raise InvalidParameter("is no class of courses", path="classification")
    rows = timeline.own_courses(ctx, asked.sort)
    hidden = timeline.hidden_courses(ctx)
    among: set[int] | None = None
    if wanted == "hidden":
        # As recorded, all courses are looked at where none is hidden.
        among = hidden
        rows = [row for row in rows if row["id"] in hidden or not hidden]
    elif wanted == "search":
        found = {row["id"] for row, _ in search.listed(ctx, search.by_text(asked.searchvalue), [])}
        rows = [row for row in rows if row["id"] in found]
    elif wanted == "customfield":
        rows = [row for row in rows if row["id"] not in hidden]
        ids = [row["id"] for row in rows]
        among = customfields.with_value(ctx, "core_course", "course", asked.customfieldname, asked.customfieldvalue, ids)
        rows = rows if among is not None else []
    elif wanted != "allincludinghidden":
        rows = [row for row in rows if row["id"] not in hidden]
    starred = favourites.of_user(ctx.db, ctx.userid)
    return timeline.page(ctx, rows[offset:], wanted, starred, hidden, limit, among)

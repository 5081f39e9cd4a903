"""The results of popup notifications."""

from __future__ import annotations

from typing import Any

from sqlalchemy import RowMapping, bindparam, select

from gateway.api import CallContext
from gateway.api.rows import Window
from gateway.components.core_message import notices, texts
from gateway.components.core_message.tables import notifications

__all__ = ["notification_results"]

# The length of ``shortenedsubject`` in characters.
_SHORT = 125
_UNITS = (("day", 86400), ("hour", 3600), ("min", 60), ("sec", 1))

_COLS = notifications.c
_RECEIVED = select(notifications).where(bindparam("receiver") == _COLS.useridto)
_NEWEST_FIRST = _RECEIVED.order_by(_COLS.timecreated.desc(), _COLS.id.desc())
_OLDEST_FIRST = _RECEIVED.order_by(_COLS.timecreated, _COLS.id)


def notification_results(ctx: CallContext, receiver: int, *, newest_first: bool, part: Window) -> list[dict[str, Any]]:
    """A part of the notifications to a user, read or not."""
    query = part.rows(_NEWEST_FIRST if newest_first else _OLDEST_FIRST)
    return [_notification_result(ctx, row) for row in ctx.db.execute(query, {"receiver": receiver}).mappings()]


def _notification_result(ctx: CallContext, row: RowMapping) -> dict[str, Any]:
    """The result of one notification."""
    return {
        **{name: row[name] for name in ("id", "useridfrom", "useridto", "fullmessageformat", "timecreated", "timeread")},
        **{name: row[name] or "" for name in ("subject", "fullmessage", "fullmessagehtml", "smallmessage", "contexturl", "contexturlname")},
        "shortenedsubject": texts.shortened(row["subject"], _SHORT),
        "text": texts.formatted(ctx.site, row, notification=True),
        "timecreatedpretty": f"{_span(ctx.now - row['timecreated'])} ago",
        "read": bool(row["timeread"]),
        "deleted": False,
        "iconurl": notices.icon(ctx.site, row["component"]),
        **{name: row[name] for name in ("component", "eventtype") if row[name]},
        "customdata": row["customdata"],
    }


def _span(seconds: int) -> str:
    """A length of time in words, in its two largest units."""
    parts: list[str] = []
    for name, size in _UNITS:
        count, seconds = divmod(max(seconds, 0), size)
        if count:
            parts.append(f"{count} {name}{'' if count == 1 else 's'}")
    return " ".join(parts[:2]) or "moments"

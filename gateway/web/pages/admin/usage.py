"""Who uses what: calls by protocol, function, program and token, with a small plot for each protocol, and what nobody calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import Connection
from starlette.responses import Response

from gateway.admin import usage
from gateway.admin.usage import Day, EndingUse, Report
from gateway.telemetry.endings import DEPRECATED, endings_in
from gateway.telemetry.usage import DAY
from gateway.web.pages.admin.forms import administered, number
from gateway.web.pages.page import Page
from gateway.web.pages.visit import Visit

__all__ = ["USAGE", "pages"]

USAGE = "/admin/usage"
"""The page."""
# How many functions, programs and tokens are listed, and the periods to choose from, in days.
_MOST: Final = 50
_PERIODS: Final = (7, 30, 90, 365)
# The height of a plot, in units of its own; a day is as wide as ten of them.
_HEIGHT: Final = 100


class Bar(msgspec.Struct, frozen=True):
    """A day in a plot: its place from the left, its height, its place from the top, and what it shows."""

    x: int
    y: float
    height: float
    day: Day


def pages() -> list[Page]:
    """The page."""
    return [administered(USAGE, _show)]


async def _show(visit: Visit, wrong: Sequence[str] = ()) -> Response:
    """The numbers of a period, of all protocols or of one."""
    days = number(visit, "days", 30)
    days = days if days in _PERIODS else 30
    known = sorted(protocol.name for protocol in visit.gateway.protocols)
    protocol = visit.text("protocol")
    found = await visit.gateway.store.read(_report, visit, days, protocol if protocol in known else "")
    endings = endings_in(visit.site.config.get(DEPRECATED) or "")
    ends: list[EndingUse] = []
    if endings:

        def component_of(name: str) -> str:
            function = visit.site.registry.get(name)
            return function.info.component if function is not None else ""

        chosen = protocol if protocol in known else ""
        ends = await visit.gateway.store.read(
            usage.ending, endings, component_of, since=visit.now - days * DAY, protocol=chosen, most=_MOST
        )
    return visit.show(
        "admin_usage.html",
        ends=ends,
        ending=bool(endings),
        wrong=wrong,
        report=found,
        plots={entry.name: _plot(entry.days) for entry in found.protocols},
        height=_HEIGHT,
        periods=_PERIODS,
        protocols=known,
        chosen=protocol,
        most=_MOST,
        unused_days=usage.UNUSED_DAYS,
        counting=visit.gateway.settings.audit.usage,
    )


def _report(db: Connection, visit: Visit, days: int, protocol: str) -> Report:
    offered = {name for service in visit.site.services.values() if service.enabled for name in service.functions}
    return usage.report(db, offered, now=visit.now, days=days, protocol=protocol, most=_MOST)


def _plot(days: Sequence[Day]) -> list[Bar]:
    """The bars of a plot, the highest of which fills it."""
    most = max(day.calls for day in days) or 1
    heights = [round(_HEIGHT * day.calls / most, 1) for day in days]
    return [Bar(10 * place, _HEIGHT - height, height, day) for place, (day, height) in enumerate(zip(days, heights, strict=True)) if height]

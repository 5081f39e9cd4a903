"""The verbs of the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from gateway.double.control.errors import ControlError
from gateway.double.control.verb import Asked
from gateway.double.moments import MomentError, moment, span
from gateway.double.world import World

__all__ = ["ClockChange", "ClockState", "change", "show", "shown"]


class ClockChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a clock is to be changed; what is named is done in this order.

    ``now`` is a time, in Unix seconds or as in ``2026-09-07T08:00:00Z``; ``advance`` a span, in seconds or as in ``7d`` or ``-1h30m``.
    """

    now: int | float | str | None = None
    advance: int | float | str | None = None
    freeze: bool = False
    run: bool = False


class ClockState(msgspec.Struct, frozen=True, kw_only=True):
    """What a clock shows, in Unix seconds and as people write it, and whether it goes on by itself."""

    now: float
    time: str
    running: bool


async def show(asked: Asked) -> ClockState:
    """The clock of a world."""
    return shown(asked.world)


async def change(asked: Asked) -> ClockState:
    """Change the clock of a world, then do the scheduled tasks that are due by it."""
    wanted: ClockChange = asked.document
    clock = asked.world.clock
    if wanted.freeze and wanted.run:
        raise ControlError("A clock stands still or goes on: say 'freeze' or 'run'.", path="freeze")
    now = _read(moment, wanted.now, "now")
    further = _read(span, wanted.advance, "advance") or 0.0
    _read(moment, (clock() if now is None else now) + further, "advance")
    if now is not None:
        clock.set(now)
    clock.advance(further)
    if wanted.freeze:
        clock.freeze()
    if wanted.run:
        clock.run()
    if now is not None or further:
        await asked.world.host.do_tasks()
    return shown(asked.world)


def _read(read: Callable[[float | str], float], value: float | str | None, place: str) -> float | None:
    """A time or span that a document has at a place, if it has one. Raises ``ControlError``."""
    try:
        return None if value is None else read(value)
    except MomentError as error:
        raise ControlError(str(error), path=place) from None


def shown(world: World) -> ClockState:
    """What the clock of a world shows."""
    now = world.clock()
    return ClockState(now=now, time=datetime.fromtimestamp(now, UTC).isoformat().replace("+00:00", "Z"), running=world.clock.running)

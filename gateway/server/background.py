"""Work that is done again and again beside the calls of a process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from gateway.pipeline.unexpected import database_away
from gateway.store.store import DatabaseUnavailable

__all__ = ["repeat"]


async def repeat(work: Callable[[], Awaitable[None]], seconds: float, sooner: asyncio.Event | None = None) -> None:
    """Do ``work`` every so many seconds, or when ``sooner`` is set; a failure is logged, and ``work`` is done again next time."""
    sooner = sooner or asyncio.Event()
    while True:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await sooner.wait()
        sooner.clear()
        try:
            await work()
        except DatabaseUnavailable as error:
            database_away(error)
        except Exception as error:  # the background must outlive any failure
            structlog.get_logger("gateway").error("background work failed", work=getattr(work, "__qualname__", ""), exc_info=error)

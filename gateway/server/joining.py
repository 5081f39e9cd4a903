"""A transport that sends together what is written together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

__all__ = ["Joining"]

# For how long a write waits for another one, in seconds.
_MOMENT = 0.001


class Joining:
    """A transport that sends two writes that follow each other at once with one call of the kernel, and so in one packet.

    Uvicorn writes the head of an answer and its body one after the other: sending them one by one took a twentieth of a call's
    time. A write that no other follows, such as the head of a stream whose body comes later, is sent after a moment.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        """``transport`` sends."""
        self._transport = transport
        self._loop = loop
        self._waiting = b""
        self._timer: asyncio.TimerHandle | None = None
        self.sent = 0
        """The number of bytes that were given to the transport."""
        self.is_closing = transport.is_closing
        self.before_close: Callable[[], bool] = _never
        """Called before the connection is closed; it says whether that is put off."""

    def __getattr__(self, name: str) -> Any:
        """Everything else that a transport has."""
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send the data, with what waits; or have it wait for what follows."""
        if self._timer is None:
            self._waiting = data
            self._timer = self._loop.call_later(_MOMENT, self._send)
        else:
            self._send(data)

    def _send(self, more: bytes = b"") -> None:
        """Send what waits, if anything does, and more after it; an idle connection then holds no part of an answer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            together = self._waiting + more
            self.sent += len(together)
            self._transport.write(together)
            self._waiting = b""

    def write_eof(self) -> None:
        """Send what waits, and then nothing more."""
        self._send()
        self._transport.write_eof()

    def close(self) -> None:
        """Close the connection once everything is sent, unless that is put off."""
        self._send()
        if not self.before_close():
            self._transport.close()


def _never() -> bool:
    return False

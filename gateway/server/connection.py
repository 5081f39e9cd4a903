"""A connection of uvicorn that stops without losing a request on its way, and sends together what is written together."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gateway.server.addresses import encoded_target

__all__ = ["Connection"]

# For how long an idle connection waits for one more request when the server stops, in seconds.
_LINGER = 1.0
# For how long a write waits for another one, in seconds.
_MOMENT = 0.001


class Connection(HttpToolsProtocol):
    """A connection that, when the server stops, stays open for a request that may be on its way.

    Uvicorn closes idle connections at once, and so loses a request that a client has sent and the server has not read.
    Here an idle connection may bring one more request.
    """

    leaving = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn says: any transport
        """Begin to serve a client."""
        super().connection_made(_Joining(transport, self.loop))  # type: ignore[arg-type]  # it has what uvicorn asks of a transport

    def data_received(self, data: bytes) -> None:
        """Read what a client has sent; bytes beyond ASCII in an address are percent-encoded before the parser sees them."""
        if not data.isascii() and self._before_headers:
            data = encoded_target(data)
        super().data_received(data)

    def shutdown(self) -> None:
        """Finish the request that is being answered; an idle connection waits a moment for one more request."""
        self.leaving = True
        if self._idle:
            self.loop.call_later(_LINGER, self._close)
        else:
            super().shutdown()

    def on_headers_complete(self) -> None:
        """Close the connection after the answer to a request that came while the server stops."""
        super().on_headers_complete()
        if self.leaving and not self._idle:
            self.cycle.keep_alive = False

    @property
    def _before_headers(self) -> bool:
        """Whether what comes next on the connection is the beginning of a request, or may be a part of its first line."""
        if self.cycle is not None and self.cycle.scope is self.scope:  # type: ignore[redundant-expr]  # before the first it is None
            return not self.cycle.more_body
        return not self.headers

    @property
    def _idle(self) -> bool:
        """Whether no request is being answered."""
        return self.cycle is None or self.cycle.response_complete  # type: ignore[redundant-expr]  # before the first it is None

    def _close(self) -> None:
        if self._idle:
            self.transport.close()


class _Joining:
    """A transport that sends two writes that follow each other at once with one call of the kernel, and so in one packet.

    Uvicorn writes the head of an answer and its body one after the other: sending them one by one took a twentieth of a call's
    time. A write that no other follows, such as the head of a stream whose body comes later, is sent after a moment.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._waiting = b""
        self._timer: asyncio.TimerHandle | None = None
        self.is_closing = transport.is_closing

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
            self._transport.write(self._waiting + more)
            self._waiting = b""

    def close(self) -> None:
        """Close the connection once everything is sent."""
        self._send()
        self._transport.close()

"""A connection as uvicorn serves it, but for how it stops and how it writes."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

__all__ = ["Connection"]

# How long a connection that is open waits for a request when the server stops, in seconds.
_LINGER = 1.0


class Connection(HttpToolsProtocol):
    """A connection that, when the server stops, is left open for the request that may be on its way.

    Uvicorn closes at once what is between two requests or before the first, and so loses what a client
    has sent by then and nobody has read. Here such a connection may bring one more request.
    """

    leaving = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn says: any transport
        """Begin to serve a client."""
        self._wire = _Wire(transport)
        super().connection_made(self._wire)  # type: ignore[arg-type]  # it has what uvicorn asks of a transport

    def shutdown(self) -> None:
        """Answer what was begun; else wait for a request, but not for long."""
        self.leaving = True
        if self._idle:
            self.loop.call_later(_LINGER, self._close)
        else:
            super().shutdown()

    def on_headers_complete(self) -> None:
        """Have the answer to a request that came while the server stops say that it is the last."""
        super().on_headers_complete()
        if self.leaving and not self._idle:
            self.cycle.keep_alive = False
        self._wire.cycle = self.cycle

    def on_response_complete(self) -> None:
        """Go on to the next request."""
        self._wire.flush()
        super().on_response_complete()

    @property
    def _idle(self) -> bool:
        """Whether no request was begun that is not answered."""
        return self.cycle is None or self.cycle.response_complete  # type: ignore[redundant-expr]  # before the first it is None

    def _close(self) -> None:
        if self._idle:
            self.transport.close()


class _Wire:
    """The transport of a connection, which sends the head of an answer together with the first of its body.

    Uvicorn writes them one after the other, and writing is a call of the kernel each time, and a packet: of a call without data,
    the second took a fourteenth of the loop's time.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self.cycle: RequestResponseCycle | None = None
        self._transport = transport
        self._begun: RequestResponseCycle | None = None
        self._head = b""
        self.is_closing = transport.is_closing

    def __getattr__(self, name: str) -> Any:
        """All else that a transport has."""
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send what was kept, and this; the head of an answer, which is the first that an answer writes, is kept."""
        cycle = self.cycle
        if cycle is not None and cycle.response_started and cycle is not self._begun:
            self._begun, self._head = cycle, data
        elif self._head:
            head, self._head = self._head, b""
            self._transport.write(head + data)
        else:
            self._transport.write(data)

    def flush(self) -> None:
        """Send what was kept: nothing more may follow."""
        if self._head:
            head, self._head = self._head, b""
            self._transport.write(head)

    def close(self) -> None:
        """Close the connection, once everything is sent."""
        self.flush()
        self._transport.close()

"""The line to a client: whether the client is still there, and the means to cut it, which ASGI has no word for."""

from __future__ import annotations

import socket
import struct
from typing import Final, Protocol

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from gateway.server.connection import Connection

__all__ = ["LINE", "CuttableConnection", "Line", "LineCut", "line_of"]

LINE: Final = "triglot.line"
"""The extension of an ASGI scope that has the line."""

# So closed, a socket drops what was not sent, and tells the other end that the connection is no more.
_AT_ONCE: Final = struct.pack("ii", 1, 0)


class LineCut(ConnectionError):
    """The connection is cut; raised where there is no server whose connection could be."""


class Line(Protocol):
    """The line to a client."""

    @property
    def gone(self) -> bool:
        """Whether the client is no longer there."""

    def cut(self, *, reset: bool) -> None:
        """End the connection after what was sent; with ``reset`` at once, as if the machine had gone."""


class CuttableConnection(Connection):
    """A connection of the server of a double, which faults may cut."""

    def on_headers_complete(self) -> None:
        """Begin to answer a request, whose scope has the line to its client."""
        super().on_headers_complete()
        extensions = self.scope.get("extensions")
        if extensions is not None:
            extensions[LINE] = _ServedLine(self, self.cycle)  # type: ignore[assignment]  # asgiref says: dicts alone


class _ServedLine:
    """The line to the client of a request that uvicorn serves."""

    __slots__ = ("_connection", "_cycle")

    def __init__(self, connection: Connection, cycle: RequestResponseCycle) -> None:
        self._connection = connection
        self._cycle = cycle

    @property
    def gone(self) -> bool:
        return self._cycle.disconnected or self._connection.transport.is_closing()

    def cut(self, *, reset: bool) -> None:
        cycle, transport = self._cycle, self._connection.transport
        # The rest of the answer goes nowhere, of which uvicorn shall not complain.
        cycle.disconnected = True
        cycle.message_event.set()
        if not reset:
            transport.close()
            return
        opened = transport.get_extra_info("socket")
        if opened is not None:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        transport.abort()


def line_of(scope: Scope) -> Line | None:
    """The line to the client of a request; None where no server serves it."""
    line: Line | None = scope.get("extensions", {}).get(LINE)
    return line

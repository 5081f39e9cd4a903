"""A connection as uvicorn serves it, but for how it stops."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["Connection"]

# How long a connection that is open waits for a request when the server stops, in seconds.
_LINGER = 1.0


class Connection(HttpToolsProtocol):
    """A connection that, when the server stops, is left open for the request that may be on its way.

    Uvicorn closes at once what is between two requests or before the first, and so loses what a client
    has sent by then and nobody has read. Here such a connection may bring one more request.
    """

    leaving = False

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

    @property
    def _idle(self) -> bool:
        """Whether no request was begun that is not answered."""
        return self.cycle is None or self.cycle.response_complete  # type: ignore[redundant-expr]  # before the first it is None

    def _close(self) -> None:
        if self._idle:
            self.transport.close()

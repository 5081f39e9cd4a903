"""A connection of uvicorn that stops without losing a request on its way."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["Connection"]

# For how long an idle connection waits for one more request when the server stops, in seconds.
_LINGER = 1.0


class Connection(HttpToolsProtocol):
    """A connection that, when the server stops, stays open for a request that may be on its way.

    Uvicorn closes idle connections at once, and so loses a request that a client has sent and the server has not read.
    Here an idle connection may bring one more request.
    """

    leaving = False

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
    def _idle(self) -> bool:
        """Whether no request is being answered."""
        return self.cycle is None or self.cycle.response_complete  # type: ignore[redundant-expr]  # before the first it is None

    def _close(self) -> None:
        if self._idle:
            self.transport.close()

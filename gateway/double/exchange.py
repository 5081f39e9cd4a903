"""One request to a world, from its arrival to the end of its answer: what the parts of a double tell each other about it.

The call, which is known only after the request is decoded, and the answer, which is sent long after, meet here.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

from starlette.types import Message, Receive, Scope

if TYPE_CHECKING:
    from gateway.double.faults.rules import Active
    from gateway.double.journal.entries import Entry

__all__ = ["KEPT_BYTES", "Exchange", "current"]

KEPT_BYTES: Final = 64 * 1024
"""How much of the body of a request is kept while it is answered."""

_CURRENT: ContextVar[Exchange | None] = ContextVar("exchange", default=None)


class Exchange:
    """A request: its scope, what of its body has come, the faults of its answer, the calls that it turned out to be."""

    def __init__(self, scope: Scope) -> None:
        """The request of an ASGI scope, which begins now."""
        self.scope = scope
        self.began = time.perf_counter()
        self.body = bytearray()
        self.length = 0
        """How many bytes of the body have come; ``body`` has no more than ``KEPT_BYTES`` of them."""
        self.whole = False
        """Whether all of the body has come."""
        self.status = 0
        """The status of the answer; 0 until there is one, and where the connection was cut before."""
        self.faults: list[Active] = []
        """The rules whose faults change the answer, in the order in which they were met."""
        self.entries: list[Entry] = []
        """What the journal has of the calls in the request."""
        self.arguments: dict[int, object] = {}
        """The arguments of the calls, whole, by the numbers of their entries."""

    @property
    def path(self) -> str:
        """The path of the address."""
        path: str = self.scope["path"]
        return path

    @property
    def method(self) -> str:
        """The method."""
        method: str = self.scope["method"]
        return method

    @property
    def query(self) -> bytes:
        """The query, as it was sent."""
        query: bytes = self.scope.get("query_string", b"")
        return query

    def header(self, name: bytes) -> str | None:
        """A header of the request; None without it."""
        return next((str(value, "latin-1") for each, value in self.scope["headers"] if each == name), None)

    @property
    def is_kept(self) -> bool:
        """Whether all of the body has come and is kept."""
        return self.whole and self.length <= KEPT_BYTES

    @property
    def has_body(self) -> bool:
        """Whether the request has a body, which the site may not have read."""
        announced = self.header(b"content-length") or "0"
        return self.length > 0 or announced.strip("0") != "" or self.header(b"transfer-encoding") is not None

    @property
    def seconds(self) -> float:
        """How long it has taken up to now."""
        return time.perf_counter() - self.began

    def kept(self, receive: Receive) -> Receive:
        """Receive the body, of which the beginning is kept."""

        async def received() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                part: bytes = message.get("body", b"")
                self.length += len(part)
                self.whole = not message.get("more_body", False)
                if len(self.body) < KEPT_BYTES:
                    self.body += part[: KEPT_BYTES - len(self.body)]
            return message

        return received

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Let this be the current request of what is run in the context."""
        before = _CURRENT.set(self)
        try:
            yield
        finally:
            _CURRENT.reset(before)


def current() -> Exchange | None:
    """The request that is being answered; None for a call that came by none."""
    return _CURRENT.get()

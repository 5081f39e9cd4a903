"""Faults of the wire: an ASGI application around that of a world, which spoils answers, delays them, or cuts the connection.

Which faults an answer meets is known when it begins: by then its request has been decoded, and its calls have met the rules.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Send

from gateway.double.exchange import Exchange
from gateway.double.faults.bodies import notice, page, proxy_page
from gateway.double.faults.kinds import (
    LONGEST_PAUSE,
    ContentType,
    Cut,
    Delay,
    Notice,
    Page,
    Slow,
    Status,
    Truncated,
    is_instead,
)
from gateway.double.line import LineCut, line_of
from gateway.wire.exchange import Answer

__all__ = ["answered", "Spoiled"]

_MOMENT: Final = 0.1
# Bodies that come slowly come in so many pieces a second.
_PIECES: Final = 4


async def answered(exchange: Exchange, app: ASGIApp, receive: Receive, send: Send, before_cut: Callable[[], Awaitable[None]]) -> None:
    """Have an application answer a request, and spoil what it answers as the faults of the request say.

    ``before_cut`` is called before the connection is cut. What meets a fault that lets no call come through is not given to the
    application. Raises ``LineCut`` for a connection that is to be cut where no server has one.
    """
    spoiled = Spoiled(exchange, send, before_cut)
    if any(is_instead(each.fault) for each in exchange.faults):
        await spoiled({"type": "http.response.start", "status": 200, "headers": []})
    else:
        await app(exchange.scope, receive, spoiled)
    if spoiled.cut_off:
        raise LineCut("a fault has cut the connection")


class Spoiled:
    """Sends an answer with its faults. ``cut_off`` says that the connection should have been cut, and could not be."""

    def __init__(self, exchange: Exchange, send: Send, before_cut: Callable[[], Awaitable[None]]) -> None:
        """The answer to a request; ``send`` sends what becomes of it."""
        self._exchange = exchange
        self._send = send
        self._before_cut = before_cut
        self._line = line_of(exchange.scope)
        self._over = False
        self._plain = False
        self._prefix = b""
        self._rate = 0
        self._deadline = 0.0
        # How many bytes of the body are sent before the connection ends; None for all. A part of a body of unknown length is
        # that part of its first piece.
        self._left: int | None = None
        self._part: float | None = None
        self._reset = False
        self.cut_off = False

    async def __call__(self, message: Message) -> None:
        """Send a message of ASGI, or what becomes of it."""
        if self._plain:
            await self._send(message)
        elif self._over:
            return
        elif message["type"] == "http.response.start":
            if not self._exchange.faults:
                self._plain = True
                self._exchange.status = message["status"]
                await self._send(message)
            else:
                await self._start(message)
        elif message["type"] == "http.response.body":
            await self._body(message)
        else:
            await self._send(message)

    async def _start(self, message: Message) -> None:
        """Begin the answer, with all faults that its beginning meets; what is sent in its place ends it."""
        headers = list(message.get("headers", ()))
        other: Answer | None = None
        for active in self._exchange.faults:
            fault = active.fault
            if isinstance(fault, Delay):
                await self._pause(active.pause(fault.seconds, fault.jitter))
            elif isinstance(fault, (Status, Page)) and other is None:
                other = proxy_page(fault) if isinstance(fault, Status) else page(fault)
            elif isinstance(fault, Cut) and (fault.where == "head" or not fault.run):
                await self._cut(reset=fault.reset)
                return
            elif isinstance(fault, ContentType):
                headers = [each for each in headers if each[0].lower() != b"content-type"]
                headers.append((b"content-type", fault.type.encode()))
            elif isinstance(fault, Notice):
                self._prefix += notice(fault)
            elif isinstance(fault, Slow):
                self._rate = fault.rate
                self._deadline = asyncio.get_running_loop().time() + LONGEST_PAUSE
        if other is not None:
            await self._instead(other)
            return
        headers = self._fitted(headers)
        self._exchange.status = message["status"]
        await self._send({**message, "headers": headers})

    def _fitted(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """The headers with the length that is to be announced; from it follows where a body ends that ends too early."""
        length = next((int(value) for name, value in headers if name.lower() == b"content-length"), None)
        ends = next((each.fault for each in self._exchange.faults if isinstance(each.fault, (Truncated, Cut))), None)
        if length is not None:
            length += len(self._prefix)
        if ends is not None:
            self._part = ends.keep
            self._reset = isinstance(ends, Cut) and ends.reset
            if length is not None:
                self._left = int(length * ends.keep)
        chunked = isinstance(ends, Truncated) and ends.chunked
        others = [each for each in headers if each[0].lower() != b"content-length"]
        return others if length is None or chunked else [*others, (b"content-length", b"%d" % length)]

    async def _instead(self, answer: Answer) -> None:
        """Send another answer in the place of this one."""
        self._over = True
        body = b"" if self._exchange.method == "HEAD" else answer.body
        headers = answer.headers
        if answer.body or answer.status not in (204, 304):
            headers = (*headers, (b"content-length", b"%d" % len(answer.body)))
        self._exchange.status = answer.status
        await self._send({"type": "http.response.start", "status": answer.status, "headers": list(headers)})
        await self._send({"type": "http.response.body", "body": body})

    async def _body(self, message: Message) -> None:
        """Send a part of the body, as much of it as is to be sent."""
        body: bytes = message.get("body", b"")
        if self._exchange.method != "HEAD":
            body, self._prefix = self._prefix + body, b""
        if self._part is None:
            await self._piecewise(body, more=message.get("more_body", False))
            return
        if self._left is None:
            self._left = int(len(body) * self._part)
        kept = body[: self._left]
        self._left -= len(kept)
        if kept:
            await self._piecewise(kept, more=True)
        if len(kept) < len(body) or not message.get("more_body", False):
            await self._cut(reset=self._reset)

    async def _piecewise(self, body: bytes, *, more: bool) -> None:
        """Send bytes, slowly if they are to come slowly."""
        step = max(1, self._rate // _PIECES)
        while self._rate and len(body) > step and not self._gone and asyncio.get_running_loop().time() < self._deadline:
            await self._send({"type": "http.response.body", "body": body[:step], "more_body": True})
            body = body[step:]
            await self._pause(min(step / self._rate, self._deadline - asyncio.get_running_loop().time()))
        await self._send({"type": "http.response.body", "body": body, "more_body": more})

    async def _cut(self, *, reset: bool) -> None:
        """End the connection; the rest of the answer is dropped."""
        self._over = True
        await self._before_cut()
        if self._line is None:
            self.cut_off = True
        else:
            self._line.cut(reset=reset)

    @property
    def _gone(self) -> bool:
        return self._line is not None and self._line.gone

    async def _pause(self, seconds: float) -> None:
        """Wait for a while, but not for a client that has gone."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + seconds
        while (left := ends - loop.time()) > 0 and not self._gone:  # noqa: ASYNC110 - the server tells nobody that a client is gone
            await asyncio.sleep(min(left, _MOMENT))

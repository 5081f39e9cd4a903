"""A connection of uvicorn within bounds, which stops without losing a request on its way.

Uvicorn reads heads of any length, waits for ever for a request that does not come, and knows no limit of connections; a
request to go on with another protocol loses its body. Whatever is bounded here is bounded without work for a request that comes
whole: such a request costs a few comparisons.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any, Final

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gateway.server.addresses import encoded_target
from gateway.server.bounds import Bounds
from gateway.server.joining import Joining

__all__ = ["Connection"]

# For how long an idle connection waits for one more request when the server stops, in seconds.
_LINGER: Final = 1.0
# For how long a client that is turned away may go on sending, so that it reads the answer and is not cut off, in seconds.
_PATIENCE: Final = 1.0
# The same for a client whose request was answered without its body, which may be long.
_BODY_PATIENCE: Final = 5.0
# How many more connections than are served are turned away with an answer at a time; beyond, they are cut off.
_TURNED_AWAY: Final = 100

# In place of a request that asks for another protocol: the parser ends it, and nobody answers it.
_SKIPPED: Final[Any] = SimpleNamespace(response_complete=True)
# The tokens of ``Connection`` that belong to such a request.
_UPGRADING: Final = frozenset({b"upgrade", b"http2-settings"})


class _TooManyFieldsError(Exception):
    """A head has more fields than one may have."""


class _State:
    """What a connection knows beyond what uvicorn does.

    In an object of its own, because Python keeps thirty attributes of an object at hand, and uvicorn's are almost as many: with
    more, every one would take longer to reach.
    """

    __slots__ = ("bounds", "came", "held", "leaving", "most_fields", "partial", "read", "room", "since", "timer", "turned_away")

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.most_fields = bounds.head_fields
        # How many bytes the head that is being read may still have.
        self.room = bounds.head_bytes
        # The scope of the request of which a part is missing, when that began, and how many bytes came since the last check.
        self.partial: object = None
        self.since = 0.0
        self.came = 0
        # How many bytes of the bounds are held by this connection.
        self.held = 0
        # How many bytes had reached the client at the last check, while it had others to read.
        self.read = -1
        self.timer: asyncio.TimerHandle | None = None
        self.turned_away = False
        self.leaving = False


class Connection(HttpToolsProtocol):
    """A connection within the bounds of its process.

    It stays open, when the server stops, for a request that may be on its way: uvicorn closes idle connections at once, and so
    loses a request that a client has sent and the server has not read.
    """

    def __init__(self, bounds: Bounds, **parts: Any) -> None:
        """``parts`` are what uvicorn gives a connection."""
        super().__init__(**parts)
        self._own = _State(bounds)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn says: any transport
        """Begin to serve a client, unless as many are served as may be."""
        joining = Joining(transport, self.loop)
        joining.before_close = self._put_off
        super().connection_made(joining)  # type: ignore[arg-type]  # it has what uvicorn asks of a transport
        bounds = self._own.bounds
        if len(self.connections) <= bounds.connections:
            self._check_in(bounds.head_seconds)
            return
        bounds.log.warn("connections turned away: as many are open as [server] connections allows", connections=bounds.connections)
        if len(self.connections) <= bounds.connections + _TURNED_AWAY:
            self._turn_away(HTTPStatus.SERVICE_UNAVAILABLE, "The server has too many connections. Try again later.")
        else:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Give back what the connection held."""
        super().connection_lost(exc)
        self._release()
        if self._own.timer is not None:
            self._own.timer.cancel()

    def data_received(self, data: bytes) -> None:
        """Have the parser read what a client has sent, a head never further than it may be long; watch what then is missing.

        Bytes beyond ASCII in an address are percent-encoded before the parser sees them.
        """
        own = self._own
        if type(data) is bytes and not data.isascii() and self._before_headers:
            data = encoded_target(data)
        if len(data) > own.room or own.turned_away:
            self._read_in_parts(data)
            return
        if self.timeout_keep_alive_task is not None:
            self.timeout_keep_alive_task.cancel()
            self.timeout_keep_alive_task = None
        before = self.cycle
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self.cycle = before
            self.data_received(self._without_upgrade() + bytes(data[upgrade.args[0] :]))
            return
        except httptools.HttpParserError as error:
            if isinstance(error.__context__, _TooManyFieldsError):
                self._refuse_head()
            else:
                self._own.bounds.log.warn("requests that are not HTTP")
                self._turn_away(HTTPStatus.BAD_REQUEST, "Invalid HTTP request received.")
            return
        cycle = self.cycle
        if cycle is None or cycle.more_body or cycle.scope is not self.scope:  # type: ignore[redundant-expr]  # before the first it is None
            self._watch(len(data), alone=cycle is before)
        elif own.partial is not None:
            self._complete()

    def _read_in_parts(self, data: bytes) -> None:
        """Read no more at once than a head may still have; nothing of a client that was turned away."""
        left = memoryview(data)
        while left and not self._own.turned_away and not self.transport.is_closing():
            if not self._own.room:
                self._refuse_head()
                return
            part, left = left[: self._own.room], left[self._own.room :]
            self.data_received(part)  # type: ignore[arg-type]  # the parser reads views as well

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take one field of a head, as uvicorn does, which another call would make slower."""
        headers = self.headers
        if len(headers) >= self._own.most_fields:
            raise _TooManyFieldsError
        name = name.lower()
        if name == b"expect" and value.lower() == b"100-continue":
            self.expect_100_continue = True
        headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Begin to answer a request; close the connection after one that came while the server stops."""
        if self.parser.should_upgrade():
            if self.parser.get_method() == b"CONNECT":
                raise httptools.HttpParserInvalidMethodError("CONNECT")
            self.cycle = _SKIPPED
            return
        super().on_headers_complete()
        self.scope["extensions"] = {"triglot.consumed": self._consumed}  # type: ignore[dict-item]  # asgiref says: dicts alone
        if self._own.leaving and not self._idle:
            self.cycle.keep_alive = False

    def _without_upgrade(self) -> bytes:
        """The head of the request that asks for another protocol, without that; from here on a new parser reads.

        A server may ignore the wish (RFC 9110, 7.8). The parser does not: it takes what follows the head for the other protocol.
        """
        parts = [b"%s %s HTTP/%s\r\n" % (self.parser.get_method(), self.url, self.parser.get_http_version().encode())]
        for name, value in self.headers:
            if name == b"connection":
                value = b",".join(token for token in value.split(b",") if token.strip().lower() not in _UPGRADING)
            if name != b"upgrade" and value:
                parts.append(b"%s: %s\r\n" % (name, value))
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn's
        return b"".join(parts) + b"\r\n"

    def _watch(self, count: int, *, alone: bool) -> None:
        """Note that a part of a request is missing; ``count`` bytes have come, ``alone`` if none of them began the answer to a request."""
        scope, cycle = self.scope, self.cycle
        alone = alone and (self._own.partial is None or self._own.partial is scope)
        if self._own.partial is not scope:
            self._own.partial, self._own.since, self._own.came = scope, self.loop.time(), 0
            self._own.room = self._own.bounds.head_bytes
        self._own.came += count
        if cycle is None or cycle.scope is not scope:  # type: ignore[redundant-expr]  # as above
            # Of bytes that ended an earlier request too, those count of which the parser has told.
            size = count if alone else len(self.url) + sum(len(name) + len(value) + len(": \r\n") for name, value in self.headers)
            self._own.room = max(self._own.room - size, 0)
            self._hold(min(count, size))
            return
        self._own.room = self._own.bounds.head_bytes
        if not cycle.response_complete:
            self._hold(count)

    def _complete(self) -> None:
        """Note that nothing is missing of the request: what it holds, it holds until it is answered."""
        self._own.partial = None
        self._own.room = self._own.bounds.head_bytes
        if self.cycle.response_complete:
            self._release()
        else:
            self.cycle.on_response = self._answered

    def _hold(self, count: int) -> None:
        """Hold so many bytes more of a request that comes in parts; refuse it where all such requests together have too many."""
        bounds = self._own.bounds
        self._own.held += count
        bounds.held += count
        if bounds.held > bounds.bodies_bytes:
            bounds.log.warn("requests refused: all that are read are longer than [server] bodies_bytes", bytes=bounds.held)
            self._turn_away(HTTPStatus.SERVICE_UNAVAILABLE, "The server is receiving too much. Try again later.")

    def _consumed(self, count: int) -> None:
        """Give back so many bytes of a body that is read and not kept."""
        count = min(count, self._own.held)
        self._own.held -= count
        self._own.bounds.held -= count

    def _answered(self) -> None:
        """Give back what a request held that has been answered."""
        self._release()
        self.on_response_complete()

    def _release(self) -> None:
        self._own.bounds.held -= self._own.held
        self._own.held = 0

    def _check(self) -> None:
        """End the connection if it waits for a client for too long, in whatever it waits; else check again later."""
        bounds, now = self._own.bounds, self.loop.time()
        again = float(bounds.head_seconds)
        waiting_to_be_read = self.transport.get_write_buffer_size()
        read = self.transport.sent - waiting_to_be_read  # type: ignore[attr-defined]  # it is a Joining
        cycle = self.cycle
        if (waiting_to_be_read and read == self._own.read) or (self._own.turned_away and self._idle):
            self.transport.abort()  # the client reads nothing of its answer, or sends on although it has it
            return
        self._own.read = read if waiting_to_be_read else -1
        if self._own.partial is None:
            # A new connection, or one that sent empty lines: uvicorn watches those that wait for the next request.
            if self._idle and self.timeout_keep_alive_task is None and not waiting_to_be_read:
                self.transport.close()
                return
        elif cycle is None or cycle.scope is not self._own.partial:  # type: ignore[redundant-expr]  # as above
            left = self._own.since + bounds.head_seconds - now
            if left <= 0:
                self._turn_away(HTTPStatus.REQUEST_TIMEOUT, "The head of the request took too long.")
                return
            again = min(again, left)
        elif cycle.response_complete:
            self.transport.close()  # the request was answered without its body, which still comes
            return
        elif not self.flow.read_paused:
            # A first check may come sooner after the beginning of a body than the next ones after another.
            if now - self._own.since >= bounds.head_seconds and self._own.came < bounds.body_rate * bounds.head_seconds:
                self._turn_away(HTTPStatus.REQUEST_TIMEOUT, "The body of the request came too slowly.")
                return
            self._own.came = 0
        self._check_in(again)

    def _refuse_head(self) -> None:
        """Refuse a request for the length of its address or of its head."""
        limit = self._own.bounds.head_bytes
        if len(self.url) > limit // 2:
            text = f"The address of the request is too long; the head may have {limit} bytes. Send long parameters in the body, with POST."
            self._turn_away(HTTPStatus.REQUEST_URI_TOO_LONG, text)
        else:
            text = f"The head of the request is too long: it may have {limit} bytes and {self._own.bounds.head_fields} fields."
            self._turn_away(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, text)

    def _turn_away(self, status: HTTPStatus, text: str) -> None:
        """Answer the request that is being read with ``text``, read nothing more, and close; earlier requests are answered first."""
        self._own.turned_away = True
        self._release()
        cycle = self.cycle
        if cycle is not None and not cycle.response_complete:  # type: ignore[redundant-expr]  # as above
            if cycle.scope is not self.scope:
                cycle.keep_alive, self._own.partial = False, None
                self._check_in(self._own.bounds.head_seconds)
                return
            cycle.disconnected = cycle.response_complete = True
            cycle.message_event.set()
            if cycle.response_started or self.pipeline:
                self.transport.abort()
                return
        body = text.encode()
        head = b"HTTP/1.1 %d %s\r\n" % (status, status.phrase.encode())
        fields = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(body)), (b"connection", b"close")]
        if status is HTTPStatus.SERVICE_UNAVAILABLE:
            fields.append((b"retry-after", b"1"))
        lines = b"".join(b"%s: %s\r\n" % field for field in (*self.server_state.default_headers, *fields))
        self.transport.write(head + lines + b"\r\n" + body)
        # Closing at once would make the kernel drop the answer, where a client is still sending.
        self.transport.write_eof()
        self.flow.resume_reading()
        self._check_in(_PATIENCE)

    def _put_off(self) -> bool:
        """Whether the client of an answer still sends the body of its request: closing would make the kernel drop the answer.

        The rest of the body is dropped instead, for as long as a client may take that reads only after it has sent everything.
        """
        own, cycle = self._own, self.cycle
        if own.turned_away or cycle is None or not (cycle.response_complete and cycle.more_body) or self.transport.is_closing():  # type: ignore[redundant-expr]  # as above
            return False
        own.turned_away = True
        self._release()
        self.transport.write_eof()
        self.flow.resume_reading()
        self._check_in(_BODY_PATIENCE)
        return True

    def _check_in(self, seconds: float) -> None:
        """Check the connection again after so many seconds, and not before."""
        if self._own.timer is not None:
            self._own.timer.cancel()
        self._own.timer = self.loop.call_later(seconds, self._check)

    def shutdown(self) -> None:
        """Finish the request that is being answered; an idle connection waits a moment for one more request."""
        self._own.leaving = True
        if self._idle:
            self.loop.call_later(_LINGER, self._close)
        else:
            super().shutdown()

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

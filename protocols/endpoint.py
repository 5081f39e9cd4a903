"""The endpoint of a protocol: reads a request over HTTP, decodes it, and sends the answer.

``Endpoint`` is public: protocols of other packages build on it as the ones here do (``docs/protocols.md``). It is plain ASGI,
because building a request object of a framework would take longer than the call.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar, Final, Generic, TypeVar
from urllib.parse import quote

import msgspec
from anyio import to_thread
from starlette.types import Receive, Scope, Send

from gateway.errors import CodecError
from gateway.wire.call import Call, Credential, Failure, Outcome, Peer, Step
from gateway.wire.exchange import Answer, Headers, Request
from gateway.wire.http import STRANGER_BYTES, coding, content_type, inflated, read_body
from gateway.wire.protocol import Host, Readers

__all__ = ["LARGE_BODY", "Endpoint", "has_tag", "send_answer"]

LARGE_BODY: Final = 64 * 1024
"""The number of bytes from which on a request is decoded and checked in a thread, so that others do not wait for the event loop."""

# To how many bytes a compressed body may inflate, and how many more for each of its own: markup seldom does to more.
_INFLATED, _INFLATION = 1 << 20, 20

_CLOSE: Final = (b"connection", b"close")

Decoded = TypeVar("Decoded")


class Endpoint(ABC, Generic[Decoded]):
    """One address of a protocol, as an ASGI application; ``Decoded`` is the type of a decoded request."""

    readers: ClassVar[Readers] = Readers.NAMED
    """Whose pages may read the answers."""
    inflates: ClassVar[bool] = False
    """Whether bodies may be compressed; what they inflate to is bounded like a body."""
    visitors: ClassVar[bool] = False
    """Whether requests without a credential are welcome; their bodies have a bound of their own."""

    def __init__(self, host: Host, protocol: str, off: Answer | None = None) -> None:
        """``protocol`` is the name under which calls are made and failures reported.

        ``off`` is the answer while that protocol is switched off; without ``off``, the address is never switched off.
        """
        self.host = host
        self.protocol = protocol
        self._off = off

    @abstractmethod
    def decode(self, request: Request) -> Decoded:
        """The calls in a request, or failures in place of calls. Never raises; runs in a thread if the body is large."""

    @abstractmethod
    def refuse(self, request: Request, failure: Failure) -> Decoded:
        """The failure as ``decode`` would return it, for a request whose body was not read because it is too long or compressed."""

    def credential(self, request: Request) -> Credential | None:
        """The credential of a request, as far as it can be told without decoding; None if it cannot. May raise ``CodecError``.

        It is asked for when a body is too long to be decoded for anybody: first without the body, and, unless it is known then,
        with it. A caller who is refused gets the refusal, and nothing is decoded.
        """
        return None

    @abstractmethod
    async def answer(self, request: Request, decoded: Decoded) -> Answer:
        """The answer to a decoded request: runs each call with ``run`` and encodes the outcomes."""

    def early_answer(self, method: str) -> Answer | None:
        """The answer to a request that is not even read, because the protocol is switched off; None if the request is to be read."""
        return None if self._off is None or self.host.enabled(self.protocol) else self._off

    def has_body(self, method: str, content_type: str) -> bool:
        """Whether the body of a request has a meaning; a body without one is not read."""
        return True

    async def run(self, call: Call | Failure, peer: Peer) -> Outcome:
        """The outcome of a call; a failure in place of a call is reported and returned."""
        return self.report_failure(call, peer) if isinstance(call, Failure) else await self.host.run(call)

    def report_failure(self, failure: Failure, peer: Peer) -> Failure:
        """Report a failure in place of a call to the call log and the audit, and return it."""
        self.host.report_failure(self.protocol, peer, failure)
        return failure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        host, method = self.host, scope["method"]
        answer = self.early_answer(method)
        if answer is not None:
            await send_answer(scope, send, answer)
            return
        kind = content_type(scope)
        body: bytes | None = b""
        unread: Failure | None = None
        arrival = _Arrival(self, scope, kind)
        try:
            if self.has_body(method, kind):
                body = await read_body(scope, receive, host.limits.body_bytes, compressed=self.inflates, admit=arrival.admit)
                if body and self.inflates and (coded := coding(scope)):
                    most = host.limits.body_bytes if await arrival.is_admitted() else host.limits.visitor_bytes
                    body = await to_thread.run_sync(inflated, body, coded, min(most, _INFLATED + _INFLATION * len(body)))
                if body and len(body) > STRANGER_BYTES:
                    await arrival.is_admitted(body)
        except CodecError as error:
            unread = Failure(error, Step.DECODE)
        except _Refused as refused:
            unread = refused.failure
        if body is None:  # the client went away
            return
        request = arrival.request(body if unread is None else b"")
        if unread is not None:
            answer = await self.answer(request, self.refuse(request, unread))
            # The rest of the body is not read, so that the connection is of no further use.
            answer = msgspec.structs.replace(answer, headers=(*answer.headers, _CLOSE))
        else:
            answer = await self._answered(request)
        await send_answer(scope, send, _noted(answer, request.peer))

    async def _answered(self, request: Request) -> Answer:
        """The answer to a request that has come whole; what a codec lets escape, want of memory too, is refused as an internal error."""
        try:
            decoded = self.decode(request) if len(request.body) < LARGE_BODY else await to_thread.run_sync(self.decode, request)
            return await self.answer(request, decoded)
        except Exception as error:
            failure = Failure(self.host.unexpected(error, protocol=self.protocol, peer=request.peer), Step.DECODE)
        return await self.answer(request, self.refuse(request, failure))


class _Refused(Exception):
    """A caller is refused before the request is decoded."""

    def __init__(self, failure: Failure) -> None:
        super().__init__()
        self.failure = failure


class _Arrival:
    """A request that arrives: its head, and whether its caller is known to be one for whom it may be decoded."""

    __slots__ = ("_admitted", "_endpoint", "_kind", "_peer", "_scope")

    def __init__(self, endpoint: Endpoint[Any], scope: Scope, kind: str) -> None:
        self._endpoint, self._scope, self._kind = endpoint, scope, kind
        self._peer = endpoint.host.peer(scope)
        self._admitted = False

    def request(self, body: bytes) -> Request:
        """The request, with a body."""
        scope = self._scope
        path: bytes | None = scope.get("raw_path")  # optional in ASGI
        if path is None:
            path = quote(scope["path"]).encode()
        peer = self._peer if len(body) < LARGE_BODY else msgspec.structs.replace(self._peer, large=True)
        return Request(scope["method"], path, scope["query_string"], self._kind, scope["headers"], body, peer)

    async def admit(self) -> int:
        """The bytes that the body may have. Raises as ``is_admitted`` does."""
        limits = self._endpoint.host.limits
        return limits.visitor_bytes if not await self.is_admitted() and self._endpoint.visitors else limits.body_bytes

    async def is_admitted(self, body: bytes = b"") -> bool:
        """Whether the caller is known by now, and is not refused. Raises ``_Refused`` and ``CodecError``."""
        endpoint = self._endpoint
        if not self._admitted and (credential := endpoint.credential(self.request(body))) is not None:
            failure = await endpoint.host.refusal(credential, protocol=endpoint.protocol, peer=self._peer)
            if failure is not None:
                raise _Refused(failure)
            self._admitted = True
        return self._admitted


def _noted(answer: Answer, peer: Peer) -> Answer:
    """The answer with the id of the request, and with what its calls have left to be told."""
    noted: Headers = tuple(peer.notes.headers.items()) if peer.notes is not None else ()
    if peer.request_id:
        noted = ((b"x-request-id", peer.request_id.encode("latin-1")), *noted)
    return msgspec.structs.replace(answer, headers=(*answer.headers, *noted)) if noted else answer


async def send_answer(scope: Scope, send: Send, answer: Answer) -> None:
    """Send an answer; to HEAD without its body; with the header ``content-length`` unless the status is 204."""
    headers = [*answer.headers]
    if answer.status != 204:
        headers.append((b"content-length", b"%d" % len(answer.body)))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else answer.body})


def has_tag(headers: Iterable[tuple[bytes, bytes]], tag: bytes) -> bool:
    """Whether the client has the document with this entity tag, by the header ``If-None-Match``."""
    known = b",".join(value for name, value in headers if name == b"if-none-match")
    return any(each.strip().removeprefix(b"W/") in (tag, b"*") for each in known.split(b","))

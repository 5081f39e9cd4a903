"""Requests and answers over HTTP as plain values, on the server and on a client; and the interface of a protocol's client half.

Codecs import this module, which needs no HTTP server; ``gateway.wire.protocol`` has the interface of the server half.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol as Interface

import msgspec

from gateway.wire.call import UNKNOWN_PEER, Credential, FunctionInfo, Peer

__all__ = ["Answer", "Client", "Fault", "Headers", "HttpRequest", "HttpResponse", "Limits", "Request"]

Headers = tuple[tuple[bytes, bytes], ...]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """The greatest size, number of fields and depth of a request, and of calls in a batch; larger requests are refused."""

    body_bytes: int = 32 * 1024 * 1024
    visitor_bytes: int = 64 * 1024
    form_fields: int = 20_000
    depth: int = 64
    batch_calls: int = 200


class Request(msgspec.Struct, frozen=True):
    """A request as the server received it, for a protocol to decode.

    ``path`` is percent-encoded, as it was sent; ``content_type`` is the header, decoded as ISO-8859-1 as HTTP demands, and
    empty without one; the names of ``headers`` are in lower case.
    """

    method: str = "POST"
    path: bytes = b""
    query: bytes = b""
    content_type: str = ""
    headers: Sequence[tuple[bytes, bytes]] = ()
    body: bytes = b""
    peer: Peer = UNKNOWN_PEER

    @property
    def bearer(self) -> str | None:
        """The bearer token in the header ``Authorization``; None if the client sent no bearer token (RFC 6750, 2.1)."""
        for name, value in self.headers:
            if name == b"authorization":
                scheme, _, token = str(value, "latin-1").partition(" ")
                return token.strip() if scheme.lower() == "bearer" else None
        return None


class Answer(msgspec.Struct, frozen=True):
    """An answer of the server, without the header ``content-length``."""

    status: int
    headers: Headers
    body: bytes


class HttpRequest(msgspec.Struct, frozen=True):
    """A request for a client to send; ``path`` follows the base address of the gateway."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class HttpResponse(msgspec.Struct, frozen=True):
    """An answer as a client received it; the names of ``headers`` are in lower case. ``cookies`` are those that it sets, by name."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: dict[str, str] = {}


class Fault(msgspec.Struct, frozen=True):
    """A refusal as a client reads it; facts that the protocol does not carry are None."""

    errorcode: str | None
    message: str
    wire_class: str | None = None
    debug: str | None = None


class Client(Interface):
    """The client half of a protocol."""

    def request(self, function: FunctionInfo, arguments: dict[str, object], credential: Credential | None) -> HttpRequest:
        """The request that calls ``function`` with named ``arguments``.

        Raises ``EncodeError`` for arguments that the protocol cannot carry.
        """

    def read(self, response: HttpResponse, function: FunctionInfo) -> object:
        """The value in an answer, or a ``Fault``. Raises ``DecodeError`` if the answer is neither."""

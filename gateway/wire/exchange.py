"""What comes in and goes out over HTTP: on the server, on a client, and the bounds on it; and the client half of a protocol.

Codecs import this module, which knows nothing of an HTTP server; ``protocol`` has the server half.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol as Interface

import msgspec

from gateway.wire.call import UNKNOWN_PEER, Credential, FunctionInfo, Peer

__all__ = ["Answer", "Client", "Fault", "Headers", "HttpRequest", "HttpResponse", "Limits", "Request"]

Headers = tuple[tuple[bytes, bytes], ...]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds on what one request may cost; a protocol refuses what exceeds them before it works on it."""

    body_bytes: int = 32 * 1024 * 1024
    form_fields: int = 20_000
    depth: int = 64


class Request(msgspec.Struct, frozen=True):
    """A request as the server received it, for a protocol to decode.

    ``path`` is percent-encoded, as it was sent, ``content_type`` the header decoded as ISO-8859-1, as HTTP has it, and empty
    where there is none; ``headers`` have their names in lower case.
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
        """The token in the header ``Authorization``; None where the client sent none of that kind (RFC 6750, 2.1)."""
        for name, value in self.headers:
            if name == b"authorization":
                scheme, _, token = str(value, "latin-1").partition(" ")
                return token.strip() if scheme.lower() == "bearer" else None
        return None


class Answer(msgspec.Struct, frozen=True):
    """An answer of the server, but for the header with the length of its body."""

    status: int
    headers: Headers
    body: bytes


class HttpRequest(msgspec.Struct, frozen=True):
    """A request for a client to send: the path starts at the gateway's base address."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class HttpResponse(msgspec.Struct, frozen=True):
    """An answer as a client received it; header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class Fault(msgspec.Struct, frozen=True):
    """A refusal as a client reads it; what a protocol does not carry is None."""

    errorcode: str | None
    message: str
    wire_class: str | None = None
    debug: str | None = None


class Client(Interface):
    """The client half of a protocol."""

    def request(self, function: FunctionInfo, arguments: dict[str, object], credential: Credential | None) -> HttpRequest:
        """The request that calls ``function`` with named ``arguments``.

        Raises ``EncodeError`` where the protocol cannot carry them.
        """

    def read(self, response: HttpResponse, function: FunctionInfo) -> object:
        """The value in an answer, or a ``Fault``. Raises ``DecodeError`` where it is neither."""

"""What a client sends and receives, the bounds on it, and the client half of a protocol.

Codecs import this module, which knows nothing of an HTTP server; ``protocol`` has the server half.
"""

from __future__ import annotations

from typing import Protocol as Interface

import msgspec

from gateway.wire.call import Credential, FunctionInfo

__all__ = ["Client", "Fault", "HttpRequest", "HttpResponse", "Limits"]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds on what one request may cost; a protocol refuses what exceeds them before it works on it."""

    body_bytes: int = 32 * 1024 * 1024
    form_fields: int = 20_000
    depth: int = 64


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

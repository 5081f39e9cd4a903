"""Reading headers and bodies of HTTP requests, within limits.

Plain ASGI, because most calls take this way, and building a request object would take longer than the call.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Awaitable, Callable, Iterable
from typing import Final, NamedTuple
from urllib.parse import unquote_plus

from starlette.requests import cookie_parser
from starlette.types import Receive, Scope

from gateway.errors import DecodeError, HostileInput

__all__ = [
    "METADATA",
    "SESSION_COOKIE",
    "STRANGER_BYTES",
    "Said",
    "coding",
    "content_type",
    "inflated",
    "read_body",
    "said",
    "session_id",
    "session_id_in",
]

_MOST_MEMBERS: Final = 16
_REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9._:-]{1,64}")
_TRACE: Final = re.compile(rb"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_KEY_FIELD: Final = re.compile(rb"(?:^|&)idempotencykey=([^&]*)")
# The window sizes by which zlib knows the codings.
_WINDOWS: Final = {b"gzip": 16 + zlib.MAX_WBITS, b"x-gzip": 16 + zlib.MAX_WBITS, b"deflate": zlib.MAX_WBITS}

STRANGER_BYTES: Final = 4096
"""The length of a body that is read and decoded whoever has sent it; longer ones are read for callers who are known."""

METADATA: Final = "/.well-known/oauth-protected-resource"
"""The address at which clients find the identity providers whose tokens are taken (RFC 9728)."""

SESSION_COOKIE: Final = "MoodleSession"
"""The cookie that carries the id of a browser session; the contract's name."""


def content_type(scope: Scope) -> str:
    """The header ``Content-Type`` of the request, empty without one."""
    for name, value in scope["headers"]:
        if name == b"content-type":
            return str(value, "latin-1")
    return ""


class Said(NamedTuple):
    """What a client says of itself and of its request in headers; empty texts for what it does not say."""

    agent: str
    request_id: str
    idempotency: str
    traceparent: str = ""


def said(scope: Scope) -> Said:
    """The program of the client, its id for the request if that is well-formed, and its key for repeated requests.

    The key may be in the query as well, for clients that cannot set headers.
    """
    program = request_id = key = trace = ""
    for name, value in scope["headers"]:
        if name == b"user-agent":
            program = program or str(value, "latin-1")
        elif name == b"x-request-id":
            request_id = str(value, "latin-1") if _REQUEST_ID.fullmatch(value) else ""
        elif name == b"idempotency-key":
            key = str(value, "latin-1").strip().strip('"')
        elif name == b"traceparent":
            trace = str(value, "latin-1") if _TRACE.fullmatch(value) else ""
    if not key and (found := _KEY_FIELD.search(scope.get("query_string", b""))):
        key = unquote_plus(found[1].decode("latin-1"))
    return Said(program, request_id, key, trace)


def coding(scope: Scope) -> bytes:
    """The header ``Content-Encoding`` of the request in lower case, empty without one and for ``identity``."""
    for name, value in scope["headers"]:
        if name == b"content-encoding":
            coded: bytes = value.strip().lower()
            return b"" if coded == b"identity" else coded
    return b""


def inflated(body: bytes, coded: bytes, most: int) -> bytes:
    """The body of a request that is compressed in the coding ``coded``: gzip or deflate, with or without the frame of zlib.

    Raises ``HostileInput`` for another coding and for more than ``most`` bytes, before they are made; ``DecodeError`` for a body
    that is damaged or cut off.
    """
    if coded not in _WINDOWS:
        raise HostileInput("The body of a request must not be compressed but by gzip or deflate.")
    bare_deflate = coded == b"deflate" and not (len(body) > 1 and body[0] & 15 == 8 and int.from_bytes(body[:2]) % 31 == 0)
    made: list[bytes] = []
    left = most
    for _ in range(_MOST_MEMBERS):  # gzip may have several members; each takes a copy of what follows it
        member = zlib.decompressobj(-zlib.MAX_WBITS if bare_deflate else _WINDOWS[coded])
        try:
            made.append(member.decompress(body, left + 1))
        except zlib.error as error:
            raise DecodeError("The compressed body of the request is damaged.") from error
        left -= len(made[-1])
        if left < 0:
            raise HostileInput(f"The body of the request is longer than {most} bytes.")
        if not member.eof:
            raise DecodeError("The compressed body of the request is cut off.")
        body = member.unused_data.lstrip(b"\0") if coded != b"deflate" else b""
        if not body:
            return b"".join(made)
    raise HostileInput(f"The compressed body of the request has more than {_MOST_MEMBERS} members.")


def session_id(scope: Scope) -> str:
    """The id of the browser session in the cookies of a request, empty without one."""
    return session_id_in(scope["headers"])


def session_id_in(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The id of the browser session in the cookies among ``headers``, empty without one."""
    sent = [str(value, "latin-1") for name, value in headers if name == b"cookie"]
    return cookie_parser("; ".join(sent)).get(SESSION_COOKIE, "")


async def read_body(
    scope: Scope, receive: Receive, most: int, *, compressed: bool = False, admit: Callable[[], Awaitable[int]] | None = None
) -> bytes | None:
    """The whole body of a request, as it was sent; None if the client went away before the body was complete.

    Raises ``HostileInput`` for a body that is compressed, unless it may be ``compressed``, or longer than ``most`` bytes, as
    soon as its length is announced or exceeded. The rest of the body is not read, so that the connection cannot be used again.

    ``admit`` is awaited once, before a body is read that turns out to have more than ``STRANGER_BYTES``; it returns how many
    bytes the body may have, and may raise.
    """
    announced = 0
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            announced = int(value[:20])
        elif name == b"content-encoding" and value.lower() != b"identity" and not compressed:
            raise HostileInput("The body of a request must not be compressed.")
    chunks: list[bytes] = []
    received, more = 0, True
    while max(announced, received) <= most:
        if admit is not None and max(announced, received) > STRANGER_BYTES:
            most, admit = min(most, await admit()), None
        elif not more:
            return b"".join(chunks)
        else:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            chunk: bytes = message.get("body", b"")
            chunks.append(chunk)
            received += len(chunk)
            more = message.get("more_body", False)
    raise HostileInput(f"The body of the request is longer than {most} bytes.")

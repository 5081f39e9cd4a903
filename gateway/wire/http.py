"""Reading headers and bodies of HTTP requests, within limits.

Plain ASGI, because most calls take this way, and building a request object would take longer than the call.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from starlette.requests import cookie_parser
from starlette.types import Receive, Scope

from gateway.errors import HostileInput

__all__ = ["SESSION_COOKIE", "agent", "LARGE", "content_type", "read_body", "session_id", "session_id_in"]

SESSION_COOKIE: Final = "MoodleSession"
"""The cookie that carries the id of a browser session; the contract's name."""

LARGE: Final = "triglot.large"
"""The key in the scope of a request whose body, which ``read_body`` has read, is longer than texts usually are."""

_LARGE_BODY: Final = 64 * 1024


def content_type(scope: Scope) -> str:
    """The header ``Content-Type`` of the request, empty without one."""
    for name, value in scope["headers"]:
        if name == b"content-type":
            return str(value, "latin-1")
    return ""


def agent(scope: Scope) -> str:
    """The header ``User-Agent`` of the request, empty without one."""
    for name, value in scope["headers"]:
        if name == b"user-agent":
            return str(value, "latin-1")
    return ""


def session_id(scope: Scope) -> str:
    """The id of the browser session in the cookies of a request, empty without one."""
    return session_id_in(scope["headers"])


def session_id_in(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The id of the browser session in the cookies among ``headers``, empty without one."""
    sent = [str(value, "latin-1") for name, value in headers if name == b"cookie"]
    return cookie_parser("; ".join(sent)).get(SESSION_COOKIE, "")


async def read_body(scope: Scope, receive: Receive, most: int) -> bytes | None:
    """The whole body of a request; None if the client went away before the body was complete.

    Raises ``HostileInput`` for a body that is compressed, or longer than ``most`` bytes, as soon as its length
    is announced or exceeded. The rest of the body is not read, so that the connection cannot be used again.
    """
    announced = 0
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            announced = int(value[:20])
        elif name == b"content-encoding" and value.lower() != b"identity":
            raise HostileInput("The body of a request must not be compressed.")
    chunks: list[bytes] = []
    received = 0
    while max(announced, received) <= most:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunk: bytes = message.get("body", b"")
        if len(chunk) + received > _LARGE_BODY:
            scope[LARGE] = True
        if not chunks and not message.get("more_body", False) and len(chunk) <= most:
            return chunk
        chunks.append(chunk)
        received += len(chunk)
        if received <= most and not message.get("more_body", False):
            return b"".join(chunks)
    raise HostileInput(f"The body of the request is longer than {most} bytes.")

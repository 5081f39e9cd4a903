"""Reading HTTP requests within bounds, for every address this gateway answers at.

Plain ASGI, because most calls take this way: request objects would cost more than the call.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from starlette.requests import cookie_parser
from starlette.types import Receive, Scope

from gateway.errors import HostileInput

__all__ = ["SESSION_COOKIE", "agent", "content_type", "read_body", "session_id", "session_id_in"]

SESSION_COOKIE: Final = "MoodleSession"
"""The cookie that carries the id of a browser session; the contract's name."""


def content_type(scope: Scope) -> str:
    """The content type of the request as it was sent, empty where none was."""
    for name, value in scope["headers"]:
        if name == b"content-type":
            return str(value, "latin-1")
    return ""


def agent(scope: Scope) -> str:
    """What the client says it is, empty where it does not."""
    for name, value in scope["headers"]:
        if name == b"user-agent":
            return str(value, "latin-1")
    return ""


def session_id(scope: Scope) -> str:
    """The id of the browser session that the request names, empty where it names none."""
    return session_id_in(scope["headers"])


def session_id_in(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The id of the browser session that these headers name, empty where they name none."""
    sent = [str(value, "latin-1") for name, value in headers if name == b"cookie"]
    return cookie_parser("; ".join(sent)).get(SESSION_COOKIE, "")


async def read_body(scope: Scope, receive: Receive, most: int) -> bytes | None:
    """The whole body; None where the client went away before it was complete.

    Raises ``HostileInput`` for a body that is compressed, or longer than ``most`` bytes: as soon as that
    is announced or seen, so that no more of it is kept. The connection is of no use after that.
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
        if not chunks and not message.get("more_body", False) and len(chunk) <= most:
            return chunk
        chunks.append(chunk)
        received += len(chunk)
        if received <= most and not message.get("more_body", False):
            return b"".join(chunks)
    raise HostileInput(f"The body of the request is longer than {most} bytes.")

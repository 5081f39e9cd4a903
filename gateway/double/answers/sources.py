"""Where an answer of a double comes from, if not from a function that is built in, and how a client is told: by a header."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from gateway.pipeline.context import CallContext

__all__ = ["HEADER", "Source", "tell"]

HEADER: Final = b"x-triglot-answer"


class Source(StrEnum):
    """What an answer was made from."""

    DESCRIBED = "described"
    FIXTURE = "fixture"
    RECORDED = "recorded"


def tell(ctx: CallContext, source: Source) -> None:
    """Have the client told where the answer comes from; of several calls in one request, each source once."""
    if ctx.peer.notes is None:
        return
    headers = ctx.peer.notes.headers
    told = headers.get(HEADER, b"").decode().split(", ") if HEADER in headers else []
    if source not in told:
        headers[HEADER] = ", ".join([*told, source]).encode()

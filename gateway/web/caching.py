"""What the answers to browsers say about keeping them (``docs/contract/server.md 0.3``)."""

from __future__ import annotations

from email.utils import formatdate
from typing import Final

from gateway import clock

__all__ = ["PRIVATE", "SENT_ON", "Header", "unkept"]

Header = tuple[bytes, bytes]

PRIVATE: Final[tuple[Header, ...]] = (
    (b"cache-control", b"private, pre-check=0, post-check=0, max-age=0, no-transform"),
    (b"pragma", b"no-cache"),
    (b"expires", b""),
    (b"accept-ranges", b"none"),
)
"""The headers of a page that belongs to whoever sees it: a browser asks for it anew, but may keep it to go back to."""

SENT_ON: Final[tuple[Header, ...]] = (
    (b"expires", b"Thu, 19 Nov 1981 08:52:00 GMT"),
    (b"cache-control", b"no-store, no-cache, must-revalidate"),
    (b"pragma", b"no-cache"),
)
"""The headers of an answer that sends a browser on."""


def unkept() -> tuple[Header, ...]:
    """The headers of a page that nobody may keep: it holds a secret, or the key of a form."""
    return (
        (b"cache-control", b"no-store, no-cache, must-revalidate, no-transform"),
        (b"pragma", b"no-cache"),
        (b"expires", b"Mon, 20 Aug 1969 09:23:00 GMT"),
        (b"last-modified", formatdate(clock.now(), usegmt=True).encode()),
        (b"accept-ranges", b"none"),
    )

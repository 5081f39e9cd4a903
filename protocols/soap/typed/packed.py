"""A document made small, as text: a WSDL shrinks to a twentieth, and many are kept, in the store and in each process."""

from __future__ import annotations

import zlib
from binascii import a2b_base64, b2a_base64

__all__ = ["pack", "unpack"]


def pack(document: bytes) -> str:
    """A document as a text, from which ``unpack`` makes it again."""
    return b2a_base64(zlib.compress(document), newline=False).decode()


def unpack(packed: str) -> bytes:
    """The document that was packed. Raises ``ValueError`` or ``zlib.error`` for any other text."""
    return zlib.decompress(a2b_base64(packed))

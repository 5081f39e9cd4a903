"""Compressing documents to texts, for the store and the caches of processes: a WSDL shrinks to a twentieth."""

from __future__ import annotations

import zlib
from binascii import a2b_base64, b2a_base64

__all__ = ["pack", "unpack"]


def pack(document: bytes) -> str:
    """The packed text of a document: compressed, in base64."""
    return b2a_base64(zlib.compress(document), newline=False).decode()


def unpack(packed: str) -> bytes:
    """The document of a packed text. Raises ``ValueError`` or ``zlib.error`` for any other text."""
    return zlib.decompress(a2b_base64(packed))

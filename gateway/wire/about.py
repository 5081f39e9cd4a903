"""What a protocol tells readers of its documentation: what it is for, its addresses, its rules, and documents that describe it."""

from __future__ import annotations

import msgspec

__all__ = ["About", "Address", "NOTHING_TOLD"]


class Address(msgspec.Struct, frozen=True):
    """An address, as a path with its query, and what is there."""

    path: str
    text: str


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a protocol is for, in a sentence; where calls go; what callers must know, a rule a sentence; and documents to fetch.

    In the paths of documents ``TOKEN`` stands for the reader's token.
    """

    text: str = ""
    addresses: tuple[Address, ...] = ()
    rules: tuple[str, ...] = ()
    documents: tuple[Address, ...] = ()


NOTHING_TOLD = About()
"""Of a protocol that tells nothing."""

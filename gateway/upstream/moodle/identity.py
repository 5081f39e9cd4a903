"""Who a caller is at another site, and what they may call there."""

from __future__ import annotations

import msgspec

__all__ = ["Identity"]


class Identity(msgspec.Struct, frozen=True):
    """The owner of a token at another site: id, user name, the names there of the functions that the token may call, rights to files."""

    userid: int
    username: str
    functions: frozenset[str]
    downloadfiles: bool = False
    uploadfiles: bool = False

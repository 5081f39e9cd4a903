"""Who a caller is at another site, and what they may call there."""

from __future__ import annotations

import msgspec

__all__ = ["Identity"]


class Identity(msgspec.Struct, frozen=True):
    """The owner of a token at another site: id, user name, the names there of the functions that the token may call, rights to files.

    A token that may not ask whose it is has the id 0, and ``functions`` None: the other site says of each call whether it may be made.
    """

    userid: int
    username: str
    functions: frozenset[str] | None
    downloadfiles: bool = False
    uploadfiles: bool = False

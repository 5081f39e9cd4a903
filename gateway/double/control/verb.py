"""A verb of the control face: its address, what it takes and gives, and the function that does it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from gateway.double.control.errors import ControlError
from gateway.double.world import World
from gateway.double.worlds import Worlds

__all__ = ["Asked", "Verb", "read"]

# What the messages of msgspec end with: the place in the document.
_PLACE = re.compile(r" - at `(?P<place>[^`]*)`\Z")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A request: the worlds, the one that it was made to, what it holds as the verb takes it, and the fields of its query."""

    worlds: Worlds
    world: World
    document: Any = None
    text: str = ""
    query: Mapping[str, str] = {}


class Verb(msgspec.Struct, frozen=True, kw_only=True):
    """A verb; ``path`` is what follows ``/_triglot/``.

    ``takes`` is the type of the document in the request, None for a verb without one. A verb that ``takes_text`` is given the body as
    it came. ``query`` are the names of the fields of its query with a sentence on each, ``gives`` is the type of the answer.
    """

    method: str
    path: str
    text: str
    do: Callable[[Asked], Awaitable[Any]]
    takes: Any = None
    takes_text: bool = False
    query: Mapping[str, str] = {}
    gives: Any = Any


def read(document: Any, kind: Any, *, strict: bool = True) -> Any:
    """A document as the type that is expected. Raises ``ControlError`` with the place of what does not fit.

    Unless it is ``strict``, numbers may be texts, as they are in a query.
    """
    try:
        return msgspec.convert(document, kind, strict=strict)
    except msgspec.ValidationError as error:
        found = _PLACE.search(str(error))
        place = found["place"].removeprefix("$").removeprefix(".") if found else ""
        message = _PLACE.sub("", str(error)).replace("Object", "an object").replace("`", "'")
        raise ControlError(f"{message[:1].upper()}{message[1:]}.", path=place) from None

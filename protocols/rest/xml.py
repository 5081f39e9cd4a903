"""XML answers: a string writer driven by the description (``docs/contract/encodings.md 3.4``).

Every description compiles to one closure that returns text. Every member that the description names is
written: an absent value as null, an absent list as an empty one, an absent struct as one of nulls.
Text that is not UTF-8 becomes empty; a character that XML 1.0 cannot carry becomes U+FFFD, where the
reference writes it raw (``tests/oracle/deviations.json``). Texts are narrow (``protocols.markup``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from gateway.describe.fold import fold
from gateway.describe.memo import Memo
from gateway.describe.model import Description, List, Struct, Value
from gateway.php.values import to_text
from protocols.markup import document, escaper

__all__ = ["XmlWriter", "write_exception"]

Write = Callable[[Any], str]

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" ?>\n'
_NULL: Final = '<VALUE null="null"/>\n'
_NOTHING: Final[Mapping[str, object]] = {}


class XmlWriter:
    """Writes values by their description; each description is compiled once."""

    def __init__(self) -> None:
        """Start without any compiled description."""
        self._write = Memo(_compile)

    def write(self, value: object, description: Description | None) -> bytes:
        """The body for a cleaned value; an empty response without a description."""
        content = "" if description is None else self._write(description)(value)
        return document(f"{_DECLARATION}<RESPONSE>\n{content}</RESPONSE>\n")


def write_exception(wire_class: str, errorcode: str, message: str, debug: str | None) -> bytes:
    """The body for a refusal (``docs/contract/encodings.md 3.5``)."""
    lines = [
        f'{_DECLARATION}<EXCEPTION class="{_escape(wire_class)}">\n',
        f"<ERRORCODE>{_escape(errorcode)}</ERRORCODE>\n",
        f"<MESSAGE>{_escape(message)}</MESSAGE>\n",
        "" if debug is None else f"<DEBUGINFO>{_escape(debug)}</DEBUGINFO>\n",
        "</EXCEPTION>\n",
    ]
    return document("".join(lines))


def _compile(description: Description) -> Write:
    return fold(description, _value, _struct, _list)


def _value(_node: Value) -> Write:
    return _write_value


def _write_value(value: str | int | float | None) -> str:
    if isinstance(value, str):
        return f"<VALUE>{_escape(value)}</VALUE>\n"
    if value is None:
        return _NULL
    if isinstance(value, float):
        return f"<VALUE>{to_text(value)}</VALUE>\n"
    return f"<VALUE>{int(value)}</VALUE>\n"  # 1 and 0 for booleans


def _list(_node: List, item: Write) -> Write:
    return lambda value: f"<MULTIPLE>\n{''.join(map(item, value or ()))}</MULTIPLE>\n"


def _struct(_node: Struct, members: Mapping[str, Write]) -> Write:
    writers = tuple(members.items())
    # One template for the whole struct is faster than joining a text for each key.
    keys = "".join([f'<KEY name="{_escape(name).replace("%", "%%")}">%s</KEY>\n' for name in members])
    template = f"<SINGLE>\n{keys}</SINGLE>\n"

    def write(value: Mapping[str, object] | None) -> str:
        get = (value or _NOTHING).get
        return template % tuple([write_member(get(name)) for name, write_member in writers])

    return write


_escape: Final = escaper("&amp;", "&lt;", "&gt;", ('"', "&quot;"), repair=lambda _text: "")

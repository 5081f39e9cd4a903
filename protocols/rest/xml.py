"""XML answers: a string writer driven by the description (``docs/contract/encodings.md 3.4``).

Every description compiles to one closure that returns text. What the description names is always
written: an absent value as null, an absent list as an empty one, an absent struct as one of nulls.
Text that is not UTF-8 becomes empty; a character that XML 1.0 cannot carry becomes U+FFFD, where the
reference writes it raw (``tests/oracle/deviations.json``).

While it is put together, a document is a str that holds one byte of UTF-8 in each character: Python
joins and formats such narrow strings at twice the speed of those with characters beyond U+00FF.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from gateway.describe.fold import fold
from gateway.describe.memo import Memo
from gateway.describe.model import Description, List, Struct, Value
from gateway.php.values import to_text

__all__ = ["XmlWriter", "write_exception"]

Write = Callable[[Any], str]

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" ?>\n'
_NULL: Final = '<VALUE null="null"/>\n'
_NOTHING: Final[Mapping[str, object]] = {}

# As bytes of UTF-8: single control characters, and what U+FFFE and U+FFFF begin with.
_FORBIDDEN_CONTROLS: Final = bytes(code for code in range(32) if code not in b"\t\n\r")
_NONCHARACTER_START: Final = b"\xef\xbf"
_FORBIDDEN: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}".encode()


class XmlWriter:
    """Writes values as their description wants, compiling each description once."""

    def __init__(self) -> None:
        """Start without any compiled description."""
        self._write = Memo(_compile)

    def write(self, value: object, description: Description | None) -> bytes:
        """The body for a cleaned value; without a description the answer is void."""
        content = "" if description is None else self._write(description)(value)
        return _document(f"{_DECLARATION}<RESPONSE>\n{content}</RESPONSE>\n")


def write_exception(wire_class: str, errorcode: str, message: str, debug: str | None) -> bytes:
    """The body for a refusal (``docs/contract/encodings.md 3.5``)."""
    lines = [
        f'{_DECLARATION}<EXCEPTION class="{_escape(wire_class)}">\n',
        f"<ERRORCODE>{_escape(errorcode)}</ERRORCODE>\n",
        f"<MESSAGE>{_escape(message)}</MESSAGE>\n",
        "" if debug is None else f"<DEBUGINFO>{_escape(debug)}</DEBUGINFO>\n",
        "</EXCEPTION>\n",
    ]
    return _document("".join(lines))


def _document(text: str) -> bytes:
    """The bytes of a document, with every character in it that XML cannot carry replaced."""
    data = text.encode("latin-1")
    has_controls = len(data.translate(None, _FORBIDDEN_CONTROLS)) != len(data)
    if has_controls or (b"\xef" in data and _NONCHARACTER_START in data):  # one byte is sought much faster than two
        return _FORBIDDEN.sub(_REPLACEMENT, data)
    return data


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
    # One template for the whole struct costs less than a piece of text for each key.
    keys = "".join([f'<KEY name="{_escape(name).replace("%", "%%")}">%s</KEY>\n' for name in members])
    template = f"<SINGLE>\n{keys}</SINGLE>\n"

    def write(value: Mapping[str, object] | None) -> str:
        get = (value or _NOTHING).get
        return template % tuple([write_member(get(name)) for name, write_member in writers])

    return write


def _escape(text: str) -> str:
    """Text between tags or quotes, a character for each byte of it; empty where it holds bytes that are not UTF-8."""
    if not text.isascii():
        try:
            text = text.encode().decode("latin-1")
        except UnicodeEncodeError:
            return ""
    # Asking first costs less than replacing, and most texts need nothing.
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    if '"' in text:
        text = text.replace('"', "&quot;")
    return text

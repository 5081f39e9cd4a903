"""Taking lxml's trees apart and escaping texts, in Python: what ``trees`` and ``texts`` do, compiled, in a fraction of the time.

A *node* is the tuple ``(name, attributes, text, children, tail)`` of an element: its local name; its attributes as pairs of names and
values, with the namespace of a name in braces; its text; the nodes of its children; and the text after it. Text beside elements that is
nothing but blanks, and such text after an element, is the empty text. Comments and processing instructions must not be in the tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from json.encoder import encode_basestring_ascii
from typing import Any, Final, NamedTuple
from urllib.parse import unquote_to_bytes

from lxml.etree import _Element

__all__ = [
    "Member",
    "Node",
    "always",
    "checked_members",
    "encoded_values",
    "fits",
    "is_repaired",
    "is_tagless",
    "json_ascii",
    "tree_of",
    "unquoted",
    "xmlrpc_values",
]

Node = tuple[str, tuple[tuple[str, str], ...], str, Sequence[Any], str]

_BLANK: Final = " \t\r\n"
_BEYOND_ASCII: Final = re.compile("[^\0-\x7f]+")
# How many escaped bytes are unescaped at a time.
_SLICE: Final = 1 << 18
# Texts without the characters that the repair of a text removes.
_REPAIRED: Final = re.compile("[^\0\ud800-\udfff\ufffe\uffff]*")
_MISSING: Final = object()


def tree_of(element: _Element) -> Node:
    """The node of an element, with all that it holds. Raises ``RecursionError`` for more levels than Python has room for."""
    children = [tree_of(child) for child in element] or ()
    text, tail = element.text or "", element.tail or ""
    if children and not text.strip(_BLANK):
        text = ""
    return str(element.tag).rpartition("}")[2], tuple(element.items()), text, children, tail if tail.strip(_BLANK) else ""


def xmlrpc_values(params: _Element, levels: int) -> list[object] | None:
    """The values in the ``params`` of an XML-RPC message, of at most so many levels; None for what the caller is to read itself.

    The compiled twin reads what most messages hold, exactly as ``protocols.xmlrpc.reader`` does, which this one leaves all to.
    """
    del params, levels
    return None


def encoded_values(call: _Element, levels: int, most: int) -> dict[str, object] | None:
    """The arguments of an rpc/encoded SOAP call, by the names of their elements; None for what the caller is to read itself.

    They have at most so many levels, and are at most so many values. The compiled twin reads calls in which each element says
    what it is, exactly as ``protocols.soap.reader`` does, which this one leaves all to.
    """
    del call, levels, most
    return None


def json_ascii(text: bytes) -> bytes:
    """A JSON text in UTF-8 with slashes and all characters beyond ASCII escaped, the latter in units of UTF-16."""
    if b"/" in text:  # in JSON a slash is always within a text
        text = text.replace(b"/", b"\\/")
    return text if text.isascii() else _BEYOND_ASCII.sub(_escape, text.decode()).encode("ascii")


def _escape(match: re.Match[str]) -> str:
    return encode_basestring_ascii(match[0])[1:-1]


def unquoted(text: bytes) -> bytes:
    """Bytes with their percent escapes resolved; what is no escape stays. Long ones go in slices: each escape becomes an object."""
    if len(text) <= _SLICE:
        return unquote_to_bytes(text)
    slices, start = [], 0
    while start < len(text):
        end = start + _SLICE
        cut = text.rfind(b"%", end - 2, end)  # an escape that would be cut goes into the next slice
        end = end if cut < 0 else cut
        slices.append(unquote_to_bytes(text[start:end]))
        start = end
    return b"".join(slices)


class Member(NamedTuple):
    """A member of a struct: a value of the type ``exact`` that is ``plain`` stays as it is, others go through ``check``.

    With ``absent_null``, None counts as left out. For what is left out ``absence`` makes the value; None leaves it out.
    """

    name: str
    exact: type
    plain: Callable[[Any], object]
    check: Callable[[Any, Any], object]
    absent_null: bool
    absence: Callable[[Any], object] | None


def checked_members(members: tuple[Member, ...], given: Mapping[Any, object], site: object, failed: list[str]) -> dict[str, object]:
    """The checked members of a struct, by name; where a check raises, the name of the member is added to ``failed``."""
    result: dict[str, object] = {}
    name = ""
    try:
        for name, exact, plain, check, absent_null, absence in members:
            value = given.get(name, _MISSING)
            if type(value) is exact and plain(value):
                result[name] = value
            elif value is not _MISSING and not (absent_null and value is None):
                result[name] = check(value, site)
            elif absence is not None:
                result[name] = absence(site)
    except BaseException:
        failed.append(name)
        raise
    return result


def fits(number: int) -> bool:
    """Whether a number has at most 64 bits, one of them for the sign."""
    return -(2**63) <= number < 2**63


def always(value: object) -> bool:
    """True."""
    del value
    return True


def is_repaired(text: str) -> bool:
    """Whether a text needs no repair of its UTF-8. Methods of texts are tried before a regular expression."""
    return (text.isascii() and "\0" not in text) or text.isprintable() or _REPAIRED.fullmatch(text) is not None


def is_tagless(text: str) -> bool:
    """Whether a text needs no repair and holds no tag. The test of ``is_repaired`` is repeated, as most texts of answers come here."""
    return "<" not in text and ((text.isascii() and "\0" not in text) or text.isprintable() or _REPAIRED.fullmatch(text) is not None)

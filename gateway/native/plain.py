"""Taking lxml's trees apart and escaping texts, in Python: what ``trees`` and ``texts`` do, compiled, in a fraction of the time.

A *node* is the tuple ``(name, attributes, text, children, tail)`` of an element: its local name; its attributes as pairs of names and
values, with the namespace of a name in braces; its text; the nodes of its children; and the text after it. Text beside elements that is
nothing but blanks, and such text after an element, is the empty text. Comments and processing instructions must not be in the tree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from json.encoder import encode_basestring_ascii
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from lxml.etree import _Element

__all__ = ["Node", "encoded_values", "json_ascii", "tree_of", "unquoted", "xmlrpc_values"]

Node = tuple[str, tuple[tuple[str, str], ...], str, Sequence[Any], str]

_BLANK: Final = " \t\r\n"
_BEYOND_ASCII: Final = re.compile("[^\0-\x7f]+")
# How many escaped bytes are unescaped at a time.
_SLICE: Final = 1 << 18


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

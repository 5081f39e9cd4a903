"""Taking lxml's trees apart, in Python: what ``gateway.native.trees`` does, compiled, in a fraction of the time.

A *node* is the tuple ``(name, attributes, text, children, tail)`` of an element: its local name; its attributes as pairs of names and
values, with the namespace of a name in braces; its text; the nodes of its children; and the text after it. Text beside elements that is
nothing but blanks, and such text after an element, is the empty text. Comments and processing instructions must not be in the tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from lxml.etree import _Element

__all__ = ["Node", "encoded_values", "tree_of", "xmlrpc_values"]

Node = tuple[str, tuple[tuple[str, str], ...], str, Sequence[Any], str]

_BLANK: Final = " \t\r\n"


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


def encoded_values(call: _Element, levels: int, most: int) -> dict[str, object] | None:
    """The arguments of an rpc/encoded SOAP call, by the names of their elements; None for what the caller is to read itself.

    They have at most so many levels, and are at most so many values. The compiled twin reads calls in which each element says
    what it is, exactly as ``protocols.soap.reader`` does, which this one leaves all to.
    """
    del call, levels, most

"""The reader of XML answers, for the client half: elements to values, typed by the description.

Answers may come from any server: document types are refused, and nothing is ever fetched or expanded.
"""

from __future__ import annotations

from typing import Final

from lxml import etree

from gateway.describe.model import Description, List, Value
from gateway.describe.types import BOOL, FLOAT, INT, LOCALISEDFLOAT, PERMISSION
from gateway.errors import DecodeError, HostileInput
from gateway.wire.exchange import Fault
from protocols.markup import parse

__all__ = ["read"]

_BOOLEANS: Final = {"1": True, "0": False}


def read(body: bytes, returns: Description | None) -> object:
    """The value or the ``Fault`` in an XML answer. Raises ``DecodeError`` if the answer holds neither."""
    root = _parse(body)
    if root.tag == "EXCEPTION":
        return Fault(root.findtext("ERRORCODE"), root.findtext("MESSAGE", ""), root.get("class"), root.findtext("DEBUGINFO"))
    if root.tag != "RESPONSE":
        raise DecodeError("The answer is neither a value nor a refusal.")
    if returns is None:
        return None
    if len(root) != 1:
        raise DecodeError("The answer does not hold one value.")
    return _read(root[0], returns)


def _parse(body: bytes) -> etree._Element:
    try:
        return parse(body)
    except HostileInput as error:
        raise DecodeError("The answer holds what no answer holds.") from error


def _read(element: etree._Element, description: Description) -> object:
    if isinstance(description, Value):
        _expect(element, "VALUE")
        return None if element.get("null") == "null" else _scalar(element.text or "", description)
    if isinstance(description, List):
        _expect(element, "MULTIPLE")
        return [_read(item, description.of) for item in element]
    _expect(element, "SINGLE")
    struct: dict[str, object] = {}
    for key in element:
        _expect(key, "KEY")
        name = key.get("name", "")
        member = description.members.get(name)
        if member is None or len(key) != 1:
            raise DecodeError("The answer does not hold the structure that is described.")
        struct[name] = _read(key[0], member)
    return struct


def _expect(element: etree._Element, tag: str) -> None:
    if element.tag != tag:
        raise DecodeError(f"The answer holds something else where {tag} is described.")


def _scalar(text: str, description: Value) -> object:
    kind = description.type.canonical
    try:
        if kind in (INT, PERMISSION):
            return int(text)
        if kind in (FLOAT, LOCALISEDFLOAT):
            return float(text)
        return _BOOLEANS[text] if kind is BOOL else text
    except (ValueError, KeyError) as error:
        raise DecodeError("The answer holds a text that is not of the described type.") from error

"""The first difference between two JSON values or two XML documents, in words.

JSON: the same structure, order of members, types and values; an integer is not a float. XML: the same elements, attributes and texts
in order, whatever the prefixes. Which texts and numbers are the same is decided by ``likeness``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

from gateway.compare.conformance.likeness import ANY, Likeness

__all__ = ["XmlError", "escaping", "json_difference", "xml", "xml_difference"]

XmlError = etree.XMLSyntaxError

_SHOWN: Final = 160
# Lists that are read without an order, as the reference gives them in that of its database.
_UNORDERED: Final = frozenset({"preferences", "functions"})
# XML-RPC has three names for integers.
_SAME_ELEMENTS: Final = {"i4": "int", "i8": "int"}
# Attributes with a qualified name, whose prefix is each server's own.
_QUALIFIED: Final = frozenset({"type", "arrayType", "message", "binding", "element", "base", "ref"})
_NUMBERED: Final = re.compile(r"webservices_struct_class_\d+")
_BARE_SLASH: Final = re.compile(r"(?<!\\)/")


def json_difference(want: object, got: object, like: Likeness, path: str = "$", member: str = "") -> str | None:
    """The first difference between the recorded value and that of the answer; None if there is none."""
    if want == ANY:
        return None
    if isinstance(want, dict):
        return _object_difference(want, got, like, path)
    if isinstance(want, list):
        return _list_difference(want, got, like, path, member)
    if want is None or isinstance(want, bool):
        same = want is got
    elif isinstance(want, str):
        same = like.texts(want, got)
    else:
        assert isinstance(want, int | float)  # JSON has no other values
        same = like.numbers(want, got, member)
    return None if same else f"{path}: want {_shown(want)}, got {_shown(got)}"


def _object_difference(want: dict[str, Any], got: object, like: Likeness, path: str) -> str | None:
    if not isinstance(got, dict):
        return f"{path}: want an object, got {_shown(got)}"
    if want.keys() != got.keys():
        return f"{path}: missing {sorted(want.keys() - got.keys())}, extra {sorted(got.keys() - want.keys())}"
    if list(want) != list(got):
        return f"{path}: keys in another order: want {list(want)}, got {list(got)}"
    return _first(json_difference(value, got[name], like, f"{path}.{name}", name) for name, value in want.items())


def _list_difference(want: list[Any], got: object, like: Likeness, path: str, member: str) -> str | None:
    if not isinstance(got, list):
        return f"{path}: want {len(want)} items, got {_shown(got)}"
    if len(want) != len(got):
        return f"{path}: want {len(want)} items, got {len(got)}"
    if member in _UNORDERED and all(isinstance(item, dict) and isinstance(item.get("name"), str) for item in (*want, *got)):
        want, got = (sorted(side, key=lambda item: str(item["name"])) for side in (want, got))
    pairs = enumerate(zip(want, got, strict=True))
    return _first(json_difference(left, right, like, f"{path}[{index}]", member) for index, (left, right) in pairs)


def escaping(want: str, got: str) -> str | None:
    """How JSON is written otherwise: a character is not escaped, though the recording escapes it. None if it is not."""
    if want.isascii() and not got.isascii():
        return "body: JSON with characters beyond ASCII, where the reference escapes them"
    if _BARE_SLASH.search(got) and not _BARE_SLASH.search(want):
        return "body: JSON with a bare slash, where the reference escapes it"
    return None


def xml(document: bytes) -> etree._Element:
    """The root of a document. Raises ``XmlError``."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    return etree.fromstring(document, parser)


def xml_difference(want: etree._Element, got: etree._Element, like: Likeness, path: str = "") -> str | None:
    """The first difference between the recorded element and that of the answer; None if there is none."""
    name, other = _name(want), _name(got)
    path = f"{path}/{name}"
    if name != other:
        return f"{path}: got element {other}"
    if difference := _attributes_difference(_attributes(want), _attributes(got), like):
        return f"{path}: {difference}"
    if want.text == ANY:
        return None
    if len(want) != len(got):
        kinds = [[_name(child) for child in element][:8] for element in (want, got)]
        return f"{path}: want {len(want)} children {kinds[0]}, got {len(got)} {kinds[1]}"
    texts = _text(want), _text(got)
    same = _same_double(*texts) if name == "double" else like.faults(*texts)
    if not same:
        return f"{path}: want {_shown(texts[0])}, got {_shown(texts[1])}"
    return _first(xml_difference(left, right, like, path) for left, right in zip(want, got, strict=True))


def _attributes_difference(want: dict[str, str], got: dict[str, str], like: Likeness) -> str | None:
    same = want.keys() == got.keys() and all(value == "*" or like.texts(value, got[name]) for name, value in want.items())
    return None if same else f"attributes: want {want}, got {got}"


def _attributes(element: etree._Element) -> dict[str, str]:
    """The attributes by local name; qualified names in them without their prefix."""
    found = {}
    for qualified, value in element.attrib.items():
        name = str(qualified).rpartition("}")[2]
        text = _NUMBERED.sub("STRUCT", str(value))
        found[name] = text.rpartition(":")[2] if name in _QUALIFIED else text
    return found


def _name(element: etree._Element) -> str:
    local = str(element.tag).rpartition("}")[2]
    return _SAME_ELEMENTS.get(local, local)


def _text(element: etree._Element) -> str:
    """The text of an element; between children, white space means nothing."""
    text = element.text or ""
    return text.strip() if len(element) else text


def _same_double(want: str, got: str) -> bool:
    """Whether two doubles are the same, as PHP writes them to six digits after the point in XML-RPC."""
    try:
        return abs(float(want) - float(got)) <= max(6e-7, 1e-9 * abs(float(want)))
    except ValueError:
        return False


def _first(found: Iterator[str | None]) -> str | None:
    return next((difference for difference in found if difference), None)


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) < _SHOWN else f"{text[: _SHOWN - 3]}…"

"""A form made from the description of a function's parameters, and the arguments that are read from it.

The fields have the names by which forms of the contract write lists and structures: ``args[users][0][username]``. What is optional is
not sent while it is empty; a structure that is optional is sent where it is ticked (``MARK``). What a form cannot say, such as null or
an empty text in the place of an optional one, the JSON beside it can.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec

from gateway.compare.arguments import shaped
from gateway.describe import Description, ParamType, Struct
from gateway.describe.model import MISSING, List, Value
from gateway.errors import CodedError
from gateway.php.values import to_int
from gateway.web.pages import outline
from gateway.web.pages.outline import Part
from gateway.wire.form import FormValue

__all__ = ["ARGS", "Field", "Kind", "added", "fields", "read", "removed"]

ARGS: Final = "args"
"""The name of the field that has all arguments."""
MARK: Final = "~"
"""The name of what says that a structure is there, which no member of one has."""
# The most items that a list in a form has: longer ones are written as JSON.
_MOST: Final = 100
_LONG: Final = frozenset((ParamType.RAW, ParamType.CLEANHTML))


class Kind(StrEnum):
    """How a part of the arguments is asked for."""

    LINE = "line"
    LINES = "lines"
    NUMBER = "number"
    CHOICE = "choice"
    STRUCT = "struct"
    LIST = "list"


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the form, with what it holds, and the words about it; ``path`` leads to it among the arguments.

    ``there`` says of a structure or a list that may be left out whether it is sent; ``full`` of a list that the form adds no item to it.
    """

    kind: Kind
    name: str
    path: str
    part: Part
    value: str = ""
    optional: bool = False
    there: bool = True
    full: bool = False
    fields: tuple[Field, ...] = ()


def fields(params: Struct, arguments: Mapping[str, object]) -> list[Field]:
    """The form of a function, filled with arguments."""
    return [_field(name, name, f"{ARGS}[{name}]", node, arguments.get(name, MISSING)) for name, node in params.members.items()]


def _field(label: str, path: str, name: str, node: Description, given: object) -> Field:
    """The field of a part, under the label; ``given`` is what it holds, MISSING for nothing."""
    part, optional = outline.outline(label, node, given=True), _may_be_left_out(node)
    if isinstance(node, Value):
        text = _written(given)
        return Field(kind=Kind.LINES if "\n" in text else _kind(node), name=name, path=path, part=part, value=text, optional=optional)
    there = not optional or given is not MISSING
    inside: list[tuple[str, str, Description, object]]
    if isinstance(node, Struct):
        held = given if isinstance(given, dict) else {}
        inside = [(key, key, member, held.get(key, MISSING)) for key, member in node.members.items()]
    else:
        items = given if isinstance(given, list) else []
        inside = [(f"{label} {number + 1}", str(number), node.of, item) for number, item in enumerate(items)]
    return Field(
        kind=Kind.STRUCT if isinstance(node, Struct) else Kind.LIST,
        name=name,
        path=path,
        part=part,
        optional=optional,
        there=there,
        full=isinstance(node, List) and len(inside) >= min(_MOST, node.bound),
        fields=tuple(_field(each, f"{path}.{key}", f"{name}[{key}]", member, value) for each, key, member, value in inside),
    )


def _may_be_left_out(node: Description) -> bool:
    return node.optional or node.default is not MISSING


def _kind(node: Value) -> Kind:
    kind = node.type.canonical
    if kind is ParamType.BOOL:
        return Kind.CHOICE
    if kind is ParamType.INT:
        return Kind.NUMBER
    return Kind.LINES if kind in _LONG else Kind.LINE


def _written(given: object) -> str:
    """A value as the text of a field."""
    if given is MISSING or given is None:
        return ""
    if isinstance(given, bool):
        return str(int(given))
    return given if isinstance(given, str) else json.dumps(given, ensure_ascii=False, default=str)


def read(params: Struct, sent: FormValue | None) -> dict[str, object]:
    """The arguments in a form that was sent."""
    given = sent if isinstance(sent, dict) else {}
    found = {name: _read(node, given.get(name)) for name, node in params.members.items()}
    return {name: value for name, value in found.items() if value is not MISSING}


def _read(node: Description, sent: FormValue | None) -> object:
    """What a part holds; MISSING for what is left out."""
    if isinstance(node, Value):
        if not isinstance(sent, str):
            return MISSING
        return MISSING if not sent and _may_be_left_out(node) else shaped(sent.replace("\r\n", "\n"), node)
    given = sent if isinstance(sent, dict) else {}
    if isinstance(node, Struct):
        if _may_be_left_out(node) and MARK not in given:
            return MISSING
        found = {name: _read(member, given.get(name)) for name, member in node.members.items()}
        return {name: value for name, value in found.items() if value is not MISSING}
    items = [_read(node.of, given[key]) for key in given if isinstance(key, int)]
    return MISSING if not items and _may_be_left_out(node) else [_blank(node.of) if item is MISSING else item for item in items]


def _blank(node: Description) -> object:
    """What a new item of a list holds."""
    return "" if isinstance(node, Value) else {} if isinstance(node, Struct) else []


def added(params: Struct, arguments: dict[str, object], path: str) -> None:
    """Add an item to the list at a path. Raises ``CodedError`` where there is none, or where it is full."""
    node, items = _list_at(params, arguments, path.split("."))
    if len(items) >= min(_MOST, node.bound):
        raise CodedError("invalidparameter", message=f"A list in the form has at most {_MOST} items: write more of them as JSON.")
    items.append(_blank(node.of))


def removed(params: Struct, arguments: dict[str, object], path: str) -> None:
    """Remove an item from a list. Raises ``CodedError`` where there is none."""
    *way, last = path.split(".")
    _node, items = _list_at(params, arguments, way)
    if not last.isdecimal() or int(last[:9]) >= len(items):
        raise _no_list()
    del items[int(last)]


def _list_at(params: Struct, arguments: dict[str, object], way: list[str]) -> tuple[List, list[object]]:
    """The description and the items of the list that a way leads to, which is made if it is not there."""
    node: Description = params
    held: object = arguments
    for step in way:
        if isinstance(node, Struct) and isinstance(held, dict) and step in node.members:
            node = node.members[step]
            held = held.get(step) if isinstance(node, Value) else held.setdefault(step, _blank(node))
        elif isinstance(node, List) and isinstance(held, list) and step.isdecimal() and to_int(step) < len(held):
            node, held = node.of, held[to_int(step)]
        else:
            raise _no_list()
    if not isinstance(node, List) or not isinstance(held, list):
        raise _no_list()
    return node, held


def _no_list() -> CodedError:
    return CodedError("invalidparameter", message="There is no such list in the form.")

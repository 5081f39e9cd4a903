"""Descriptions as plain data, in the form in which ``tests/oracle/catalogue.json`` lists all functions.

A node is a dict: its kind (``value`` with the name of the type, ``struct`` with its members, ``list``
with its item), then ``default`` or ``optional`` where it is not required, then ``null`` where that is
not as usual for the kind. A default of the moment of the call is ``{"now": true}`` or ``{"setting": name}``. Texts are
left out, unless they are asked for: the data says what is on the wire.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gateway.describe.fold import fold
from gateway.describe.model import MISSING, Description, FromSetting, List, Now, Struct, Value
from gateway.describe.types import ParamType

__all__ = ["export", "export_params", "read", "read_params"]

_EXTRAS: Final = frozenset({"default", "optional", "null", "text"})


def export(description: Description, *, texts: bool = False) -> dict[str, Any]:
    """A description as plain data, with ``texts`` or without.

    Two descriptions mean the same on the wire if their data without texts is equal.
    """
    return fold(
        description,
        value=lambda node: {"value": node.type.value, **_extras(node, null=True, texts=texts)},
        struct=lambda node, members: {"struct": dict(members), **_extras(node, null=False, texts=texts)},
        list_=lambda node, item: {"list": item, **_extras(node, null=False, texts=texts)},
    )


def export_params(struct: Struct, *, texts: bool = False) -> dict[str, Any]:
    """The parameters of a function as plain data, by name."""
    return {name: export(member, texts=texts) for name, member in struct.members.items()}


def _extras(node: Description, *, null: bool, texts: bool) -> dict[str, Any]:
    """The members of a node's data beyond its kind; ``null`` is the kind's usual value."""
    extras: dict[str, Any] = {}
    if node.default is not MISSING:
        extras["default"] = _default(node.default)
    elif node.optional:
        extras["optional"] = True
    if node.null != null:
        extras["null"] = node.null
    if texts and node.text:
        extras["text"] = node.text
    if texts and isinstance(node, Value) and node.null_means:
        extras["null_means"] = node.null_means
    return extras


def _default(default: object) -> object:
    """A default as plain data."""
    if isinstance(default, Now):
        return {"now": True}
    return {"setting": default.name} if isinstance(default, FromSetting) else default


def _read_default(data: object) -> object:
    """The default of a value from its data. Raises ValueError for an unknown kind."""
    match data:
        case {"now": True, **others} if not others:
            return Now()
        case {"setting": str(name), **others} if not others:
            return FromSetting(name)
        case Mapping():
            raise ValueError(f"not the data of a default: an object with the keys {sorted(data)}")
    return data


def read(data: Mapping[str, Any]) -> Description:
    """The description whose exported data is ``data``.

    Raises ValueError if the data is not in the form of this module, or names an unknown type.
    """
    extras = {key: data[key] for key in data if key in _EXTRAS}
    match {key: data[key] for key in data if key not in _EXTRAS}:
        case {"value": str(kind), **others} if not others.keys() - {"null_means"}:
            if "default" in extras:
                extras["default"] = _read_default(extras["default"])
            return Value(ParamType(kind), **extras, **others)
        case {"struct": Mapping() as members, **others} if not others:
            return Struct({name: read(member) for name, member in members.items()}, **extras)
        case {"list": Mapping() as item, **others} if not others:
            return List(read(item), **extras)
    raise ValueError(f"not the data of a description: a node with the keys {sorted(data)}")


def read_params(data: Mapping[str, Any]) -> Struct:
    """The parameters whose exported data is ``data``. Raises ValueError as ``read`` does."""
    return Struct({name: read(member) for name, member in data.items()})

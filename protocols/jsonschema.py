"""Descriptions as JSON Schema (draft 2020-12), for OpenAPI documents and for tools: what JSON callers send, and what they get.

Values of the type ``raw`` stay without a type: functions return there what they have. Structs become named definitions, one for all
that are alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

import orjson

from gateway.describe.model import MISSING, Description, FromSetting, List, Now, Struct, Value
from gateway.describe.types import BOOL, EMAIL, FLOAT, INT, LOCALISEDFLOAT, PERMISSION, RAW, ParamType

__all__ = ["Schemas"]

Schema = dict[str, Any]

_TYPES: Final[Mapping[ParamType, Schema]] = {
    BOOL: {"type": "boolean"},
    FLOAT: {"type": "number"},
    INT: {"type": "integer", "format": "int64"},
    PERMISSION: {"type": "integer"},
    RAW: {},
}
_TEXT: Final[Schema] = {"type": "string"}
_WORD: Final = re.compile("[A-Za-z0-9]+")


class Schemas:
    """Schemas whose structs are kept in ``definitions``, and referred to under ``prefix``; without a prefix they stand where they are."""

    def __init__(self, prefix: str | None) -> None:
        """Start without any definition."""
        self.definitions: dict[str, Schema] = {}
        self._prefix = prefix
        self._names: dict[bytes, str] = {}

    def arguments(self, params: Struct) -> Schema:
        """The schema of the object of a function's arguments."""
        return self._object(params, given=True)

    def result(self, returns: Description | None, name: str) -> Schema:
        """The schema of a function's result, ``name`` names what it is; nothing is described as null."""
        return {"type": "null"} if returns is None else self._schema(returns, name, given=False)

    def _schema(self, node: Description, name: str, *, given: bool) -> Schema:
        if isinstance(node, Value):
            made = _value(node, given=given)
        elif isinstance(node, List):
            made = {"type": "array", "items": self._schema(node.of, name, given=given)}
            if given:
                made["maxItems"] = node.bound
        else:
            made = self._named(self._object(node, given=given), name)
        if _takes_null(node, given=given):
            made = _or_null(made)
        if node.text:
            made["description"] = node.text
        return {**made, **_default(node)} if given else made

    def _object(self, node: Struct, *, given: bool) -> Schema:
        members = {name: self._schema(member, name, given=given) for name, member in node.members.items()}
        made: Schema = {"type": "object", "properties": members, "additionalProperties": False}
        required = [name for name, member in node.members.items() if (_is_sent if given else _is_there)(member)]
        return {**made, "required": required} if required else made

    def _named(self, schema: Schema, name: str) -> Schema:
        """A reference to the definition of an object; the definition is made unless there is one that is alike."""
        if self._prefix is None:
            return schema
        content = orjson.dumps(schema)
        known = self._names.get(content)
        if known is None:
            known = "".join(word[:1].upper() + word[1:] for word in _WORD.findall(name)) or "Item"
            if known in self.definitions:
                known = f"{known}_{sha256(content).hexdigest()[:6]}"
            self._names[content] = known
            self.definitions[known] = schema
        return {"$ref": f"{self._prefix}{known}"}


def _value(node: Value, *, given: bool) -> Schema:
    kind = node.type.canonical
    if kind is LOCALISEDFLOAT:
        return {"type": ["number", "string"] if given else ["number", "null"]}
    made = dict(_TYPES.get(kind, _TEXT))
    if given and kind is EMAIL:
        made["format"] = "email"
    if given and node.most is not None:
        made["maximum" if kind is INT else "maxLength"] = node.most
    return made


def _or_null(schema: Schema) -> Schema:
    """A schema that allows null, too."""
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    types = schema.get("type", [])
    if not types or "null" in types:
        return schema
    return {**schema, "type": [*([types] if isinstance(types, str) else types), "null"]}


def _takes_null(node: Description, *, given: bool) -> bool:
    """Whether null is taken, as itself or as what is left out; or whether a result may have it."""
    if not given or not isinstance(node, Value):
        return node.null
    return node.takes_null or (node.null and not _is_sent(node))


def _is_sent(node: Description) -> bool:
    """Whether an argument must be sent."""
    return node.default is MISSING and not node.optional


def _is_there(node: Description) -> bool:
    """Whether a result always has this member: defaults are for values alone (``docs/contract/encodings.md 1.1``)."""
    return not node.optional and (node.default is MISSING or isinstance(node, Value))


def _default(node: Description) -> Schema:
    """The default of an argument, in its type; what depends on the moment of the call is told in words."""
    default = node.default
    if isinstance(default, Now | FromSetting):
        return {"description": f"{node.text} (default: {default})".lstrip()}
    if default is MISSING:
        return {}
    return {"default": _typed(default, node.type.canonical) if isinstance(node, Value) and default is not None else default}


def _typed(default: object, kind: ParamType) -> object:
    """A default in the type of JSON that its value has: declarations may have a text in the place of a number."""
    if kind is BOOL:
        return default not in (False, 0, "0", "")
    if kind in (INT, PERMISSION):
        return int(default or 0) if isinstance(default, int | str) else default
    return default if kind in (FLOAT, RAW, LOCALISEDFLOAT) else str(default)

"""Descriptions from JSON Schema, as OpenAPI 3.0 and 3.1 and OpenRPC use it.

What a description cannot tell is any value, as a text of JSON: alternatives of different kinds, maps with keys of any name, and what
lies too deep in a schema that refers to itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from gateway.describe.model import Description, List, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, RAW, ParamType
from gateway.upstream.fitting import ANY_JSON

__all__ = ["Schemas", "SchemaRefused"]

_MOST_NODES, _MOST_DEPTH, _MOST_TURNS = 5000, 20, 3
_MOST_REFERENCES: Final = 50
_MOST_TEXT: Final = 300
_SCALARS: Final[Mapping[str, ParamType]] = {"string": RAW, "integer": INT, "number": FLOAT, "boolean": BOOL}


class SchemaRefused(Exception):
    """A schema cannot be read; the text names the place in the document."""


class Schemas:
    """The schemas of one document, and the descriptions that they are."""

    def __init__(self, resolve: Callable[[str], object]) -> None:
        """``resolve`` gives what a reference names, or raises ``SchemaRefused``."""
        self._resolve = resolve
        self._nodes = 0

    def description(self, schema: object, *, required: bool = True, text: str = "", argument: bool = False) -> Description:
        """The description of a value; an argument that is not required may be left out or null. Raises ``SchemaRefused``."""
        self._nodes = 0
        extras: dict[str, Any] = {} if required else {"default": None, "null": True} if argument else {"optional": True}
        return self._described(schema, (), extras, text)

    def followed(self, schema: object) -> Mapping[str, Any]:
        """A schema without references and with what ``allOf`` adds. Raises ``SchemaRefused``."""
        return self._merged(schema, 0)[0]

    def _described(self, schema: object, path: tuple[str, ...], extras: dict[str, Any], text: str = "") -> Description:
        self._nodes += 1
        if schema is True or schema == {}:
            return self._any(extras, text)
        folded, names = self._merged(schema, 0)
        inner = (*path, *names)
        text = " ".join(str(text or folded.get("description") or folded.get("title") or "").split())[:_MOST_TEXT]
        turns = max((inner.count(name) for name in names), default=0)
        if turns > _MOST_TURNS or len(inner) > _MOST_DEPTH * 2 or self._nodes > _MOST_NODES:
            return self._any(extras, text)
        return self._of_kind(folded, inner, extras, text)

    def _of_kind(self, schema: Mapping[str, Any], path: tuple[str, ...], extras: dict[str, Any], text: str) -> Description:
        """The description of a schema without references, by the kinds of value that it allows."""
        kinds, null = _kinds(schema)
        if null:
            extras = {"null": True, **extras}
        alternatives = schema.get("oneOf") or schema.get("anyOf")
        if isinstance(alternatives, Sequence) and not isinstance(alternatives, str):
            return self._chosen(alternatives, path, extras, text)
        if kinds == {"array"}:
            return List(self._described(schema.get("items", True), (*path, ""), {}), text, **extras)
        if kinds == {"object"}:
            return self._object(schema, path, extras, text)
        if kinds and kinds <= set(_SCALARS):
            return self._scalar(schema, kinds, extras, text, null=null)
        return self._any(extras, text)

    def _object(self, schema: Mapping[str, Any], path: tuple[str, ...], extras: dict[str, Any], text: str) -> Description:
        members = schema.get("properties")
        if not isinstance(members, Mapping) or not members:
            return self._any(extras, text)
        needed = schema.get("required")
        needed = set(needed) if isinstance(needed, list) else set()
        described: dict[str, Description] = {}
        for name, member in members.items():
            described[str(name)] = self._described(member, (*path, ""), {} if name in needed else {"optional": True})
        return Struct(described, text, **extras)

    def _chosen(self, alternatives: Sequence[object], path: tuple[str, ...], extras: dict[str, Any], text: str) -> Description:
        """Of several alternatives: the one that is not null; objects as one with all their members; scalars as a text; else anything."""
        merged = [self._merged(each, 0) for each in alternatives]
        null = any(_kinds(each)[0] == set() and _kinds(each)[1] for each, _ in merged)
        if null:
            extras = {"null": True, **extras}
        whole = [(each, names) for each, names in merged if not (_kinds(each)[0] == set() and _kinds(each)[1])]
        if len(whole) == 1:
            (only, names) = whole[0]
            return self._of_kind(only, (*path, *names), extras, text) if self._fits((*path, *names)) else self._any(extras, text)
        kinds = {kind for each, _ in whole for kind in _kinds(each)[0]}
        if kinds == {"object"} and all(isinstance(each.get("properties"), Mapping) for each, _ in whole):
            if not self._fits(inner := (*path, *[name for _, names in whole for name in names])):
                return self._any(extras, text)
            members: dict[str, Any] = {}
            for each, _ in whole:
                for name, member in each["properties"].items():
                    members[name] = member if members.get(name, member) == member else True
            needed = set.intersection(*[set(each.get("required") or ()) for each, _ in whole])
            return self._object({"properties": members, "required": list(needed)}, inner, extras, text)
        if kinds and kinds <= set(_SCALARS):
            return self._scalar({}, kinds, extras, text, null=null)
        return self._any(extras, text)

    def _fits(self, path: tuple[str, ...]) -> bool:
        """Whether a path is not too deep, and no schema too often on it."""
        return len(path) <= _MOST_DEPTH * 2 and all(path.count(name) <= _MOST_TURNS for name in path if name)

    def _scalar(self, schema: Mapping[str, Any], kinds: set[str], extras: dict[str, Any], text: str, *, null: bool) -> Value:
        kind = _SCALARS[next(iter(kinds))] if len(kinds) == 1 else FLOAT if kinds == {"integer", "number"} else RAW
        allowed = schema.get("enum")
        if isinstance(allowed, list):
            text = f"{text}{': ' if text else ''}{', '.join(str(each) for each in allowed[:20])}"[:_MOST_TEXT]
        elif schema.get("format"):
            text = f"{text} ({schema['format']})".strip()[:_MOST_TEXT]
        if null and "default" not in extras and not extras.get("optional"):
            extras = {**extras, "null_means": "null"}
        elif not null and not extras:
            extras = {"null": False}
        return Value(kind, text, **extras)

    def _any(self, extras: dict[str, Any], text: str) -> Value:
        if len(extras) == 1 and extras.get("null"):
            extras = {"null_means": "null"}
        return Value(RAW, f"{text}; {ANY_JSON}" if text else ANY_JSON, **extras)

    def _merged(self, schema: object, depth: int) -> tuple[dict[str, Any], tuple[str, ...]]:
        """A schema without references, with what ``allOf`` adds, and the references that were followed."""
        names: list[str] = []
        while isinstance(schema, Mapping) and isinstance(schema.get("$ref"), str):
            reference = schema["$ref"]
            if len(names) + depth > _MOST_REFERENCES:
                raise SchemaRefused(f"{reference}: references lead to references without an end")
            names.append(reference)
            beside = {key: value for key, value in schema.items() if key != "$ref"}
            found = self._resolve(reference)
            schema = {**found, **beside} if isinstance(found, Mapping) else found
        if schema is True or schema is False:
            return {}, tuple(names)
        if not isinstance(schema, Mapping):
            raise SchemaRefused(f"{names[-1] if names else 'a schema'}: an object is expected")
        folded = {key: value for key, value in schema.items() if key != "allOf"}
        parts = schema.get("allOf")
        for part in parts if isinstance(parts, list) else ():
            added, more = self._merged(part, depth + len(names) + 1)
            names.extend(more)
            folded = _together(added, folded)
        return folded, tuple(names)


def _together(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """One schema that demands what two do, as far as members and those that are required go; else the second is right."""
    found = {**first, **second}
    for name, empty in (("properties", {}), ("required", [])):
        if name in first and name in second and isinstance(first[name], type(empty)) and isinstance(second[name], type(empty)):
            found[name] = {**first[name], **second[name]} if isinstance(empty, dict) else [*first[name], *second[name]]
    return found


def _kinds(schema: Mapping[str, Any]) -> tuple[set[str], bool]:
    """The kinds of value that a schema allows, and whether null is one; no kinds are any."""
    told = schema.get("type")
    kinds = {told} if isinstance(told, str) else set(told) if isinstance(told, list) else set()
    if not kinds and isinstance(schema.get("properties"), Mapping):
        kinds = {"object"}
    if not kinds and "items" in schema:
        kinds = {"array"}
    if not kinds and (isinstance(schema.get("enum"), list) or "const" in schema):
        kinds = {_kind_of(value) for value in (schema.get("enum") or [schema.get("const")])}
    null = "null" in kinds or schema.get("nullable") is True
    return {kind for kind in kinds if kind != "null"}, null


def _kind_of(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "integer" if isinstance(value, int) else "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"

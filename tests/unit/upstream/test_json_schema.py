"""Descriptions from JSON Schema: what they tell, and what they leave as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from gateway.describe import export
from gateway.upstream.fitting import ANY_JSON, fitted, marked_paths, opened
from gateway.upstream.json_documents import at, read_document
from gateway.upstream.json_schema import SchemaRefused, Schemas


def described(schema: Any, defs: Mapping[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    return export(Schemas(lambda reference: at({"defs": defs or {}}, reference)).description(schema, **options))


TEXT, INT = {"value": "raw", "null": False}, {"value": "int", "null": False}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, TEXT),
        ({"type": "integer"}, INT),
        ({"type": "number"}, {"value": "float", "null": False}),
        ({"type": "boolean"}, {"value": "bool", "null": False}),
        ({"type": ["string", "null"]}, {"value": "raw"}),
        ({"type": "integer", "nullable": True}, {"value": "int"}),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, {"value": "int"}),
        ({"type": ["integer", "number"]}, {"value": "float", "null": False}),
        ({"type": ["string", "integer"]}, TEXT),
        ({"enum": ["a", "b"]}, TEXT),
        ({"const": 7}, INT),
        ({"type": "array", "items": {"type": "integer"}}, {"list": INT}),
        ({"type": "array"}, {"list": {"value": "raw"}}),
        ({"items": {"type": "string"}}, {"list": TEXT}),
        ({"properties": {"a": {"type": "integer"}, "b": {}}, "required": ["a"]},
         {"struct": {"a": INT, "b": {"value": "raw", "optional": True}}}),
        ({"type": "object", "additionalProperties": {"type": "string"}}, {"value": "raw"}),
        ({"allOf": [{"properties": {"a": {"type": "integer"}}, "required": ["a"]}, {"properties": {"b": {"type": "string"}}}]},
         {"struct": {"a": INT, "b": {"value": "raw", "optional": True}}}),
        ({"oneOf": [
            {"properties": {"kind": {"type": "string"}, "a": {"type": "integer"}}, "required": ["kind", "a"]},
            {"properties": {"kind": {"type": "string"}, "b": {"type": "integer"}}, "required": ["kind"]},
         ]},
         {"struct": {"kind": TEXT, "a": {"value": "int", "optional": True}, "b": {"value": "int", "optional": True}}}),
        ({"oneOf": [{"type": "integer"}, {"type": "array", "items": {}}]}, {"value": "raw"}),
        (True, {"value": "raw"}),
        ({}, {"value": "raw"}),
    ],
)  # fmt: skip
def test_a_schema_is_a_description(schema: Any, expected: dict[str, Any]) -> None:
    assert described(schema) == expected


def test_what_is_not_required_may_be_left_out() -> None:
    assert described({"type": "integer"}, required=False) == {"value": "int", "optional": True}
    assert described({"type": "integer"}, required=False, argument=True) == {"value": "int", "default": None}
    item = {"type": "array", "items": {"type": "integer"}}
    assert described(item, required=False, argument=True) == {"list": INT, "default": None, "null": True}


def test_references_are_followed_and_recursion_ends_in_json() -> None:
    node = {"type": "object", "properties": {"name": {"type": "string"}, "child": {"$ref": "#/defs/Node"}}, "required": ["name"]}
    told = described({"$ref": "#/defs/Node"}, {"Node": node})
    depth = 0
    while "struct" in told:
        told, depth = told["struct"]["child"], depth + 1
    assert (told["value"], depth) == ("raw", 3)


@pytest.mark.parametrize(
    ("schema", "defs", "reason"),
    [
        ({"$ref": "#/defs/Nothing"}, {}, "names nothing"),
        ({"$ref": "other.json#/x"}, {}, "another document"),
        ({"$ref": "#/defs/A"}, {"A": {"$ref": "#/defs/A"}}, "without an end"),
        ({"allOf": [{"$ref": "#/defs/A"}]}, {"A": {"allOf": [{"$ref": "#/defs/A"}]}}, "without an end"),
        ("text", {}, "an object is expected"),
    ],
)
def test_a_schema_that_cannot_be_read_is_refused(schema: Any, defs: dict[str, Any], reason: str) -> None:
    with pytest.raises(SchemaRefused, match=reason):
        described(schema, defs)


def test_a_schema_of_exploding_size_is_bounded() -> None:
    defs: dict[str, Any] = {
        f"L{level}": {"properties": {str(n): {"$ref": f"#/defs/L{level + 1}"} for n in range(10)}} for level in range(8)
    }
    defs["L8"] = {"type": "integer"}
    assert len(str(described({"$ref": "#/defs/L0"}, defs))) < 1_000_000


def test_documents_are_json_or_yaml_without_aliases() -> None:
    assert read_document(b'{"a": 1}', "x") == {"a": 1}
    assert read_document(b"a: 2026-01-01\nb:\n  - x\n", "x") == {"a": "2026-01-01", "b": ["x"]}
    for octets, reason in ((b"- 1\n", "no object"), (b"a: &x [1]\nb: *x\n", "neither JSON nor YAML"), (b"a: [", "x, line 1: is neither")):
        with pytest.raises(SchemaRefused, match=reason):
            read_document(octets, "x")


def test_values_of_any_kind_travel_as_json() -> None:
    description = Schemas(lambda reference: {}).description(
        {"properties": {"a": {}, "b": {"type": "array", "items": {"properties": {"c": {}, "d": {"type": "string"}}}}}}
    )
    value = {"a": [1, {"x": None}], "b": [{"c": {"y": 1}, "d": "{}"}], "unknown": 1}
    told = fitted(value, description)
    assert told == {"a": '[1,{"x":null}]', "b": [{"c": '{"y":1}', "d": "{}"}]}
    paths = marked_paths(description)
    assert paths == ["a", "b[].c"]
    assert opened(told, paths) == {"a": [1, {"x": None}], "b": [{"c": {"y": 1}, "d": "{}"}]}
    assert opened({"a": "no JSON"}, paths) == {"a": "no JSON"}
    assert ANY_JSON == "any value, in JSON"

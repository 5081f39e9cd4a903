"""The document of functions in OpenAPI 3.1, and the schema of one: pure, and the same for the same functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import orjson

from gateway.describe.samples import sample
from gateway.wire.call import FunctionInfo, FunctionType
from protocols.jsonschema import Schemas

__all__ = ["document", "function_schema"]

_JSON: Final = "application/json"
_ABOUT: Final = (
    "Every function is called with POST and an object of arguments; those that only read (`x-reads`) with GET as well, with their "
    "arguments by name in the query. Refusals are problem details. Several calls at a time go to `/api`."
)
_TEXT: Final = {"type": "string"}
_PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "errorcode"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "the page about the error code"},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": {**_TEXT, "description": "what has happened, for people"},
        "errorcode": {**_TEXT, "description": "the stable code, which programs look at"},
        "parameter": {**_TEXT, "description": "the path of a wrong argument"},
        "expected": {**_TEXT, "description": "what is expected there"},
        "reference": {**_TEXT, "description": "the id of an internal error in the log"},
        "debuginfo": _TEXT,
    },
}
_REFUSED: Final = {
    "description": "The call is refused.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_PREFIX: Final = "#/components/schemas/"


def document(functions: Sequence[FunctionInfo], base_address: str, version: str) -> bytes:
    """The OpenAPI document of functions, as JSON."""
    schemas = Schemas(_PREFIX)
    schemas.definitions["Problem"] = _PROBLEM
    paths = {f"/api/{info.name}": {"post": _operation(info, schemas)} for info in functions}
    return orjson.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "Triglot", "version": version, "description": _ABOUT},
            "servers": [{"url": base_address}],
            "security": [{"token": []}],
            "tags": [{"name": name} for name in sorted({_tag(info) for info in functions})],
            "paths": paths,
            "components": {
                "schemas": schemas.definitions,
                "responses": {"Problem": _REFUSED},
                "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            },
        }
    )


def _tag(info: FunctionInfo) -> str:
    """The part of the site that a function belongs to, by its name: core_course, mod_quiz."""
    return "_".join(info.name.split("_")[:2])


def _operation(info: FunctionInfo, schemas: Schemas) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": schemas.arguments(info.params)}
    example = sample(info.params)
    if example:
        content["example"] = example
    operation: dict[str, Any] = {
        "operationId": info.name,
        "summary": info.text,
        "tags": [_tag(info)],
        "x-reads": info.type is FunctionType.READ,
        "requestBody": {"required": bool(example), "content": {_JSON: content}},
        "responses": {
            "200": {"description": "The value.", "content": {_JSON: {"schema": schemas.result(info.returns, info.name)}}},
            "default": {"$ref": "#/components/responses/Problem"},
        },
    }
    if info.capabilities:
        operation["x-capabilities"] = info.capabilities
    if info.deprecated:
        operation["deprecated"] = True
    return operation


def function_schema(info: FunctionInfo) -> bytes:
    """The JSON Schema of one function, as JSON: an object with its ``arguments`` and its ``value``."""
    schemas = Schemas("#/$defs/")
    properties = {"arguments": schemas.arguments(info.params), "value": schemas.result(info.returns, info.name)}
    return orjson.dumps(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": info.name,
            "description": info.text,
            "type": "object",
            "properties": properties,
            "$defs": schemas.definitions,
        }
    )

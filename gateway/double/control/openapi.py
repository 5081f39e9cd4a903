"""The description of the control face: an OpenAPI document, made from its verbs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from gateway.double.control.verb import Verb

__all__ = ["document"]

_PLACE = "#/components/schemas/{name}"


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a request: a code, a sentence, and the place in its document."""

    code: str
    message: str
    path: str


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a request that cannot be done."""

    error: Refused


def document(verbs: Sequence[Verb], address: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of these verbs at an address."""
    kinds = [Refusal, *(kind for verb in verbs for kind in (verb.takes, verb.gives) if kind is not None)]
    schemas, components = msgspec.json.schema_components(kinds, ref_template=_PLACE)
    by_kind = {repr(kind): schema for kind, schema in zip(kinds, schemas, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for verb in verbs:
        paths.setdefault(f"/{verb.path}", {})[verb.method.lower()] = _operation(verb, by_kind)
    return {
        "openapi": "3.1.0",
        "info": {"title": "The control face of a Triglot double", "version": "1"},
        "servers": [{"url": address}],
        "paths": paths,
        "components": {"schemas": components},
    }


def _operation(verb: Verb, schemas: dict[str, Any]) -> dict[str, Any]:
    """One verb."""
    operation: dict[str, Any] = {
        "operationId": "_".join([verb.method.lower(), *verb.path.split("/")]).rstrip("_"),
        "summary": verb.text,
        "responses": {
            "200": {"description": "Done.", "content": {"application/json": {"schema": schemas[repr(verb.gives)]}}},
            "4XX": {"description": "It cannot be done.", "content": {"application/json": {"schema": schemas[repr(Refusal)]}}},
        },
    }
    if verb.query:
        operation["parameters"] = [
            {"name": name, "in": "query", "description": text, "schema": {"type": "string"}} for name, text in verb.query.items()
        ]
    if verb.takes_text:
        text, tables = {"schema": {"type": "string"}}, {"schema": {"type": "object"}}
        operation["requestBody"] = {"required": True, "content": {"application/yaml": text, "application/json": tables}}
    elif verb.takes is not None:
        operation["requestBody"] = {"content": {"application/json": {"schema": schemas[repr(verb.takes)]}}}
    return operation

"""The operations of an OpenAPI document, 3.0 or 3.1, each with its descriptions and how it is called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from gateway.describe.model import Description, Struct
from gateway.upstream.fitting import marked_paths
from gateway.upstream.json_documents import at
from gateway.upstream.json_schema import SchemaRefused, Schemas
from gateway.upstream.openapi.binding import Binding, Place
from gateway.wire.call import FunctionType

__all__ = ["ReadOperation", "base_path", "operations"]

_METHODS: Final = ("get", "put", "post", "delete", "patch", "head", "options")
_OTHER: Final = re.compile(r"[^A-Za-z0-9_]")
_JSON: Final = re.compile(r"application/(?:[a-z0-9.+-]+\+)?json", re.IGNORECASE)
_FORM: Final = "application/x-www-form-urlencoded"
_MOST: Final = 5000
# How lists and members are written, by the style of a parameter and whether each has a part of its own ("explode").
_STYLES: Final[Mapping[tuple[str, bool], str]] = {
    ("form", True): "repeated",
    ("form", False): "joined",
    ("spaceDelimited", False): "spaced",
    ("pipeDelimited", False): "piped",
    ("deepObject", True): "bracketed",
    ("simple", False): "joined",
    ("simple", True): "joined",
}


class ReadOperation(NamedTuple):
    """An operation of a document."""

    name: str
    type: FunctionType
    text: str
    params: Struct
    returns: Description | None
    binding: Binding


def operations(document: Mapping[str, Any]) -> Iterator[ReadOperation | tuple[str, str]]:
    """The operations of a document, and for those that cannot be called their names and why. Raises ``SchemaRefused``."""
    version = str(document.get("openapi", ""))
    if not version.startswith(("3.0", "3.1")):
        raise SchemaRefused(f"openapi: {version[:20] or 'nothing'}: a document of OpenAPI 3.0 or 3.1 is expected")
    paths = document.get("paths")
    if not isinstance(paths, Mapping):
        raise SchemaRefused("paths: an object is expected")
    seen = 0
    for path, item in paths.items():
        item = _followed(document, item)
        for method in _METHODS:
            operation = item.get(method)
            if not isinstance(operation, Mapping):
                continue
            seen += 1
            if seen > _MOST:
                raise SchemaRefused(f"paths: more than {_MOST} operations")
            name = str(operation.get("operationId") or f"{method}_{path}")
            try:
                yield _operation(document, name, method, str(path), item, operation)
            except SchemaRefused as error:
                yield name, f"paths.{path}.{method}: {error}"


def base_path(document: Mapping[str, Any]) -> str:
    """The address of the first server of a document, variables with their defaults; empty without one."""
    servers = document.get("servers")
    first = servers[0] if isinstance(servers, list) and servers and isinstance(servers[0], Mapping) else {}
    address = str(first.get("url", ""))
    variables = first.get("variables")
    for name, variable in variables.items() if isinstance(variables, Mapping) else ():
        address = address.replace(f"{{{name}}}", str(variable.get("default", "")) if isinstance(variable, Mapping) else "")
    return address


def _operation(
    document: Mapping[str, Any], name: str, method: str, path: str, item: Mapping[str, Any], operation: Mapping[str, Any]
) -> ReadOperation:
    schemas = Schemas(lambda reference: at(document, reference))
    params: dict[str, Description] = {}
    places: dict[str, Place] = {}
    for parameter in _parameters(document, item, operation):
        argument, place, described = _parameter(schemas, parameter)
        if argument in places:
            argument = f"{argument}_{place.where}"
        params[argument], places[argument] = described, place
    members: dict[str, str] = {}
    whole, media = "", "application/json"
    body = _followed(document, operation.get("requestBody") or {})
    if body:
        media, schema = _content(body)
        required = bool(body.get("required"))
        folded = schemas.followed(schema)
        described = schemas.description(schema, required=required, argument=True, text=str(body.get("description") or ""))
        if isinstance(described, Struct) and "oneOf" not in folded and "anyOf" not in folded and required:
            needed = set(folded.get("required") or ())
            for key, member in folded["properties"].items():
                argument = _plain(key) if _plain(key) not in params else f"{_plain(key)}_body"
                members[argument] = key
                params[argument] = schemas.description(member, required=key in needed, argument=True)
        else:
            whole = "body" if "body" not in params else "request_body"
            params[whole] = described
    returns = _returned(document, schemas, operation)
    described_params = Struct(params)
    binding = Binding(
        method=method,
        path=path,
        media=media,
        places=places,
        members=members,
        whole=whole,
        json=tuple(marked_paths(described_params)),
        key=_key(document, operation),
    )
    reads = FunctionType.READ if method in ("get", "head", "options") else FunctionType.WRITE
    text = " ".join(str(operation.get("summary") or operation.get("description") or f"{method.upper()} {path}").split())[:1000]
    return ReadOperation(name, reads, text, described_params, returns, binding)


def _parameters(document: Mapping[str, Any], item: Mapping[str, Any], operation: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The parameters of an operation, those of its path among them unless it has its own of the same name and place."""
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for source in (item, operation):
        listed = source.get("parameters")
        for each in listed if isinstance(listed, list) else ():
            parameter = _followed(document, each)
            found[str(parameter.get("in")), str(parameter.get("name"))] = parameter
    yield from found.values()


def _parameter(schemas: Schemas, parameter: Mapping[str, Any]) -> tuple[str, Place, Description]:
    name, where = str(parameter.get("name", "")), parameter.get("in")
    if where not in ("path", "query", "header", "cookie"):
        raise SchemaRefused(f"the parameter {name} is in {where!r}")
    style = str(parameter.get("style") or ("form" if where in ("query", "cookie") else "simple"))
    spread = bool(parameter.get("explode", style in ("form", "deepObject")))
    content = parameter.get("content")
    schema = parameter.get("schema", True)
    written = _STYLES.get((style, spread))
    if isinstance(content, Mapping) and content:
        media, inner = next(iter(content.items()))
        if not _JSON.fullmatch(str(media).partition(";")[0].strip()):
            raise SchemaRefused(f"the parameter {name} is in {media}")
        schema, written = inner.get("schema", True) if isinstance(inner, Mapping) else True, "json"
    if written is None:
        raise SchemaRefused(f"the parameter {name} has the style {style}")
    required = bool(parameter.get("required")) or where == "path"
    described = schemas.description(schema, required=required, argument=True, text=str(parameter.get("description") or ""))
    return _plain(name), Place(where=where, name=name, style=written), described  # type: ignore[arg-type]  # one of the styles


def _content(body: Mapping[str, Any]) -> tuple[str, object]:
    """The media type in which a body is sent, and its schema."""
    content = body.get("content")
    found = {str(media): inner for media, inner in content.items()} if isinstance(content, Mapping) else {}
    for media, inner in found.items():
        kind = media.partition(";")[0].strip()
        if _JSON.fullmatch(kind) or kind.lower() == _FORM or kind == "*/*":
            return "application/json" if kind == "*/*" else kind, inner.get("schema", True) if isinstance(inner, Mapping) else True
    raise SchemaRefused(f"the body is in {', '.join(found)[:100] or 'no media type'}, not in JSON")


def _returned(document: Mapping[str, Any], schemas: Schemas, operation: Mapping[str, Any]) -> Description | None:
    """The description of the first answer of success that has a body in JSON; None if there is none."""
    responses = operation.get("responses")
    told = {str(status): response for status, response in responses.items()} if isinstance(responses, Mapping) else {}
    chosen = sorted(status for status in told if status.startswith("2")) or [status for status in told if status == "default"]
    for status in chosen:
        response = _followed(document, told[status])
        content = response.get("content")
        for media, inner in content.items() if isinstance(content, Mapping) else ():
            kind = str(media).partition(";")[0].strip()
            if _JSON.fullmatch(kind) or kind == "*/*":
                return schemas.description(inner.get("schema", True) if isinstance(inner, Mapping) else True)
        if isinstance(content, Mapping) and content:
            raise SchemaRefused(f"responses.{status}: the answer is in {', '.join(map(str, content))[:100]}, not in JSON")
    return None


def _key(document: Mapping[str, Any], operation: Mapping[str, Any]) -> Place | None:
    """Where a key is sent, if the first scheme that the operation asks for is one of keys."""
    needed = operation.get("security", document.get("security"))
    components = document.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, Mapping) else None
    for alternative in needed if isinstance(needed, list) else ():
        for name in alternative if isinstance(alternative, Mapping) else ():
            scheme = _followed(document, schemes.get(name, {})) if isinstance(schemes, Mapping) else {}
            if scheme.get("type") == "apiKey" and scheme.get("in") in ("header", "query"):
                return Place(where=scheme["in"], name=str(scheme.get("name")))
            return None
    return None


def _followed(document: Mapping[str, Any], node: object) -> Mapping[str, Any]:
    """An object of the document, or the one that it refers to. Raises ``SchemaRefused``."""
    for _ in range(20):
        if not isinstance(node, Mapping):
            raise SchemaRefused("an object is expected")
        if not isinstance(node.get("$ref"), str):
            return node
        node = at(document, node["$ref"])
    raise SchemaRefused("references lead to references without an end")


def _plain(name: str) -> str:
    return _OTHER.sub("_", name) or "value"

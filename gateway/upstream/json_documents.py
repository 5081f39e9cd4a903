"""Documents in JSON or YAML that describe a server, and what references in them name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote

import msgspec
import yaml

from gateway.upstream.json_schema import SchemaRefused

__all__ = ["at", "read_document"]

_MOST_BYTES: Final = 32 * 1024 * 1024


class _Loader(yaml.SafeLoader):
    """A loader without aliases, with which a small document could stand for an endless one, and without dates."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not read")
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_document(octets: bytes, where: str) -> Mapping[str, Any]:
    """The object in a document. Raises ``SchemaRefused``."""
    if len(octets) > _MOST_BYTES:
        raise SchemaRefused(f"{where}: is longer than {_MOST_BYTES} bytes")
    try:
        found = msgspec.json.decode(octets)
    except (msgspec.DecodeError, RecursionError):
        found = _read_yaml(octets, where)
    if not isinstance(found, Mapping):
        raise SchemaRefused(f"{where}: is no object in JSON or YAML")
    return found


def _read_yaml(octets: bytes, where: str) -> object:
    try:
        return yaml.load(octets, _Loader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark is not None else ""
        raise SchemaRefused(f"{where}{line}: is neither JSON nor YAML") from error


def at(document: Mapping[str, Any], reference: str) -> object:
    """What a reference (``#/components/schemas/Order``) names in its own document. Raises ``SchemaRefused``."""
    if not reference.startswith("#"):
        raise SchemaRefused(f"{reference}: a reference to another document, which is not read")
    found: object = document
    for part in reference[1:].split("/")[1:]:
        name = unquote(part).replace("~1", "/").replace("~0", "~")
        if isinstance(found, Mapping) and name in found:
            found = found[name]
        elif isinstance(found, list) and name.isdigit() and int(name) < len(found):
            found = found[int(name)]
        else:
            raise SchemaRefused(f"{reference}: names nothing")
    return found

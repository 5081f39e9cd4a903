"""Values on their way between a server whose types are its own and the descriptions here.

A description says of a value that it is a scalar where the server may send anything: a list or named members are a text of JSON
then, which every protocol can carry, and arguments of such a place are read as JSON again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from gateway.describe.model import Description, List, Struct, Value
from gateway.errors import InvalidParameter

__all__ = ["ANY_JSON", "fitted", "marked_paths", "opened"]

ANY_JSON = "any value, in JSON"
"""The text of a value that may be anything."""


def fitted(value: object, description: Description | None) -> object:
    """A value as its description has it: what is a list or has members where a scalar is described is a text of JSON."""
    if isinstance(description, Value):
        return msgspec.json.encode(value).decode() if isinstance(value, (Mapping, list, tuple)) else value
    if isinstance(description, List) and isinstance(value, (list, tuple)):
        of = description.of
        return [fitted(item, of) for item in value]
    if isinstance(description, Struct) and isinstance(value, Mapping):
        members = description.members
        return {name: fitted(item, members[name]) for name, item in value.items() if name in members}
    return value


def marked_paths(description: Description, text: str = ANY_JSON, path: str = "") -> list[str]:
    """The paths of the values in a description that are described as ``text`` (``options``, ``items[].extra``)."""
    if isinstance(description, Value):
        return [path] if description.text.endswith(text) else []
    if isinstance(description, List):
        return marked_paths(description.of, text, f"{path}[]")
    dot = "." if path else ""
    return [found for name, member in description.members.items() for found in marked_paths(member, text, f"{path}{dot}{name}")]


def opened(value: object, paths: Iterable[str], path: str = "", where: str = "") -> object:
    """Arguments whose texts of JSON, at the given paths, are read. A text there that is no JSON is the text itself.

    Raises ``InvalidParameter`` for JSON that is nested too deeply.
    """
    wanted = paths if isinstance(paths, (set, frozenset)) else frozenset(paths)
    if path in wanted and path:
        return _read(value, where) if isinstance(value, str) else value
    if isinstance(value, Mapping):
        dot = "." if path else ""
        return {name: opened(item, wanted, f"{path}{dot}{name}", f"{where}{dot}{name}") for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [opened(item, wanted, f"{path}[]", f"{where}[{index}]") for index, item in enumerate(value)]
    return value


def _read(text: str, where: str) -> object:
    try:
        return msgspec.json.decode(text.encode("utf-8", "replace"))
    except msgspec.DecodeError:
        return text
    except RecursionError as error:
        raise InvalidParameter("the JSON is nested too deeply", path=where) from error

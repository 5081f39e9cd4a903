"""The document of a seed: what its YAML says, with the line of each value, merged over that of its base.

YAML is read without tags, so that nothing is made but texts, lists and members. References to what stands elsewhere in a file count as
often as they are used, so that a small file does not become a large one.
"""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

from gateway.api.seed_values import Node, SeedError

__all__ = ["merged", "parse"]

# How large a file may be in bytes, how many values it may have, and how deep they may lie in each other.
_LARGEST: Final = 16 * 2**20
_MOST: Final = 250_000
_DEEPEST: Final = 200
# What databases, and answers in UTF-8, do not take.
_NO_TEXT: Final = re.compile("[\0\ud800-\udfff]")
_REMOVE: Final = "!remove"
# The tags of values that are written without one, and those that say the same.
_USUAL: Final = tuple(
    f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map", "binary", "value")
)
# The names of members that lists of members are merged by.
_NAMED: Final = ("type", "name")

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse(text: str | bytes, file: str) -> Node:
    """The document of a file called ``file``. Raises ``SeedError``."""
    if len(text) > _LARGEST:
        raise SeedError(f"{file}: is larger than {_LARGEST // 2**20} MiB")
    try:
        _check_depth(text, file)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f":{mark.line + 1}" if mark is not None else ""
        raise SeedError(f"{file}{line}: is not YAML: {error.problem or error.context}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SeedError(f"{file}: is not YAML: {' '.join(str(error).split())}") from None
    if root is None:
        return Node({}, file, 1)
    node = _Reader(file).node(root, 1, "")
    if not isinstance(node.value, dict):
        raise SeedError(f"{file}:{node.line}: expected members, as in people: …")
    return node


def merged(base: Node, over: Node) -> Node:
    """The document ``over`` laid over ``base``: members are merged by name, and so are lists of things with a type and a name.

    What ``base`` has comes first, in its order. Whatever else ``over`` has replaces what was there; ``!remove`` takes it away.
    """
    if isinstance(base.value, dict) and isinstance(over.value, dict):
        members = dict(base.value)
        for name, value in over.value.items():
            if value.removed:
                members.pop(name, None)
            else:
                members[name] = merged(members[name], value) if name in members else value
        return Node(members, over.file, over.line)
    if isinstance(base.value, list) and isinstance(over.value, list) and all(map(_name, [*base.value, *over.value])):
        known = {_name(item): item for item in base.value}
        for item in over.value:
            key = _name(item)
            if item.removed:
                known.pop(key, None)
            else:
                known[key] = merged(known[key], item) if key in known else item
        return Node(list(known.values()), over.file, over.line)
    if over.value is None or (over.plain and over.value == ""):
        return base
    return over


def _name(item: Node) -> tuple[str, ...] | None:
    """The type and the name of an item of a list, None if it has not both."""
    if not isinstance(item.value, dict):
        return None
    found = [item.value[name].value for name in _NAMED if name in item.value]
    return tuple(map(str, found)) if len(found) == len(_NAMED) else None


def _check_depth(text: str | bytes, file: str) -> None:
    """Raise ``SeedError`` where values lie too deep in each other, before anything is made of them, which would go as deep."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                line = event.start_mark.line + 1 if event.start_mark is not None else 1
                raise SeedError(f"{file}:{line}: lies more than {_DEEPEST} levels deep")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Reader:
    """Makes nodes of a file of what was read."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._count = 0

    def node(self, read: yaml.Node, depth: int, path: str) -> Node:
        """The node of a value that was read."""
        line = read.start_mark.line + 1
        self._count += 1
        if self._count > _MOST:
            raise self._error(line, path, f"the seed has more than {_MOST} values")
        if depth > _DEEPEST:
            raise self._error(line, path, f"lies more than {_DEEPEST} levels deep")
        removed = read.tag == _REMOVE
        if not removed and not read.tag.startswith(_USUAL):
            raise self._error(line, path, f"the tag {read.tag} is not known here")
        if isinstance(read, yaml.ScalarNode):
            if _NO_TEXT.search(read.value):
                raise self._error(line, path, "has a character that no text can have")
            return Node(read.value, self._file, line, plain=not read.style, removed=removed)
        if isinstance(read, yaml.SequenceNode):
            return Node(
                [self.node(item, depth + 1, f"{path}[{number}]") for number, item in enumerate(read.value)],
                self._file,
                line,
                removed=removed,
            )
        return Node(self._members(read, depth, path), self._file, line, removed=removed)

    def _members(self, read: yaml.Node, depth: int, path: str) -> dict[str, Node]:
        """The members of a mapping; those that are merged into it (``<<``) come first, and give way to its own."""
        if depth > _DEEPEST:
            raise self._error(read.start_mark.line + 1, path, f"lies more than {_DEEPEST} levels deep")
        own: dict[str, Node] = {}
        taken: dict[str, Node] = {}
        for key, value in read.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise self._error(line, path, "the name of a member is a text")
            name = key.value
            if _NO_TEXT.search(name):
                raise self._error(line, path, "the name of a member has a character that no text can have")
            below = f"{path}.{name}" if path else name
            if key.tag == "tag:yaml.org,2002:merge":
                for other in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                    if not isinstance(other, yaml.MappingNode):
                        raise self._error(line, path, "only members can be merged in")
                    taken |= {known: node for known, node in self._members(other, depth + 1, path).items() if known not in taken}
            elif name in own:
                raise self._error(line, below, f"is given twice, first in line {own[name].line}")
            else:
                own[name] = self.node(value, depth + 1, below)
        return taken | own if taken else own

    def _error(self, line: int, path: str, words: str) -> SeedError:
        return SeedError(f"{self._file}:{line}: {path}: {words}" if path else f"{self._file}:{line}: {words}")

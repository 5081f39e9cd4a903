"""Arguments and results for examples, made from descriptions: what must be there and nothing else, each value fit for its type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gateway.describe.fold import fold
from gateway.describe.model import MISSING, Description, List, Struct, Value
from gateway.describe.types import ParamType

__all__ = ["sample", "sample_of", "sample_value"]

_TEXT: Final = "text"
_VALUES: Final[Mapping[ParamType, object]] = {
    ParamType.AREA: "intro",
    ParamType.AUTH: "manual",
    ParamType.BASE64: "VHJpZ2xvdA==",
    ParamType.BOOL: True,
    ParamType.CAPABILITY: "moodle/course:view",
    ParamType.COMPONENT: "mod_forum",
    ParamType.EMAIL: "ann@example.org",
    ParamType.FILE: "notes.txt",
    ParamType.FLOAT: 1.5,
    ParamType.HOST: "example.org",
    ParamType.INT: 1,
    ParamType.LANG: "en",
    ParamType.LOCALISEDFLOAT: "1.5",
    ParamType.LOCALURL: "/my/",
    ParamType.PATH: "/",
    ParamType.PEM: "",
    ParamType.PERMISSION: 1,
    ParamType.PLUGIN: "forum",
    ParamType.SAFEDIR: "folder",
    ParamType.SAFEPATH: "folder/name",
    ParamType.SEQUENCE: "1,2",
    ParamType.STRINGID: "name",
    ParamType.TAG: "tag",
    ParamType.TAGLIST: "tag",
    ParamType.THEME: "boost",
    ParamType.TIMEZONE: "99",
    ParamType.URL: "https://example.org/",
    ParamType.USERNAME: "ann",
}


def sample(params: Struct) -> dict[str, object]:
    """Arguments for a call of a function with these parameters: the required ones."""
    return {name: sample_of(member) for name, member in params.members.items() if _is_required(member)}


def _is_required(node: Description) -> bool:
    return node.default is MISSING and not node.optional


def sample_of(description: Description) -> object:
    """A value for a description; a struct has its required members, or its first where it requires none."""
    made: object = fold(description, value=sample_value, struct=_struct, list_=_list)
    return made


def sample_value(node: Value) -> object:
    """A value that fits the type of a node, and its bound on texts."""
    value = _VALUES.get(node.type.canonical, _TEXT)
    return value[: node.most] if isinstance(value, str) and node.most is not None else value


def _struct(node: Struct, made: Mapping[str, object]) -> object:
    needed = {name: value for name, value in made.items() if _is_required(node.members[name])}
    return needed or dict(list(made.items())[:1])


def _list(_node: List, item: object) -> object:
    return [item]

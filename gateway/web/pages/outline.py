"""Descriptions as trees for readers: each part with its type in words, whether it is needed, and what it defaults to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
import orjson

from gateway.describe import Description, ParamType, Struct
from gateway.describe.fold import fold
from gateway.describe.model import MISSING, List, Value
from gateway.describe.rules import RULES

__all__ = ["Part", "members", "outline", "words"]

_WORDS: Final[Mapping[ParamType, str]] = {ParamType.INT: "whole number", ParamType.FLOAT: "number", ParamType.BOOL: "yes or no"}


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a description: its kind in words, what is expected of its value, and the parts that it has.

    ``need`` says what happens without it: ``required``, ``optional``, or its default in JSON or words.
    """

    name: str
    kind: str
    rule: str
    need: str
    text: str
    null: str
    parts: tuple[Part, ...] = ()


def members(struct: Struct, *, given: bool) -> list[Part]:
    """The parts of a struct. What is ``given`` with a call may be left out; what is returned may be missing."""
    return [outline(name, member, given=given) for name, member in struct.members.items()]


def outline(name: str, description: Description, *, given: bool) -> Part:
    """A description as a tree, under a name."""
    made = fold(
        description,
        value=lambda node: _value(node, given=given),
        struct=lambda node, parts: _part(node, "structure", given=given, parts=tuple(_named(key, part) for key, part in parts.items())),
        list_=lambda node, item: _list(node, item, given=given),
    )
    return _named(name, made)


def words(parts: Iterator[Part] | list[Part]) -> Iterator[str]:
    """All names and texts in trees, for who searches."""
    for part in parts:
        yield part.name
        yield part.text
        yield from words(list(part.parts))


def _value(node: Value, *, given: bool) -> Part:
    kind = node.type.canonical
    rules = [RULES[kind]] if given and kind in RULES and kind is not ParamType.RAW else []
    if node.most is not None:
        rules.append(f"at most {node.most:,}{'' if kind is ParamType.INT else ' characters'}")
    return _part(node, _WORDS.get(kind, "text"), given=given, rule="; ".join(rules))


def _list(node: List, item: Part, *, given: bool) -> Part:
    """A list has the parts of its item, and says what that is."""
    of = item.kind if item.kind == "yes or no" else f"{item.kind}s"
    if " of " in item.kind:
        of = item.kind.replace("list", "lists", 1)
    rules = [f"at most {node.bound:,} of them"] if given else []
    if item.rule:
        rules.append(f"each {item.rule}" if given and not item.parts else item.rule)
    return _part(node, f"list of {of}", given=given, rule="; ".join(rules), parts=item.parts, of=item)


def _part(node: Description, kind: str, *, given: bool, rule: str = "", parts: tuple[Part, ...] = (), of: Part | None = None) -> Part:
    text = node.text or (of.text if of else "")
    means = node.null_means if given and isinstance(node, Value) else ""
    null = f"null: {means}" if means else ""
    return Part(name="", kind=kind, rule=rule, need=_need(node, given=given), text=text, null=null, parts=parts)


def _need(node: Description, *, given: bool) -> str:
    if node.default is not MISSING:
        return f"default: {_default(node.default)}" if given else "always there"
    if node.optional:
        return "optional" if given else "may be missing"
    return "required" if given else "always there"


def _default(default: object) -> str:
    try:
        return orjson.dumps(default, option=orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:  # a default of the moment of the call says in words what it is
        return str(default)


def _named(name: str, part: Part) -> Part:
    return msgspec.structs.replace(part, name=name)

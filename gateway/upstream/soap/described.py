"""The descriptions of the parameters and of the result of an operation, from its shapes.

Shapes may be recursive and descriptions may not: a shape inside of itself is described three times, and what is deeper is a text of
JSON. So is what the schema leaves open; elements of any kind are a text of XML.
"""

from __future__ import annotations

from typing import Final

from gateway.describe import BOOL, FLOAT, INT, RAW, Description, List, Struct, Value
from gateway.upstream.fitting import ANY_JSON
from gateway.upstream.soap.names import FLOATS, INTEGERS, local
from gateway.upstream.soap.shape import KIND, Member, Message, Operation, Place, Shape, is_simple

__all__ = ["parameters", "result"]

_FORMS: Final = {
    "dateTime": "a time, as in 2026-03-05T10:00:00Z",
    "date": "a date, as in 2026-03-05",
    "time": "a time of day, as in 10:00:00",
    "duration": "a duration, as in P1DT2H",
    "base64Binary": "octets in Base64",
    "hexBinary": "octets in hexadecimal digits",
    "unsignedLong": "a whole number",
    "anyURI": "an address",
    "QName": "a name with a prefix",
    "anyType": ANY_JSON,
}
_MOST_NODES, _MOST_DEPTH, _MOST_TURNS = 3000, 16, 3


def parameters(operation: Operation) -> Struct:
    """The parameters of an operation: the members of its request, then the blocks of its header."""
    describer = _Describer(operation)
    return Struct({name: describer.argument(member) for name, member in named(operation.request).items()})


def result(operation: Operation) -> Description | None:
    """The description of what an operation returns; None if it returns nothing."""
    if operation.answer is None:
        return None
    members = named(operation.answer)
    if not members:
        return None
    describer = _Describer(operation)
    if operation.single:
        return describer.whole(next(iter(members.values())))
    return Struct({name: describer.inside(member, ()) for name, member in members.items()})


def named(message: Message) -> dict[str, Member]:
    """The members of a message and the blocks of its header by the names of their values; a block may have to get another one."""
    found = {member.name: member for member in message.members}
    for block in message.headers:
        name = block.name if block.name not in found else f"{block.name}_header"
        found[name] = block
    return found


class _Describer:
    """Describes members, and counts how much it has described."""

    def __init__(self, operation: Operation) -> None:
        self._types = operation.types
        self._nodes = 0

    def argument(self, member: Member) -> Description:
        """A parameter: one that is not required may be left out or null."""
        required = member.required or self._rpc_part(member)
        return self._node(member, (), usual={} if required else {"default": None, "null": True})

    def whole(self, member: Member) -> Description:
        """The result as a whole, which may be null if the element may be absent or nil."""
        return self._node(member, (), usual={"null": True} if not member.many else {})

    def inside(self, member: Member, path: tuple[str, ...]) -> Description:
        """A member of a struct: one that is not required may be left out."""
        required = member.required or self._rpc_part(member)
        return self._node(member, path, usual={} if required else {"optional": True})

    def _rpc_part(self, member: Member) -> bool:
        """Whether a member is a part of a message in style rpc, which is always there, but may be nil."""
        return member.place is Place.ELEMENT and not member.tag.startswith("{") and member.nil and not member.many

    def _node(self, member: Member, path: tuple[str, ...], usual: dict[str, object]) -> Description:
        self._nodes += 1
        if not member.many:
            return self._single(member, path, dict(usual))
        return List(self._single(member, path, {"null": True} if member.nil else {}), **usual)  # type: ignore[arg-type]

    def _single(self, member: Member, path: tuple[str, ...], extras: dict[str, object]) -> Description:
        """The description of one value of a member."""
        if member.place is Place.ANY:
            return Value(RAW, "elements of any kind, in XML", **extras)  # type: ignore[arg-type]
        if is_simple(member.type):
            return self._value(member, extras)
        shape, turns = self._types[member.type], path.count(member.type)
        extras = {"null": True, **extras} if member.nil else extras
        if turns >= _MOST_TURNS or len(path) >= _MOST_DEPTH or self._nodes > _MOST_NODES:
            return Value(RAW, "a deeper level of the same, in JSON", **extras)  # type: ignore[arg-type]
        inner = (*path, member.type)
        if shape.items is not None:
            return List(self._node(shape.items, inner, {}), **extras)  # type: ignore[arg-type]
        members: dict[str, Description] = {each.name: self.inside(each, inner) for each in shape.members}
        if shape.derived:
            members = {KIND: self._kind(shape), **members, **self._of_derived(shape, set(members), inner)}
        return Struct(members, **extras)  # type: ignore[arg-type]

    def _kind(self, shape: Shape) -> Value:
        """The member that says which derived type a value is of."""
        names = ", ".join(sorted(local(name) for name in shape.derived))
        return Value(RAW, f"which kind of {local(shape.name)} it is, if not that itself: {names}", optional=True)

    def _of_derived(self, shape: Shape, taken: set[str], path: tuple[str, ...]) -> dict[str, Description]:
        """The members that only derived types have; none of them has to be there."""
        found: dict[str, Description] = {}
        for key in shape.derived.values():
            for member in self._types[key].members:
                if member.name not in taken and member.name not in found:
                    found[member.name] = self._node(member, (*path, key), {"optional": True})
        return found

    def _value(self, member: Member, extras: dict[str, object]) -> Value:
        kind = BOOL if member.type == "boolean" else INT if member.type in INTEGERS else FLOAT if member.type in FLOATS else RAW
        text = _FORMS.get(member.type, "")
        if member.nil and "default" not in extras:
            extras = {"null_means": "nothing (xsi:nil)", **extras}
        elif not member.nil and not extras and member.required:
            extras = {"null": False, **extras}
        return Value(kind, text, **extras)  # type: ignore[arg-type]

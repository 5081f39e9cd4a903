"""Random descriptions, and values of them as cleaning leaves them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from gateway.describe.model import MISSING, Description, List, Struct, Value
from gateway.describe.types import ALPHA, BOOL, FLOAT, INT, LOCALISEDFLOAT, RAW, TEXT, ParamType
from gateway.wire.call import FunctionInfo, FunctionType

INTS = st.integers(-(2**63), 2**63 - 1)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(codec="utf-8"))
NAMES = st.one_of(
    st.sampled_from(["0", "1", "2", "id"]), st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1)
)

SCALARS: dict[ParamType, st.SearchStrategy[Any]] = {
    INT: INTS,
    FLOAT: FLOATS,
    LOCALISEDFLOAT: FLOATS,
    BOOL: st.booleans(),
    TEXT: TEXTS,
    ALPHA: st.text("abc"),
    RAW: TEXTS,
}

Flags = dict[str, Any]


def flags(defaults: st.SearchStrategy[Any]) -> st.SearchStrategy[Flags]:
    """Whether a node is required, optional or has a default."""
    return st.one_of(st.just(Flags()), st.just({"optional": True}), defaults.map(lambda default: {"default": default}))


def values(kinds: st.SearchStrategy[ParamType], null: st.SearchStrategy[bool]) -> st.SearchStrategy[Description]:
    return st.builds(lambda kind, null, flags: Value(kind, null=null, **flags), kinds, null, flags(st.none()))


def structs(
    members: st.SearchStrategy[Description], null: st.SearchStrategy[bool], names: st.SearchStrategy[str] = NAMES
) -> st.SearchStrategy[Struct]:
    return st.builds(
        lambda members, null, flags: Struct(members, null=null, **flags),
        st.dictionaries(names, members, max_size=4),
        null,
        flags(st.just({})),
    )


def lists(of: st.SearchStrategy[Description], null: st.SearchStrategy[bool]) -> st.SearchStrategy[List]:
    return st.builds(lambda of, null, flags: List(of, null=null, **flags), of, null, flags(st.just([])))


ANY_KIND: st.SearchStrategy[ParamType] = st.sampled_from(list(SCALARS))


def descriptions(
    kinds: st.SearchStrategy[ParamType] = ANY_KIND, *, null: bool = True, names: st.SearchStrategy[str] = NAMES
) -> st.SearchStrategy[Description]:
    nulls = st.booleans() if null else st.just(False)
    return st.recursive(
        values(kinds, nulls),
        lambda inner: st.one_of(structs(inner, nulls, names), lists(inner, nulls)),
        max_leaves=6,
    )


def values_of(description: Description, scalars: dict[ParamType, st.SearchStrategy[Any]] = SCALARS) -> st.SearchStrategy[Any]:
    """Values that satisfy ``description``; what is not required may be absent."""
    plain: st.SearchStrategy[Any]
    if isinstance(description, Value):
        plain = scalars[description.type]
    elif isinstance(description, List):
        plain = st.lists(values_of(description.of, scalars), max_size=3)
    else:
        plain = struct_values(description, scalars)
    return st.one_of(st.none(), plain) if description.null else plain


def struct_values(description: Struct, scalars: dict[ParamType, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    members = {name: values_of(member, scalars) for name, member in description.members.items()}
    there = [name for name, member in description.members.items() if is_always_there(member)]
    maybe = {name: member for name, member in members.items() if name not in there}

    def in_order(value: dict[str, Any]) -> dict[str, Any]:
        return {name: value[name] for name in members if name in value}

    return st.fixed_dictionaries({name: members[name] for name in there}, optional=maybe).map(in_order)


def is_always_there(member: Description) -> bool:
    if member.default is not MISSING:
        return isinstance(member, Value)
    return not member.optional


def function(returns: Description | None = None, params: Struct | None = None) -> FunctionInfo:
    return FunctionInfo(
        name="local_lab_f", component="local_lab", type=FunctionType.READ, text="", params=params or Struct({}), returns=returns
    )


class Site:
    """The facts of a plain site."""

    wwwroot = "https://example.com"
    extended_usernames = False
    decimal_separator = "."

    def now(self) -> int:
        return 1_800_000_000

    def setting(self, name: str) -> str | None:
        return None

    def has_language(self, code: str) -> bool:
        return code in {"en", "pl"}

    def has_capability(self, name: str) -> bool:
        return False

    def has_theme(self, name: str) -> bool:
        return False

    def has_auth(self, name: str) -> bool:
        return False

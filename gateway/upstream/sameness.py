"""When two results of one function count as the same: by its description, and by the rules of what is told apart all the same."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from gateway.compare.values import normal
from gateway.describe.model import Description, List, Struct, Value
from gateway.describe.types import FLOAT, LOCALISEDFLOAT
from gateway.upstream.imported import Rule

__all__ = ["prepared"]

_FLOATS: Final = frozenset({FLOAT, LOCALISEDFLOAT})


def prepared(value: object, description: Description | None, exact: Collection[Rule] = ()) -> object:
    """A result so that equal ones are the same, whatever is not told apart: without any rule as ``gateway.compare.values.normal``."""
    if description is None or not exact:
        return normal(value, description)
    if isinstance(description, Value):
        if "digits" in exact and description.type.canonical in _FLOATS:
            return value
        if "empty" in exact and value is None:
            return None
        return normal(value, description)
    if isinstance(description, List):
        return [prepared(item, description.of, exact) for item in value] if isinstance(value, list) else value
    return _struct(value, description, exact) if isinstance(value, dict) else value


def _struct(value: dict[str, object], description: Struct, exact: Collection[Rule]) -> object:
    """The described members; with their order as a member of its own where order is told apart."""
    members = {name: prepared(value[name], member, exact) for name, member in description.members.items() if name in value}
    if "empty" not in exact:
        members = {
            name: member for name, member in members.items() if not (description.members[name].optional and member in (None, "", [], {}))
        }
    return {**members, "(order)": ",".join(name for name in value if name in members)} if "order" in exact else members

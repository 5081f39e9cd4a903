"""Conditions of copied activities and sections: they name the copies of what those that they are copies of name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

__all__ = ["renamed"]

# The member of a condition that names something, and what it names, by the type of the condition.
_NAMES: Final = {"completion": ("cm", "module"), "group": ("id", "group"), "grouping": ("id", "grouping"), "grade": ("id", "item")}


def renamed(availability: str | None, numbers: Mapping[str, Mapping[int, int]]) -> str | None:
    """Conditions with the ids of copies; those that name what was not copied are left out."""
    try:
        tree = json.loads(availability or "null")
    except ValueError:
        return None
    if not isinstance(tree, dict) or not _rename(tree, numbers):
        return None
    return json.dumps(tree, separators=(",", ":"), ensure_ascii=False)


def _rename(node: dict[str, Any], numbers: Mapping[str, Mapping[int, int]]) -> bool:
    """Put the ids of copies into a condition, and return whether it can be kept."""
    inside = node.get("c")
    if isinstance(inside, list):
        kept = [position for position, child in enumerate(inside) if isinstance(child, dict) and _rename(child, numbers)]
        node["c"] = [inside[position] for position in kept]
        if isinstance(node.get("showc"), list):
            node["showc"] = [shown for position, shown in enumerate(node["showc"]) if position in kept]
        return bool(kept)
    member, kind = _NAMES.get(str(node.get("type")), ("", ""))
    if not member or member not in node:
        return True
    made = numbers.get(kind, {}).get(node[member]) if isinstance(node[member], int) else None
    if made is None:
        return False
    node[member] = made
    return True

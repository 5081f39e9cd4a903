"""The rules of a world over its control face: shown, added, replaced and forgotten, as JSON."""

from __future__ import annotations

from typing import Any, Protocol

import msgspec

from gateway.double.faults.faults import Faults
from gateway.double.faults.kinds import PRESETS
from gateway.double.faults.rules import FaultsError, read

__all__ = ["HasFaults", "handle"]


class HasFaults(Protocol):
    """A world, as far as this needs to know it."""

    @property
    def faults(self) -> Faults:
        """What goes wrong in it."""


async def handle(world: HasFaults, method: str, document: object) -> dict[str, Any]:
    """Answer a request about the rules of a world. Raises ``FaultsError`` for a document or method that is none.

    GET shows the rules; POST adds those of the document, PUT puts them in the place of all others; DELETE forgets the rule that the
    document names (``{"name": …}``), or all.
    """
    faults = world.faults
    if method in ("POST", "PUT"):
        rules = read(document)
        if method == "PUT":
            faults.clear()
        added = faults.add(rules)
        return {"added": [each.name for each in added], **_shown(faults)}
    if method == "DELETE":
        if document in (None, {}):
            faults.clear()
        elif isinstance(document, dict) and document.keys() == {"name"} and isinstance(document["name"], str):
            faults.remove(document["name"])
        else:
            raise FaultsError('rule: {"name": …} names the rule to forget, nothing means all of them')
        return _shown(faults)
    if method != "GET":
        raise FaultsError("method: GET, POST, PUT and DELETE are understood")
    return {**_shown(faults), "presets": {name: msgspec.to_builtins(fault) for name, fault in PRESETS.items()}}


def _shown(faults: Faults) -> dict[str, Any]:
    return {"rules": [each.as_json() for each in faults]}

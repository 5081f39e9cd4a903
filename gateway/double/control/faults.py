"""The verbs of faults: the rules that hold in a world, shown, added, put in the place of others, and forgotten."""

from __future__ import annotations

from typing import Any

import msgspec

from gateway.double.control.errors import ControlError
from gateway.double.control.verb import Asked
from gateway.double.faults.kinds import PRESETS, Fault
from gateway.double.faults.rules import FaultsError, Rule, require_known

__all__ = ["GivenRules", "Presets", "Rules", "add", "forget", "presets", "replace", "show"]


class GivenRules(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule, or several under ``rules``."""

    fault: str | Fault | None = None  # type: ignore[assignment]  # without one, there are rules
    rules: list[Rule] | None = None


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of a world in their order, with the numbers of calls that matched (``seen``) and that met the fault (``applied``).

    ``added`` has the names of those that were just added.
    """

    rules: list[dict[str, Any]]
    added: list[str] = []


class Presets(msgspec.Struct, frozen=True, kw_only=True):
    """The faults that have a name."""

    presets: dict[str, Fault]


async def show(asked: Asked) -> Rules:
    """The rules of a world."""
    return Rules(rules=[each.as_json() for each in asked.world.faults])


async def presets(_asked: Asked) -> Presets:
    """The faults that a rule may ask for by name."""
    return Presets(presets=PRESETS)


async def add(asked: Asked) -> Rules:
    """Let rules hold, beside those that do."""
    return await _added(asked, _rules(asked.document))


async def replace(asked: Asked) -> Rules:
    """Let rules hold, and no others."""
    rules = _rules(asked.document)
    asked.world.faults.clear()
    return await _added(asked, rules)


async def forget(asked: Asked) -> Rules:
    """Forget a rule, or all."""
    name = asked.query.get("name")
    if name is None:
        asked.world.faults.clear()
    else:
        _done(asked.world.faults.remove, name)
    return await show(asked)


async def _added(asked: Asked, rules: list[Rule]) -> Rules:
    added = _done(asked.world.faults.add, rules)
    return Rules(rules=(await show(asked)).rules, added=[each.name for each in added])


def _rules(given: GivenRules | str) -> list[Rule]:
    """The rules in a document; a text is the name of a fault that all calls meet. Raises ``ControlError``."""
    if isinstance(given, str):
        given = GivenRules(fault=given)
    if given.rules is None and given.fault is None:
        raise ControlError("A rule names the 'fault' that happens; several rules are a list under 'rules'.", path="fault")
    if given.rules is not None:
        others = [name for name in Rule.__struct_fields__ if getattr(given, name) != getattr(GivenRules(), name)]
        if others:
            raise ControlError("Beside 'rules' nothing else is known.", path=others[0])
        for number, rule in enumerate(given.rules):
            _done(require_known, rule, f"rules[{number}]")
        return given.rules
    rule = msgspec.convert({name: getattr(given, name) for name in Rule.__struct_fields__}, Rule)
    _done(require_known, rule, "")
    return [rule]


def _done(do: Any, *arguments: Any) -> Any:
    """What a function does. Raises ``ControlError`` in the place of ``FaultsError``."""
    try:
        return do(*arguments)
    except FaultsError as error:
        raise ControlError(f"{error.text[:1].upper()}{error.text[1:]}.", path=error.path) from None

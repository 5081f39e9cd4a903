"""The faults of a world: the rules that hold in it, and which of them a call or a request meets."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Iterable, Iterator

import msgspec

from gateway.double.faults.rules import MOST, Active, Asked, FaultsError, Rule

__all__ = ["Faults", "Who"]

Who = Callable[[], Awaitable[tuple[str, str]]]
"""Tells the user name and the name of the token of a caller, as far as they are known; asked for only where a rule needs it."""


class Faults:
    """The rules of a world, in the order in which they were added. A world begins without any."""

    def __init__(self) -> None:
        """Nothing goes wrong at first."""
        self._active: dict[str, Active] = {}
        self._numbers = itertools.count(1)

    def __iter__(self) -> Iterator[Active]:
        """The rules in their order."""
        return iter(self._active.values())

    def __bool__(self) -> bool:
        """Whether there are any rules."""
        return bool(self._active)

    def add(self, rules: Iterable[Rule]) -> list[Active]:
        """Let rules hold from now on; one takes the place of another with its name. Raises ``FaultsError`` for too many."""
        made = [Active(rule, rule.name or self._free_name()) for rule in rules]
        if len(self._active.keys() | {each.name for each in made}) > MOST:
            raise FaultsError(f"a world has at most {MOST} rules")
        for each in made:
            self._active.pop(each.name, None)
            self._active[each.name] = each
        return made

    def remove(self, name: str) -> None:
        """Forget a rule. Raises ``FaultsError`` if there is none of that name."""
        if self._active.pop(name, None) is None:
            raise FaultsError(f"there is no rule {''.join(char if char.isprintable() else '?' for char in name[:100])}", "name")

    def clear(self) -> None:
        """Forget all rules; those that come are numbered anew."""
        self._active.clear()
        self._numbers = itertools.count(1)

    def of_request(self, asked: Asked) -> list[Active]:
        """The rules about requests that a request meets."""
        return [each for each in self._active.values() if each.of_requests and each.meets(asked)]

    async def of_call(self, asked: Asked, who: Who, applies: Callable[[Active], bool]) -> list[Active]:
        """The rules about calls that a call meets, of those that ``applies`` to it; ``who`` tells of the caller, if any rule asks."""
        rules = [each for each in self._active.values() if not each.of_requests and applies(each)]
        if any(each.asks_who for each in rules):
            user, name = await who()
            asked = msgspec.structs.replace(asked, tokenname=name, user=user or asked.user)
        return [each for each in rules if each.meets(asked)]

    def _free_name(self) -> str:
        """A name that no rule has."""
        return next(name for name in (f"rule-{number}" for number in self._numbers) if name not in self._active)

"""Rules: which calls or requests meet a fault, as tests write them in JSON (``docs/faults.md``), and how they are counted."""

from __future__ import annotations

import hashlib
import random
import re
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from gateway.double.faults.kinds import PRESETS, Fault, StaleFile, TokenGone, WireFault

__all__ = ["MOST", "Active", "Asked", "FaultsError", "Rule", "read", "require_known"]

MOST: Final = 1000
"""How many rules a world may have."""

# Of how many tokens a rule knows that they were told something.
_MOST_TEXTS: Final = 100_000

_Glob = Annotated[str, Meta(min_length=1, max_length=300)]
_Count = Annotated[int, Meta(ge=1)]


class FaultsError(Exception):
    """A rule is not what it must be: a sentence, and the path of what is wrong."""

    def __init__(self, text: str, path: str = "") -> None:
        """``text`` begins with a small letter, and ends without a stop."""
        super().__init__(f"{path}: {text}" if path else text)
        self.text = text
        self.path = path


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """When a fault happens: to whom and what, and how often. All that is said must hold.

    ``function`` and ``path`` may have ``*`` and ``?``; ``token`` is the name or the value of a token. Of the calls that match, those
    numbered in ``calls`` meet the fault, each ``every``-th, those after the first ``after``, or as many as ``chance`` says; at most
    ``times`` of them.
    """

    fault: str | Fault
    name: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,64}$")] | None = None
    function: _Glob | None = None
    protocol: _Glob | None = None
    token: _Glob | None = None
    user: _Glob | None = None
    path: _Glob | None = None
    calls: list[_Count] | _Count | None = None
    every: _Count | None = None
    after: Annotated[int, Meta(ge=0)] = 0
    chance: Annotated[float, Meta(ge=0, le=1)] | None = None
    seed: int = 0
    times: _Count | None = None


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What rules look at: a call, or, without a protocol, a request that may become one.

    ``token`` is the value of the token and ``tokenname`` its name; ``path`` is the address, for a file that is named by a field
    with that behind it.
    """

    path: str = ""
    protocol: str = ""
    function: str = ""
    token: str = ""
    tokenname: str = ""
    user: str = ""


class Active:
    """A rule that holds in a world, with the numbers of calls that have matched it and that have met its fault."""

    __slots__ = ("_chosen", "_jitter", "_once", "_random", "applied", "fault", "name", "rule", "seen")

    def __init__(self, rule: Rule, name: str) -> None:
        """The rule under a name; nothing has matched it yet."""
        self.rule = rule
        self.name = name
        self.fault: Fault = PRESETS[rule.fault] if isinstance(rule.fault, str) else rule.fault
        self.seen = 0
        self.applied = 0
        self._chosen = frozenset([rule.calls] if isinstance(rule.calls, int) else rule.calls or ())
        # Of their own, so that what one draws does not move what the other draws.
        self._random = random.Random(rule.seed)  # noqa: S311 - the same seed must give the same faults
        self._jitter = random.Random(rule.seed)  # noqa: S311 - as above
        self._once: set[bytes] = set()

    @property
    def of_requests(self) -> bool:
        """Whether the rule is about requests, whatever they become, and not about calls."""
        rule = self.rule
        about_calls = rule.function is not None or rule.protocol is not None or rule.token is not None or rule.user is not None
        return isinstance(self.fault, WireFault) and not about_calls

    @property
    def asks_who(self) -> bool:
        """Whether it must be known who calls."""
        return self.rule.token is not None or self.rule.user is not None

    def meets(self, asked: Asked) -> bool:
        """Whether a call meets the fault; it is counted if the rule is about it."""
        rule = self.rule
        if isinstance(self.fault, StaleFile) and asked.protocol != "files":
            return False
        if isinstance(self.fault, TokenGone) and not asked.token:
            return False
        for pattern, text in (
            (rule.function, asked.function),
            (rule.protocol, asked.protocol),
            (rule.user, asked.user),
            (rule.path, asked.path),
        ):
            if pattern is not None and not fnmatchcase(text, pattern):
                return False
        if rule.token is not None and rule.token not in (asked.token, asked.tokenname):
            return False
        return self._turn()

    def _turn(self) -> bool:
        """Count one more that matches; whether it is its turn."""
        rule = self.rule
        self.seen += 1
        if rule.times is not None and self.applied >= rule.times:
            return False
        if self._chosen and self.seen not in self._chosen:
            return False
        if self.seen <= rule.after or (rule.every is not None and (self.seen - rule.after) % rule.every):
            return False
        if rule.chance is not None and self._random.random() >= rule.chance:
            return False
        self.applied += 1
        return True

    def pause(self, seconds: float, jitter: float) -> float:
        """A pause of so many seconds, and of up to ``jitter`` more, which the seed of the rule decides."""
        return seconds + jitter * self._jitter.random()

    def is_first(self, text: str) -> bool:
        """Whether this is asked of a text for the first time."""
        key = hashlib.sha256(text.encode(errors="surrogatepass")).digest()
        if key in self._once or len(self._once) >= _MOST_TEXTS:
            return False
        self._once.add(key)
        return True

    def as_json(self) -> dict[str, Any]:
        """The rule as it was written, with its name and numbers."""
        shown: dict[str, Any] = msgspec.to_builtins(self.rule)
        return {"name": self.name, **shown, "seen": self.seen, "applied": self.applied}


def read(document: object) -> list[Rule]:
    """The rules in a list, as tests write them. Raises ``FaultsError``."""
    try:
        rules = msgspec.convert(document, list[Rule])
    except msgspec.ValidationError as error:
        found = _PATH.search(str(error))
        text = _PATH.sub("", str(error)).replace("`", "'")
        raise FaultsError(text[:1].lower() + text[1:], found["path"].lstrip(".") if found else "") from None
    for number, rule in enumerate(rules):
        require_known(rule, f"[{number}]")
    return rules


def require_known(rule: Rule, where: str) -> None:
    """Raise ``FaultsError`` if a rule, which is at ``where``, asks for a fault by a name that none has."""
    if isinstance(rule.fault, str) and rule.fault not in PRESETS:
        near = get_close_matches(rule.fault[:100], PRESETS, 1)
        meant = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(sorted(PRESETS))}"
        shown = "".join(char if char.isprintable() else "?" for char in rule.fault[:100])
        raise FaultsError(f"there is no fault {shown}{meant}", f"{where}.fault" if where else "fault")


# How msgspec ends a message: the path, which begins with ``$``.
_PATH: Final = re.compile(r" - at `(?:key in )?\$(?P<path>[^`]*)`$")

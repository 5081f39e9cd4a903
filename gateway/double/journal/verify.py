"""Whether what was called is what a test expected, with a message that says what was called instead.

One implementation, behind the control face, so that clients in every language say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from gateway.double.journal.chosen import Choice, Site, chosen, validated
from gateway.double.journal.entries import CALL, Entry, plain
from gateway.double.strictness.arguments import flaws
from gateway.double.strictness.versions import unknown
from gateway.php.values import to_text
from gateway.pipeline.run import Pipeline
from gateway.wire.call import Step

__all__ = ["Called", "Unmatched", "Verdict", "called", "unmatched"]

_SHOWN: Final = 10
_LONG: Final = 80


class Called(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is expected: calls of a function, with at least these arguments, so many times.

    ``times`` is exact; without it, and without bounds, one call is enough. Calls count whatever came of them, unless ``outcome``
    says what must have.
    """

    function: Annotated[str, Meta(min_length=1, max_length=300)]
    arguments: dict[str, Any] = {}
    protocol: str | None = None
    user: str | None = None
    token: str | None = None
    since: Annotated[int, Meta(ge=0)] = 0
    times: Annotated[int, Meta(ge=0)] | None = None
    at_least: Annotated[int, Meta(ge=0)] | None = None
    at_most: Annotated[int, Meta(ge=0)] | None = None
    outcome: str | None = None


class Unmatched(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That nothing was called that there is not, and with no arguments that the description does not have."""

    since: Annotated[int, Meta(ge=0)] = 0


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether it is so; if not, why not, what came near, and the numbers of the calls that are meant."""

    ok: bool
    message: str = ""
    near: list[str] = []
    calls: list[int] = []


async def called(entries: Sequence[Entry], expected: Called, site: Site) -> Verdict:
    """Whether a function was called as expected."""
    asked = Choice(protocol=expected.protocol, user=expected.user, token=expected.token, kind=CALL, since=expected.since)
    candidates = await chosen(entries, asked, site)
    named = await chosen(candidates, Choice(function=expected.function), site)
    counted = [each for each in named if expected.outcome in (None, each.outcome)]
    pipeline = site.pipeline
    differences = {each.number: _difference(each, expected.arguments, pipeline) for each in counted}
    found = [number for number, difference in differences.items() if not difference]
    if _is_enough(len(found), expected):
        return Verdict(ok=True, calls=found)
    message = f"{_what(expected)} was {_called(len(found))}; expected: {_expected_times(expected)}"
    most = expected.at_most if expected.times is None else expected.times
    if most is not None and len(found) > most:
        return Verdict(ok=False, message=message, near=[f"call {number}" for number in found[:_SHOWN]], calls=found)
    near = [f"call {number}: {difference}" for number, difference in differences.items() if difference]
    near += [
        f"call {each.number}: {each.outcome} {each.errorcode}".rstrip() for each in named if expected.outcome not in (None, each.outcome)
    ]
    if not near:
        near = _other_functions(expected.function, candidates, site.pipeline)
    return Verdict(ok=False, message=message, near=near[-_SHOWN:], calls=found)


async def unmatched(entries: Sequence[Entry], expected: Unmatched, site: Site) -> Verdict:
    """Whether no call was refused because there is no such function, or because of its arguments; if some were, what was meant."""
    near: list[str] = []
    numbers: list[int] = []
    registry = site.pipeline.site.registry
    for each in entries:
        if each.number <= expected.since or each.faults:
            continue
        told: list[str] = []
        if each.step == Step.RESOLVE.value:
            told = [unknown(each.function, registry.functions)]
        elif each.step == Step.VALIDATE.value and each.errorcode == "invalidparameter":
            function = registry.get(each.function)
            told = [flaw.text for flaw in flaws(function.info.params, each.arguments)] if function else []
            told = told or [each.debug or each.message]
        elif not each.protocol and each.status == 404:
            told = [f"nothing is at {each.path}"]
        elif each.step == Step.DECODE.value:
            told = [each.message]
        if told:
            numbers.append(each.number)
            near += [f"call {each.number}{f' of {each.function}' if each.function else ''}: {text}" for text in told]
    if not numbers:
        return Verdict(ok=True)
    were = "1 call was" if len(numbers) == 1 else f"{len(numbers)} calls were"
    return Verdict(ok=False, message=f"{were} of nothing that there is", near=near[:_SHOWN], calls=numbers)


def _is_enough(count: int, expected: Called) -> bool:
    if expected.times is not None:
        return count == expected.times
    if expected.at_least is None and expected.at_most is None:
        return count > 0
    return count >= (expected.at_least or 0) and (expected.at_most is None or count <= expected.at_most)


def _difference(entry: Entry, wanted: Mapping[str, Any], pipeline: Pipeline) -> str:
    """How the arguments of a call differ from those wanted, of which the call may have more; empty if they do not."""
    if not wanted:
        return ""
    got = validated(entry, pipeline)
    function = pipeline.site.registry.get(entry.function)
    sent = entry.arguments
    if isinstance(sent, list):
        sent = dict(zip(function.info.params.members, sent, strict=False)) if function else {}
    if got is not None and not _unlike(wanted, got, ""):
        return ""
    return _unlike(wanted, sent if sent is not None else {}, "")


def _unlike(wanted: object, given: object, path: str) -> str:
    """Where and how a value differs from what is wanted; empty if it does not. Numbers and booleans equal the texts for them."""
    if isinstance(wanted, Mapping):
        if not isinstance(given, Mapping):
            return f"{path or 'the arguments'} is {_shown(given)}, and not {_shown(wanted)}"
        by_text = {str(name): value for name, value in given.items()}
        for name, each in wanted.items():
            below = f"{path}[{name}]" if path else str(name)
            if str(name) not in by_text:
                near = get_close_matches(str(name), by_text, 1)
                return f"{below} was not sent" + (f"; {near[0]} was" if near else "")
            if found := _unlike(each, by_text[str(name)], below):
                return found
        return ""
    if isinstance(wanted, list):
        items = list(given.values()) if isinstance(given, Mapping) else given
        if not isinstance(items, list):
            return f"{path} is {_shown(given)}, and not {_shown(wanted)}"
        if len(items) != len(wanted):
            return f"{path} has {len(items)} item{'' if len(items) == 1 else 's'}, and not {len(wanted)}"
        pairs = enumerate(zip(wanted, items, strict=True))
        return next((found for number, (each, item) in pairs if (found := _unlike(each, item, f"{path}[{number}]"))), "")
    return "" if _same(wanted, given) else f"{path} is {_shown(given)}, and not {_shown(wanted)}"


def _same(wanted: object, given: object) -> bool:
    if isinstance(given, (Mapping, list)) or given is None or wanted is None:
        return wanted == given
    if isinstance(wanted, (str, int, float)) and isinstance(given, (str, int, float)):
        return wanted == given or to_text(wanted) == to_text(given)
    return False


def _shown(value: object) -> str:
    text = f'"{value}"' if isinstance(value, str) else msgspec.json.encode(plain(value)).decode()
    text = "".join(char if char.isprintable() else "?" for char in text)
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"


def _what(expected: Called) -> str:
    says = [f"with {_shown(expected.arguments)}"] if expected.arguments else []
    says += [f"by {expected.user}"] if expected.user else []
    says += [f"with the token {expected.token}"] if expected.token else []
    says += [f"over {expected.protocol}"] if expected.protocol else []
    return " ".join([expected.function, *says])


def _times(count: int) -> str:
    return "never" if not count else "once" if count == 1 else f"{count} times"


def _called(count: int) -> str:
    return f"called {_times(count)}" if count else "never called"


def _expected_times(expected: Called) -> str:
    if expected.times is not None:
        return _times(expected.times)
    if expected.at_least is None and expected.at_most is None:
        return "at least once"
    bounds = [f"at least {_times(expected.at_least)}"] if expected.at_least else []
    bounds += [f"at most {_times(expected.at_most)}"] if expected.at_most is not None else []
    return " and ".join(bounds)


def _other_functions(name: str, candidates: Sequence[Entry], pipeline: Pipeline) -> list[str]:
    """What was called in the place of a function that was not, the likeliest first."""
    names = list(dict.fromkeys(each.function for each in candidates))
    like = get_close_matches(name, names, _SHOWN, 0.5)
    told = [f"{each} was called" for each in like or names[:_SHOWN]]
    registry = pipeline.site.registry
    if registry.get(name) is None and not any(char in name for char in "*?["):
        told.append(f"there is {unknown(name, registry.functions)}")
    return told

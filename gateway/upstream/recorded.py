"""What recordings of calls show of an upstream: functions that it did not tell of, and types that it told roughly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, runtime_checkable
from typing import Protocol as Interface

import msgspec

from gateway.describe.model import Struct
from gateway.settings import Upstream
from gateway.upstream.guessing import guessed_type
from gateway.upstream.imported import Imported
from gateway.upstream.names import local_name
from gateway.upstream.observed import Exchange, Observed, Seen

__all__ = ["Observant", "RecordingRefused", "exchanges", "refined"]

_MOST_LINE: Final = 64 * 1024 * 1024


class RecordingRefused(Exception):
    """A file is no recording; the text names the line."""


@runtime_checkable
class Observant(Interface):
    """A kind of upstream that can read recorded calls."""

    def seen(self, exchange: Exchange) -> Seen | None:
        """The call in a recorded exchange; None for one that is no call of this kind."""

    def binding(self, params: Struct, forms: Mapping[str, str], returned: Mapping[str, str], *, by_name: bool) -> dict[str, Any]:
        """What is needed to call a function of these parameters."""


def exchanges(path: Path) -> Iterator[Exchange]:
    """The exchanges in a file that ``triglot record`` has written. Raises ``RecordingRefused``."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                case = msgspec.json.decode(line) if len(line) <= _MOST_LINE else None
            except msgspec.DecodeError as error:
                raise RecordingRefused(f"{path}, line {number}: is not JSON") from error
            steps = case.get("steps", [case]) if isinstance(case, Mapping) else None
            if not isinstance(steps, list):
                raise RecordingRefused(f"{path}, line {number}: is no recorded case")
            for step in steps:
                sent, received = step.get("req"), step.get("res")
                if isinstance(sent, Mapping) and isinstance(received, Mapping):
                    yield Exchange(str(sent.get("body", "")).encode("utf-8", "surrogateescape"), str(received.get("text", "")).encode())


class _Calls(NamedTuple):
    """What was seen of one method."""

    by_name: dict[str, Observed]
    in_order: list[Observed]
    returned: Observed
    times: list[int]


def refined(
    functions: Iterable[Imported], found: Iterable[Exchange], kind: Observant, name: str, settings: Upstream
) -> tuple[tuple[Imported, ...], int]:
    """The functions with the types that recorded calls show, and those that only they show; and how many calls were read."""
    seen: dict[str, _Calls] = {}
    read = 0
    for exchange in found:
        call = kind.seen(exchange)
        if call is None:
            continue
        read += 1
        _see(seen.setdefault(call.method, _Calls({}, [], Observed(), [0])), call)
    known = {function.remote: function for function in functions}
    taken = {function.name for function in known.values()}
    for method in sorted(set(seen) - set(known)):
        new = local_name(name, settings, method)
        if new not in taken:
            taken.add(new)
            known[method] = Imported(
                name=new, remote=method, type=guessed_type(method), text=f"Calls {method}.", params=Struct({}), returns=None
            )
    return tuple(_completed(function, seen.get(remote), kind) for remote, function in known.items()), read


def _see(calls: _Calls, call: Seen) -> None:
    calls.times[0] += 1
    if isinstance(call.arguments, Mapping):
        for name, value in call.arguments.items():
            calls.by_name.setdefault(name, Observed()).add(value, call.forms, name)
    else:
        for index, value in enumerate(call.arguments):
            if index >= len(calls.in_order):
                calls.in_order.append(Observed())
            calls.in_order[index].add(value, call.forms, str(index))
    if call.returned:
        calls.returned.add(call.value, call.returned_forms)


def _completed(function: Imported, calls: _Calls | None, kind: Observant) -> Imported:
    """A function with the parameters and the result that were seen; its parameters keep the names that they have in the file."""
    if calls is None:
        return function
    named = dict(calls.by_name)
    names = list(function.params.members)
    for index, observed in enumerate(calls.in_order):
        named[names[index] if index < len(names) else f"arg{index + 1}"] = observed
    members = {each: observed.description(required=observed.times >= calls.times[0], argument=True) for each, observed in named.items()}
    # Parameters that no recorded call has given stay as they were told.
    later = {each: member for each, member in function.params.members.items() if each not in members}
    params = Struct({**members, **later})
    forms = {path: form for each, observed in named.items() for path, form in observed.forms(each).items()}
    returned = {path.removeprefix("."): form for path, form in calls.returned.forms("").items()}
    by_name = bool(calls.by_name) or (not calls.in_order and function.binding.get("by") == "name")
    binding = kind.binding(params, forms, returned, by_name=by_name)
    returns = calls.returned.description() if calls.returned.times else function.returns
    kept = {key: value for key, value in function.binding.items() if key not in binding and key not in ("json", "forms", "returned")}
    return msgspec.structs.replace(function, params=params, returns=returns, binding={**kept, **binding})

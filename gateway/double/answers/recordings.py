"""Recorded answers: those of a file that ``triglot record`` wrote, found by function, arguments and user, without any network.

Both sides are scrubbed alike before they are compared: secrets and moments differ from one run to the next. A function of which
something is recorded answers only what is recorded; what differs from the nearest call is told in the refusal.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

import msgspec

from gateway.compare.recording import BASE
from gateway.compare.scrubbing import scrubbed
from gateway.double.answers.exchanges import RecordedCall, recorded_calls
from gateway.double.answers.fixtures import Answer
from gateway.double.answers.matching import differences, equal
from gateway.double.answers.scene import Scene
from gateway.errors import CodedError, GatewayError, InvalidParameter
from gateway.pipeline.context import CallContext
from gateway.registry.function import Function
from gateway.store.store import Store
from gateway.wire.call import FunctionInfo

__all__ = ["NOT_RECORDED", "Mode", "Near", "Recordings", "RecordingsError"]

NOT_RECORDED: Final = "notrecorded"
"""The code of a refusal because nothing fits."""

_MOST_TOLD = 3
_MOST_BYTES: Final = 256 * 1024 * 1024


class RecordingsError(Exception):
    """A file of recordings cannot be used; the text begins with its path."""


class Mode(StrEnum):
    """How often a recorded answer is given: each once and in its turn, or any number of times."""

    ONCE = "once"
    ANY = "any"


class Near(msgspec.Struct, frozen=True):
    """The recorded call that is nearest to one that fits none, and what differs: path, value given, value recorded."""

    id: str
    function: str
    differences: tuple[tuple[str, object, object], ...]

    def __str__(self) -> str:
        """What differs, in words."""
        told = [f"{path} is {_shown(given)}, recorded is {_shown(recorded)}" for path, given, recorded in self.differences[:_MOST_TOLD]]
        if more := len(self.differences) - len(told):
            told.append(f"and {more} more differ")
        return f"nearest is {self.id}: {'; '.join(told)}"


class _Known(msgspec.Struct, frozen=True):
    """A recorded call, with its arguments as they are compared."""

    call: RecordedCall
    arguments: object


class Recordings:
    """The recorded calls of a file, and how often each is used."""

    def __init__(self, path: Path, mode: Mode = Mode.ANY) -> None:
        """Read the file. Raises ``RecordingsError``."""
        self.path = path
        self.mode = mode
        self._lines = _lines(path)
        self._calls: dict[str, list[RecordedCall]] = {}
        # By world, which has a store of its own: the ids of recorded calls that were used up.
        self._used: WeakKeyDictionary[Store, set[int]] = WeakKeyDictionary()

    def read_for(self, functions: Mapping[str, FunctionInfo]) -> Recordings:
        """These recordings, with the calls of ``functions``. Raises ``RecordingsError`` if there are none, or a line is no case."""
        try:
            calls = recorded_calls(self._lines, functions)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise RecordingsError(f"{self.path}: not in the form of recordings: {type(error).__name__}: {error}") from None
        if not calls:
            raise RecordingsError(f"{self.path}: has no call of a function that is known here")
        self._calls = {}
        for call in calls:
            self._calls.setdefault(call.function, []).append(call)
        return self

    def has(self, function: str) -> bool:
        """Whether any call of a function is recorded."""
        return function in self._calls

    def answer_of(self, function: Function) -> Answer:
        """What answers calls of a function: the recorded answer, or a refusal that says what differs."""
        name = function.info.name
        known: list[_Known] = []

        def answer(ctx: CallContext, arguments: Mapping[str, Any], _scene: Scene) -> object:
            if not known:
                known.extend(_normal(each, function, ctx) for each in self._calls[name])
            wanted = scrubbed(dict(arguments))
            user = ctx.caller.username if ctx.caller else ""
            fitting = [each for each in known if equal(wanted, each.arguments) and each.call.user in ("", user)]
            fitting.sort(key=lambda each: not each.call.user)  # those of the same user before those of anybody
            found = self._next(fitting, ctx.store)
            if found is not None:
                return _replayed(found, ctx.site.wwwroot)
            if fitting:
                raise CodedError(NOT_RECORDED, message=f"All {len(fitting)} recorded answers of {name} to this call are used up.")
            near = _nearest(known, wanted, user)
            raise CodedError(NOT_RECORDED, message=f"No recorded call of {name} fits; {near}.", debug=str(near))

        return answer

    def near(self, function: str, arguments: Mapping[str, Any], user: str = "") -> Near | None:
        """The recorded call of a function that is nearest to one with these arguments; None where nothing is recorded."""
        known = [_Known(each, scrubbed(each.arguments)) for each in self._calls.get(function, ())]
        return _nearest(known, scrubbed(dict(arguments)), user) if known else None

    def _next(self, fitting: list[_Known], store: Store) -> RecordedCall | None:
        """The recorded call that is next; the last one again where answers may be repeated."""
        used = self._used.setdefault(store, set())
        for each in fitting:
            if id(each.call) not in used:
                used.add(id(each.call))
                return each.call
        return fitting[-1].call if fitting and self.mode is Mode.ANY else None


def _lines(path: Path) -> list[dict[str, Any]]:
    """The cases of a file of JSON lines. Raises ``RecordingsError``."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise RecordingsError(f"{path}: has more than {_MOST_BYTES // 1024 // 1024} MB")
        data = path.read_bytes()
    except OSError as error:
        raise RecordingsError(f"{path}: {error.strerror}") from None
    lines: list[dict[str, Any]] = []
    for number, line in enumerate(data.splitlines(), 1):
        if not line.strip():
            continue
        try:
            read = json.loads(line.decode("utf-8", "surrogateescape"))
        except ValueError as error:
            raise RecordingsError(f"{path}:{number}: is not JSON: {error}") from None
        if not isinstance(read, dict) or "id" not in read or not ("steps" in read or {"req", "res"} <= read.keys()):
            raise RecordingsError(f"{path}:{number}: is no case: a case has an id, and a request with its answer, or steps")
        lines.append(read)
    return lines


def _normal(call: RecordedCall, function: Function, ctx: CallContext) -> _Known:
    """A recorded call with its arguments as the function would get them; as they were sent where it would not take them."""
    try:
        arguments: object = function.validate(call.arguments, ctx.site)
    except InvalidParameter:
        arguments = call.arguments
    return _Known(call, scrubbed(arguments))


def _nearest(known: list[_Known], wanted: object, user: str) -> Near:
    """The recorded call whose arguments differ least; of several one of the same user."""

    def distance(each: _Known) -> tuple[int, bool]:
        return sum(1 for _ in differences(wanted, each.arguments)), each.call.user not in ("", user)

    found = min(known, key=distance)
    differing = list(differences(wanted, found.arguments))
    if found.call.user not in ("", user):
        differing.append(("the user", user, found.call.user))
    return Near(found.call.id, found.call.function, tuple(differing))


def _replayed(call: RecordedCall, wwwroot: str) -> object:
    """The recorded value, with the address of this site. Raises the recorded error."""
    if call.fault is None:
        return _at(call.value, wwwroot)
    raise _error(call)


def _error(call: RecordedCall) -> GatewayError:
    assert call.fault is not None
    error = CodedError(call.fault.errorcode or "error", message=call.fault.message or None, debug=call.fault.debug)
    if call.fault.wire_class:
        error.wire_class = call.fault.wire_class  # type: ignore[misc]  # of this one error, and of no class
    return error


def _at(value: object, wwwroot: str) -> object:
    """A value whose texts name the address of this site in the place of that under which recordings are kept."""
    if isinstance(value, str):
        return value.replace(BASE, wwwroot)
    if isinstance(value, list):
        return [_at(item, wwwroot) for item in value]
    return {name: _at(item, wwwroot) for name, item in value.items()} if isinstance(value, dict) else value


def _shown(value: object) -> str:
    if value is None:
        return "missing"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}…"

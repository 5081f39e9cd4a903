"""Answers that a test's author wrote: a file for each function, in JSON or in Python.

``FUNCTION.json`` is the answer, or a list of rules (``when``, and ``answer`` or ``error``), of which the first that fits is used.
``FUNCTION.py`` has a function ``answer(arguments, world)``. Where no rule fits, or ``answer`` returns ``world.usual``, the call is
answered as it would be without the file. An answer in JSON is checked when it is read: an unknown member, which a client would
never see, is an error, too.
"""

from __future__ import annotations

import inspect
import random
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from gateway.describe import RAW, Description, List, Struct, Value, compile_returns, fold
from gateway.describe.cleaners import SITE_TYPES
from gateway.double.answers.matching import is_part
from gateway.double.answers.scene import Scene
from gateway.double.answers.site import ANY_SITE
from gateway.double.faults.kinds import ErrorCode
from gateway.double.faults.refusals import coded
from gateway.errors import CodedError, GatewayError, InvalidResponse
from gateway.pipeline.context import CallContext
from gateway.wire.call import FunctionInfo

__all__ = ["FAILED", "USUAL", "Answer", "FixtureError", "FixtureWorld", "fixtures"]

FAILED: Final = "fixturefailed"
"""The code of a refusal because the code of a file has failed."""

_MOST_BYTES: Final = 16 * 1024 * 1024
_CODE: Final = re.compile(r"[A-Za-z0-9_]{1,100}")


class FixtureError(Exception):
    """A file of answers cannot be used; the text begins with its path."""


class _Usual:
    """What stands for the answer without the file."""

    def __repr__(self) -> str:
        return "world.usual"


USUAL: Final = _Usual()

Answer = Callable[[CallContext, Mapping[str, Any], Scene], object]
"""What a file answers: a value, ``USUAL``, or an error that is raised."""


class FixtureWorld:
    """What the code of a fixture is told of the call, besides its arguments.

    ``now`` is the time of the world, ``address`` that of its site, ``userid`` and ``username`` the caller, ``chance`` a source of
    chance that is the same for the same call; ``usual`` is returned for the usual answer.
    """

    usual: object = USUAL

    def __init__(self, ctx: CallContext, scene: Scene) -> None:
        """Tell of a call."""
        self.now = ctx.now
        self.address = scene.wwwroot
        self.userid = ctx.userid
        self.username = ctx.caller.username if ctx.caller else ""
        self.function = scene.function
        self.chance = random.Random(scene.number("fixture"))  # noqa: S311 - the same for the same call, on purpose

    @staticmethod
    def error(code: str, message: str | None = None, debuginfo: str | None = None) -> Exception:
        """The error of a code, to raise."""
        return coded(ErrorCode(code=code, message=message, debuginfo=debuginfo))


class _Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule: the arguments that it is for, and the answer, or the code of the error."""

    when: dict[str, Any] = {}
    answer: Any = msgspec.UNSET
    error: str | None = None
    message: str | None = None
    debuginfo: str | None = None


def fixtures(folder: Path, functions: Mapping[str, FunctionInfo]) -> dict[str, Answer]:
    """The answers in a folder, by function. Raises ``FixtureError``."""
    try:
        files = sorted(folder.iterdir())
    except OSError as error:
        raise FixtureError(f"{folder}: {error.strerror}") from None
    found: dict[str, Answer] = {}
    for file in files:
        if file.suffix not in (".json", ".py") or file.name.startswith(("_", ".")):
            continue
        info = functions.get(file.stem)
        if info is None:
            raise FixtureError(f"{file}: there is no function {file.stem}")
        if file.stem in found:
            raise FixtureError(f"{file}: {file.stem} has another file of answers")
        found[file.stem] = _written(file, info) if file.suffix == ".json" else _program(file, info)
    return found


def _written(file: Path, info: FunctionInfo) -> Answer:
    """The answer of a file of JSON."""
    try:
        data = file.read_bytes()
        if len(data) > _MOST_BYTES:
            raise FixtureError(f"{file}: has more than {_MOST_BYTES // 1024 // 1024} MB")
        value = msgspec.json.decode(data)
    except OSError as error:
        raise FixtureError(f"{file}: {error.strerror}") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FixtureError(f"{file}: is not JSON: {error}") from None
    rules = list(_rules(file, value)) if _has_rules(value) else [_Rule(answer=value)]
    for number, rule in enumerate(rules):
        where = f"{file}: [{number}]" if _has_rules(value) else str(file)
        _check(where, rule, info)

    def answer(_ctx: CallContext, arguments: Mapping[str, Any], _scene: Scene) -> object:
        for rule in rules:
            if is_part(rule.when, arguments):
                if rule.error is not None:
                    raise coded(ErrorCode(code=rule.error, message=rule.message, debuginfo=rule.debuginfo))
                return rule.answer
        return USUAL

    return answer


def _has_rules(value: object) -> bool:
    """Whether a list is one of rules, which have an answer or an error and nothing that a rule has not."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, dict) and ("answer" in item or "error" in item) for item in value)
        and all(item.keys() <= set(_Rule.__struct_fields__) for item in value)
    )


def _rules(file: Path, value: list[object]) -> Iterator[_Rule]:
    for number, item in enumerate(value):
        try:
            yield msgspec.convert(item, _Rule)
        except msgspec.ValidationError as error:
            raise FixtureError(f"{file}: [{number}]: {error}") from None


def _check(where: str, rule: _Rule, info: FunctionInfo) -> None:
    """Raise ``FixtureError`` for a rule that could never be used as it is meant."""
    if (rule.error is None) == (rule.answer is msgspec.UNSET):
        raise FixtureError(f"{where}: a rule has either an answer or an error")
    if rule.error is not None and not _CODE.fullmatch(rule.error):
        raise FixtureError(f"{where}: an error is named by its code, which has letters and digits")
    if unknown := [name for name in rule.when if name not in info.params.members]:
        raise FixtureError(f"{where}: {info.name} has no parameter {unknown[0]}; it has {', '.join(info.params.members) or 'none'}")
    if rule.error is not None:
        return
    if info.returns is None:
        if rule.answer not in (None, {}, []):
            raise FixtureError(f"{where}: {info.name} returns nothing")
        return
    if (path := _unknown(rule.answer, info.returns)) is not None:
        raise FixtureError(f"{where}: {path.lstrip('.')} is no member of what {info.name} returns")
    try:
        compile_returns(_of_any_site(info.returns))(rule.answer, ANY_SITE)
    except InvalidResponse as error:
        raise FixtureError(f"{where}: {error.debug or 'the answer does not fit'}") from None


def _of_any_site(description: Description) -> Description:
    """A description without the types that depend on the site, which is not known yet."""

    def value(node: Value) -> Description:
        return msgspec.structs.replace(node, type=RAW) if node.type.canonical in SITE_TYPES else node

    def struct(node: Struct, members: Mapping[str, Description]) -> Description:
        return msgspec.structs.replace(node, members=members)

    def items(node: List, item: Description) -> Description:
        return msgspec.structs.replace(node, of=item)

    return fold(description, value, struct, items)


def _unknown(value: object, node: Description, path: str = "") -> str | None:
    """The path of the first member of an answer that is not described."""
    if isinstance(node, Struct) and isinstance(value, dict):
        for name, item in value.items():
            member = node.members.get(name)
            found = f"{path}.{name}" if member is None else _unknown(item, member, f"{path}.{name}")
            if found is not None:
                return found
    if isinstance(node, List) and isinstance(value, list):
        for index, item in enumerate(value):
            if (found := _unknown(item, node.of, f"{path}[{index}]")) is not None:
                return found
    return None


def _program(file: Path, info: FunctionInfo) -> Answer:
    """The answer of a file of Python, whose code runs in this process."""
    clean = compile_returns(info.returns)
    names: dict[str, Any] = {"__name__": f"answers.{file.stem}", "__file__": str(file)}
    try:
        exec(compile(file.read_text("utf-8"), str(file), "exec"), names)  # noqa: S102 - the author of a test asked for it
    except OSError as error:
        raise FixtureError(f"{file}: {error.strerror}") from None
    except Exception as error:  # whatever the code raises while it is loaded
        raise FixtureError(f"{file}: {type(error).__name__}: {error}") from error
    called = names.get("answer")
    if not callable(called) or inspect.iscoroutinefunction(called):
        raise FixtureError(f"{file}: has no function answer(arguments, world)")
    if len(inspect.signature(called).parameters) != 2:
        raise FixtureError(f"{file}: answer takes the arguments and the world: answer(arguments, world)")

    def answer(ctx: CallContext, arguments: Mapping[str, Any], scene: Scene) -> object:
        try:
            value: object = called(dict(arguments), FixtureWorld(ctx, scene))
            if value is not USUAL:
                clean(value, ctx.site)
        except InvalidResponse as error:
            raise CodedError(FAILED, message=f"{file.name}: {error.debug or 'the answer does not fit'}") from error
        except GatewayError:
            raise
        except Exception as error:  # a mistake of the author of the test, who is the one to read of it
            raise CodedError(FAILED, message=f"{file.name}: {type(error).__name__}: {error}") from error
        return value

    return answer

"""The registry of a double: every function of a version answers, those that are built in as they do, the others as described.

Answers of files come before recorded ones, those before what is built in, and that before what is described. A version that lacks a
function hides it, so that a call is refused as one of any name that nobody knows.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import msgspec

from gateway.catalogue import DEFAULT_PROFILE, Profile, functions, profile
from gateway.double.answers.described import described
from gateway.double.answers.fixtures import USUAL, Answer, fixtures
from gateway.double.answers.recordings import Recordings
from gateway.double.answers.scene import Scene
from gateway.double.answers.seeding import seed
from gateway.double.answers.sources import Source, tell
from gateway.pipeline.context import CallContext
from gateway.registry.component import Component
from gateway.registry.function import Function, Run
from gateway.registry.registry import Registry
from gateway.wire.call import FunctionInfo

__all__ = ["registry"]

# What the release says after the version: clients read the numbers before it.
_DOUBLE: Final = "Triglot double"
_UNRECORDED: Final = "Triglot double, not recorded"
_TEXT: Final = "Is not built in: answers are made from the description."


def registry(chosen: Profile | str, built: Registry, files: Path | None = None, replay: Recordings | None = None) -> Registry:
    """What the components of ``built`` declare, as a site of the version has it, with stand-ins for all that is not built.

    Raises ``CatalogueError`` for an unknown version, ``FixtureError`` for a file of answers that cannot be used, ``RecordingsError``
    for a recording that cannot.
    """
    version = profile(chosen) if isinstance(chosen, str) else chosen
    catalogue = functions(version.name)
    known = {name: catalogue[name] for name in catalogue if name not in built.functions}  # the others need not be read
    offered = {**known, **{name: each.info for name, each in built.functions.items() if name not in version.without}}
    written: Mapping[str, Answer] = fixtures(files, offered) if files is not None else {}
    recorded = replay.read_for(offered) if replay is not None else None
    answers = _Answers(written, recorded)
    stand_ins = [answers.stand_in(info) for info in known.values()]
    return _Registry(_components(version, built, answers, stand_ins), version)


class _Registry(Registry):
    """A registry that gives the site the numbers of a version, and says that it is a double, unless the site has stored others."""

    def __init__(self, components: Iterable[Component], version: Profile) -> None:
        super().__init__(components)
        release = f"{version.release} {_DOUBLE if version.recorded else _UNRECORDED}"
        self.defaults = MappingProxyType({**self.defaults, "version": str(version.version), "release": release})


def _components(version: Profile, built: Registry, answers: _Answers, stand_ins: Iterable[Function]) -> list[Component]:
    """The components of a version: copies of the built ones, and new ones for stand-ins that belong to no built one."""
    standard = profile(DEFAULT_PROFILE).plugins
    homes: dict[str, Component] = {}
    made: list[Component] = []
    for component in built.components:
        mine = copy.copy(component)
        mine.functions = tuple(answers.over(each) for each in component.functions if each.info.name not in version.without)
        mine.version = version.plugins if component.version == standard else component.version
        homes.setdefault(mine.name, mine)
        made.append(mine)
    for function in stand_ins:
        home = homes.get(function.info.component)
        if home is None:
            home = homes[function.info.component] = Component(function.info.component, version=version.plugins)
            made.append(home)
        home.functions = (*home.functions, function)
    return made


class _Answers:
    """Makes the functions that answer from files, recordings and descriptions."""

    def __init__(self, written: Mapping[str, Answer], recorded: Recordings | None) -> None:
        self._written = written
        self._recorded = recorded

    def stand_in(self, info: FunctionInfo) -> Function:
        """A function that is not built in, which answers from a file, a recording, or its description."""
        info = msgspec.structs.replace(info, text=_TEXT)

        def usual(ctx: CallContext, **arguments: Any) -> object:
            tell(ctx, Source.DESCRIBED)
            return described(info.returns, _scene(info, ctx, arguments), ctx.site)

        return self.over(Function(info, usual, Run.PLAIN))

    def over(self, function: Function) -> Function:
        """The function, answered from a file or a recording where there is one; the same function where there is none."""
        info = function.info
        found = [(self._written[info.name], Source.FIXTURE)] if info.name in self._written else []
        if self._recorded is not None and self._recorded.has(info.name):
            found.append((self._recorded.answer_of(function), Source.RECORDED))
        if not found:
            return function
        return Function(info, _first(function, found), function.run)


def _first(function: Function, answers: list[tuple[Answer, Source]]) -> Callable[..., Any]:
    """What calls the first of ``answers`` that has one, else the function; a coroutine where the function is one."""
    info, usual = function.info, function.implementation

    def ask(ctx: CallContext, arguments: Mapping[str, Any]) -> object:
        scene = _scene(info, ctx, arguments)
        for answer, source in answers:
            try:
                value = answer(ctx, arguments, scene)
            except Exception:
                tell(ctx, source)
                raise
            if value is not USUAL:
                tell(ctx, source)
                return value
        return USUAL

    def plain(ctx: CallContext, **arguments: Any) -> object:
        value = ask(ctx, arguments)
        return usual(ctx, **arguments) if value is USUAL else value

    async def waiting(ctx: CallContext, **arguments: Any) -> object:
        value = ask(ctx, arguments)
        return await usual(ctx, **arguments) if value is USUAL else value

    return waiting if function.run is Run.ASYNC else plain


def _scene(info: FunctionInfo, ctx: CallContext, arguments: Mapping[str, Any]) -> Scene:
    return Scene(info.name, arguments, now=ctx.now, wwwroot=ctx.site.wwwroot, seed=seed())

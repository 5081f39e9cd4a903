"""All upstreams of a gateway: their lines, what was imported of them, and calling their functions."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import structlog

from gateway.access.callers import Foreigners
from gateway.access.secrets import Vault
from gateway.registry.component import Component
from gateway.registry.function import Function, Run
from gateway.registry.registry import Registry
from gateway.settings import Upstream
from gateway.store.changes import Change, ChangeKind
from gateway.store.store import Store
from gateway.telemetry.metrics import Metrics
from gateway.upstream import import_file, measured, secrets, switching
from gateway.upstream.calling import Caller, Target
from gateway.upstream.import_file import ImportFile, ImportFileError
from gateway.upstream.imported import Imported
from gateway.upstream.kind import Kind, KindError, kinds
from gateway.upstream.line import HttpLine
from gateway.upstream.names import component_name
from gateway.upstream.visitors import Known, Visitors
from gateway.wire.call import Credential, FunctionInfo

__all__ = ["Upstreams", "file_of"]


def file_of(name: str, settings: Upstream) -> Path:
    """Where the import file of an upstream is."""
    return Path(settings.functions or f"var/upstreams/{name}.json")


class Upstreams:
    """The upstreams that the settings name. What they cannot do now holds nobody up: nothing is asked of them before a call."""

    def __init__(self, chosen: Mapping[str, Upstream], here: str) -> None:
        """Read the import files. Raises ``ImportFileError`` and ``KindError``. ``here`` is the address of this site."""
        self.settings = chosen
        self.lines = {name: HttpLine(name, settings) for name, settings in chosen.items()}
        self.files = {name: _file(name, settings) for name, settings in chosen.items()}
        for name, file in self.files.items():
            if file.address:
                self.lines[name].address = file.address.rstrip("/")
        self._kinds = {name: _kind(name, settings) for name, settings in chosen.items()}
        self._caller = Caller(here)
        self.foreigners = self._visitors()
        self._targets: dict[str, Target] = {}
        self._store: Store | None = None

    @property
    def front(self) -> str:
        """The name of the upstream that this site stands for, empty without one."""
        return next((name for name, settings in self.settings.items() if settings.front), "")

    def components(self, found: Sequence[Component]) -> list[Component]:
        """The components of a gateway: those that were found, and one for what was imported of each upstream.

        Where the site stands for an upstream, its own functions step back: they are called only in the place of the upstream's, where
        somebody has switched them.
        """
        own = {function.info.name: function for component in found for function in component.functions}
        front = self.front
        kept = [_without_functions(component) if front and not component.by_name_only else component for component in found]
        for name, file in self.files.items():
            made: dict[str, list[Function]] = {}
            for function in file.functions:
                component = function.component if self.settings[name].front and function.component else ""
                component = component or component_name(name, self.settings[name])
                made.setdefault(component, []).append(self._function(name, function, component, own))
            kept += [Component(component, functions=functions) for component, functions in made.items()]
        return kept

    def stand_at(self, here: str) -> None:
        """Name this address, and not the one from the beginning, where an answer would name the upstream's."""
        self._caller.here = here

    def measure(self, metrics: Metrics) -> None:
        """Tell the numbers of all upstreams from now on."""
        measured.watch(metrics, self.lines)

    def secret(self, name: str, service: str) -> Credential | None:
        """The credential with which an upstream is called for callers of a service; None where none is stored."""
        return self._caller.secret(name, service)

    def kind(self, name: str) -> Kind:
        """The kind of an upstream."""
        return self._kinds[name]

    def of(self, name: str, registry: Registry) -> Mapping[str, Target]:
        """The functions of an upstream by their names here, as far as a registry has them."""
        found = {function: target for function, target in self._targets.items() if target.upstream == name}
        return {function: target for function, target in found.items() if registry.get(function) is not None}

    async def open(self, store: Store, vault: Vault) -> None:
        """Load what the database has about upstreams."""
        self._store, self._vault = store, vault
        self._caller.open(store, self.lines)
        await self.renew()

    async def renew(self) -> None:
        """Load secrets and sides again."""
        if self._store is not None and self.settings:
            self._caller.secrets = await self._store.read(secrets.load, self._vault)
            self._caller.sides = await self._store.read(switching.load)

    def apply(self, found: Sequence[Change]) -> bool:
        """Whether one of these changes is about upstreams, so that ``renew`` is due."""
        return bool(self.settings) and any(change.kind is ChangeKind.UPSTREAM for change in found)

    async def settle(self) -> None:
        """Wait until all that was begun beside is compared."""
        await self._caller.parity.settle()

    async def flush(self) -> None:
        """Store what comparing has found."""
        await self._caller.flush()

    async def close(self) -> None:
        """End what is called beside, store what comparing has found, close all connections."""
        await self._caller.close()
        for line in self.lines.values():
            await line.close()

    def _function(self, upstream: str, function: Imported, component: str, own: Mapping[str, Function]) -> Function:
        """The function of this gateway that calls one of an upstream."""
        info = FunctionInfo(
            name=function.name,
            component=component,
            type=function.type,
            text=function.text,
            params=function.params,
            returns=function.returns,
            capabilities=(function.capability,) if function.capability else (),
            ajax=function.ajax,
            loginrequired=function.loginrequired,
        )
        new = own.get(function.new or function.name)
        before = "" if self.settings[upstream].front else f"/upstream/{upstream}"
        line, kind = self.lines[upstream], self._kinds[upstream]
        if (check := getattr(kind, "check", None)) is not None:  # kinds that need a binding look at it before the first call
            check(line, function)
        target = Target(upstream=upstream, line=line, kind=kind, function=function, new=new, own=before)
        caller = self._caller

        async def implementation(ctx: Any, /, **arguments: object) -> object:
            return await caller.call(ctx, target, arguments)

        made = Function(info, implementation, Run.ASYNC)
        self._targets[function.name] = target
        if function.untyped:
            made.validate = lambda given, _site: dict(given) if isinstance(given, dict) else {}
            made.require_strict = lambda _given: None
        return made

    def _visitors(self) -> Foreigners | None:
        """The upstreams that know their callers' tokens, if there are any."""
        trusted = [name for name, settings in self.settings.items() if settings.credential == "caller"]
        return Visitors([self._known(name) for name in trusted]) if trusted else None

    def _known(self, name: str) -> Known:
        kind, line = self._kinds[name], self.lines[name]
        identify = getattr(kind, "identify", None)
        if identify is None:
            raise KindError(f"upstreams.{name}.credential: an upstream of the kind {kind.name} cannot tell whose a token is")
        names = {function.remote: function.name for function in self.files[name].functions}
        return Known(
            upstream=name,
            ask=lambda token: identify(line, token),
            seconds=self.settings[name].identity_seconds,
            names=lambda: names,
        )


def _kind(name: str, settings: Upstream) -> Kind:
    kind = kinds().get(settings.kind)
    if kind is None:
        raise KindError(f"upstreams.{name}.kind: there is no kind {settings.kind!r}; there are {', '.join(sorted(kinds()))}")
    return kind


def _file(name: str, settings: Upstream) -> ImportFile:
    """The import file of an upstream; an empty one before the first import."""
    path = file_of(name, settings)
    if not path.exists():
        structlog.get_logger("gateway").warning("an upstream has no functions yet: triglot upstream import", upstream=name, file=str(path))
        return ImportFile(kind=settings.kind)
    file = import_file.load(path)
    if file.kind != settings.kind:
        raise ImportFileError(f"{path}: kind: the file is of the kind {file.kind}, the settings say {settings.kind}")
    return file


def _without_functions(component: Component) -> Component:
    """A copy of a component that offers no functions."""
    bare = copy.copy(component)
    bare.functions = ()
    return bare

"""The index of all that components declare. It is built as a whole and never changed, only replaced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, Table

from gateway.errors import ErrorKind, InvalidParameter
from gateway.registry.component import CORE, Component, ComponentError
from gateway.registry.declarations import Capability, CompletionRule, Deletable, FileArea, Forget, Ids, MobileAddon, Setting, Task
from gateway.registry.function import Function
from gateway.store.migrations import Branch
from gateway.store.tables import metadata
from gateway.wire.function_names import unknown_function

__all__ = ["Registry"]

K = TypeVar("K")
V = TypeVar("V")


class Registry:
    """All that the components declare, by name.

    ``functions``, ``settings``, ``capabilities``, ``tasks`` and ``tables`` (with the kernel's) are by name; ``areas`` has the
    rule of each file area, by component and area; ``branches`` are the migration branches of the components' tables.
    ``capabilities_of`` has the capabilities by declaring component, ``errors`` the texts by component and error code, ``completion``
    the rules of completion by component and column.
    """

    def __init__(self, components: Iterable[Component]) -> None:
        """Index ``components``. Raises ``ComponentError`` for a duplicate name, or one that does not fit its component."""
        self.components = tuple(components)
        functions: dict[str, Function] = {}
        settings: dict[str, Setting] = {}
        capabilities: dict[str, Capability] = {}
        tasks: dict[str, Task] = {}
        tables: dict[str, Table] = dict(metadata.tables)
        areas: dict[tuple[str, str], FileArea] = {}
        declared: dict[str, list[Capability]] = {}
        self._errors: dict[tuple[str, str], str] = {}
        self._any_error: dict[str, str] = {}
        self._error_kinds: dict[tuple[str, str], ErrorKind] = {}
        self._any_kind: dict[str, ErrorKind] = {}
        self._hooks: dict[Deletable, list[Forget]] = {kind: [] for kind in Deletable}
        branches: dict[str, Branch] = {}
        for component in self.components:
            for function in component.functions:
                _take(component, "function", functions, function.info.name, function)
                _require_prefix(component, "function", function.info.name, f"{component.name}_")
                function.info = msgspec.structs.replace(function.info, component=component.name)
            for setting in component.settings:
                _take(component, "setting", settings, setting.name, setting)
            for capability in component.capabilities:
                _take(component, "capability", capabilities, capability.name, capability)
                _require_prefix(component, "capability", capability.name, f"{component.name.replace('_', '/', 1)}:")
                declared.setdefault(component.name, []).append(capability)
            for task in component.tasks:
                _take(component, "task", tasks, task.name, task)
            for name, table in (component.tables.tables if component.tables is not None else {}).items():
                _take(component, "table", tables, name, table)
            for name, area in component.files.items():
                owner, _, shortened = name.rpartition("/")
                _take(component, "file area", areas, (owner or component.name, shortened), area)
            for code, text in component.errors.items():
                _take(component, "error code", self._errors, (component.name, code), text)
                self._any_error.setdefault(code, text)
            for code, error_kind in component.error_kinds.items():
                self._error_kinds[component.name, code] = error_kind
                self._any_kind.setdefault(code, error_kind)
            for kind, forget in component.on_delete.items():
                self._hooks[kind].append(forget)
            if branch := component.branch():
                _take(component, "history of tables", branches, branch.name, branch)
        self.errors: Mapping[tuple[str, str], str] = MappingProxyType(self._errors)
        self.icons: Mapping[str, str] = MappingProxyType({each.name: each.icon for each in self.components if each.icon})
        self.addons: Mapping[str, tuple[Component, MobileAddon]] = MappingProxyType(
            {component.name: (component, component.mobile) for component in self.components if component.mobile is not None}
        )
        self.completion: Mapping[str, Mapping[str, CompletionRule]] = MappingProxyType(
            {component.name: component.completion for component in self.components if component.completion}
        )
        self.functions: Mapping[str, Function] = MappingProxyType(functions)
        self.settings: Mapping[str, Setting] = MappingProxyType(settings)
        self.defaults: Mapping[str, str] = MappingProxyType({name: setting.text for name, setting in settings.items()})
        self.capabilities: Mapping[str, Capability] = MappingProxyType(capabilities)
        self.capabilities_of: Mapping[str, Sequence[Capability]] = MappingProxyType(declared)
        self.tasks: Mapping[str, Task] = MappingProxyType(tasks)
        self.tables: Mapping[str, Table] = MappingProxyType(tables)
        self.areas: Mapping[tuple[str, str], FileArea] = MappingProxyType(areas)
        self.branches = tuple(branches.values())

    @property
    def offered(self) -> list[str]:
        """The names of all functions, but for those that a service has only where it names them."""
        named = {function.info.name for component in self.components if component.by_name_only for function in component.functions}
        return [function.info.name for function in self if function.info.name not in named]

    def get(self, name: str) -> Function | None:
        """The function with this name, or None."""
        return self.functions.get(name)

    def resolve(self, name: str) -> Function:
        """The function with this name. Raises ``InvalidParameter`` for an empty name, ``MissingRecord`` for an unknown one."""
        function = self.functions.get(name)
        if function is not None:
            return function
        if name in ("", "0"):
            raise InvalidParameter("Name the function to call.")
        raise unknown_function(name, self.functions)

    def error_text(self, errorcode: str, component: str) -> str | None:
        """The text for an error code, from ``component`` if it declares one, else from any other component; None without any."""
        return self._errors.get((component, errorcode)) or self._any_error.get(errorcode)

    def error_kind(self, errorcode: str, component: str) -> ErrorKind | None:
        """The kind that ``component`` gives to an error code, if it declares the code, else any other; None if none gives one."""
        if (component, errorcode) in self._errors:
            return self._error_kinds.get((component, errorcode))
        return self._any_kind.get(errorcode)

    def forget(self, db: Connection, kind: Deletable, ids: Ids) -> None:
        """Call the deletion hooks of all components for accounts, courses or contexts that are about to be deleted."""
        for hook in self._hooks[kind]:
            hook(db, ids)

    def __iter__(self) -> Iterator[Function]:
        """All functions, by name."""
        return iter(sorted(self.functions.values(), key=lambda function: function.info.name))

    def __len__(self) -> int:
        """How many functions there are."""
        return len(self.functions)


def _take(component: Component, what: str, index: dict[K, V], name: K, declared: V) -> None:
    """Add a declaration to an index. Raises ``ComponentError`` if the name is taken."""
    if name in index:
        raise ComponentError(f"the {what} {name} of the component {component.name} is declared twice")
    index[name] = declared


def _require_prefix(component: Component, what: str, name: str, prefix: str) -> None:
    """Raise ``ComponentError`` unless a name begins with the component's; names of the core are free."""
    if component.name != CORE and not name.startswith(prefix):
        raise ComponentError(f"the name of the {what} {name} of the component {component.name} must begin with {prefix}")

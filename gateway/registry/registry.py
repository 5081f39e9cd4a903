"""The functions this gateway has, by name. Built once at start-up, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from gateway.errors import InvalidParameter, MissingRecord
from gateway.registry.component import Component, ComponentError
from gateway.registry.function import Function

__all__ = ["Registry"]


class Registry:
    """All functions of all components."""

    def __init__(self, components: Iterable[Component]) -> None:
        """Take the functions of ``components``. Raises ``ComponentError`` where a name is taken twice or does not fit its component."""
        self.components = tuple(components)
        self._functions: dict[str, Function] = {}
        for component in self.components:
            for function in component.functions:
                self._add(component, function)

    def _add(self, component: Component, function: Function) -> None:
        """Take one function; it belongs to its component from here on."""
        info = function.info
        if info.name in self._functions:
            raise ComponentError(f"the function {info.name} is declared twice")
        if component.name != CORE and not info.name.startswith(f"{component.name}_"):
            raise ComponentError(f"the name of {info.name} must begin with {component.name}_")
        function.info = msgspec.structs.replace(info, component=component.name)
        self._functions[info.name] = function

    def get(self, name: str) -> Function | None:
        """The function of that name, or None."""
        return self._functions.get(name)

    def resolve(self, name: str) -> Function:
        """The function of that name. Raises ``InvalidParameter`` where none is named, ``MissingRecord`` where there is none."""
        function = self._functions.get(name)
        if function is not None:
            return function
        if name in ("", "0"):
            raise InvalidParameter("Name the function to call.")
        raise MissingRecord("external_functions")

    def __iter__(self) -> Iterator[Function]:
        """All functions, by name."""
        return iter(sorted(self._functions.values(), key=lambda function: function.info.name))

    def __len__(self) -> int:
        """How many there are."""
        return len(self._functions)


# The name that the packages of the core share; their functions have names of their own.
CORE = "moodle"

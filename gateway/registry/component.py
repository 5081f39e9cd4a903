"""Components: packages of external functions, and the services they declare.

A component is found through the entry-point group ``gateway.components`` or named in the setting
``components.load``; either way what is found is a ``Component`` object.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType, ModuleType

import msgspec

from gateway.registry.function import Function
from gateway.registry.installed import installed

__all__ = ["Component", "ComponentError", "ServiceDeclaration", "discover"]

GROUP = "gateway.components"

_NO_TEXTS: Mapping[str, str] = MappingProxyType({})


class ComponentError(Exception):
    """A component cannot be loaded or breaks a rule; the text is for the operator."""


class ServiceDeclaration(msgspec.Struct, frozen=True, kw_only=True):
    """A service that comes with a component (``reference/server.md`` 5.1).

    ``functions`` are the names of those in it, besides the functions that join it by themselves. None
    for ``restrictedusers`` would be ambiguous, so it says what the reference's default is: restricted.
    """

    name: str
    shortname: str | None = None
    functions: tuple[str, ...] = ()
    enabled: bool = False
    restrictedusers: bool = True
    requiredcapability: str | None = None
    downloadfiles: bool = False
    uploadfiles: bool = False


class Component:
    """A package of functions: the component's name, its version, its functions, its services and its texts.

    Several packages may share one name, as the packages of the core do (``moodle``).
    """

    def __init__(
        self,
        name: str,
        *modules: ModuleType,
        services: Sequence[ServiceDeclaration] = (),
        version: int | None = None,
        texts: Mapping[str, str] = _NO_TEXTS,
    ) -> None:
        """Take the functions that ``modules`` declare. A ``version`` of None means that of the site.

        ``texts`` are what clients may ask for by name, in English; ``{$a}`` and ``{$a->name}`` stand for what they put in.
        """
        self.name = name
        self.version = version
        self.services = tuple(services)
        self.texts = MappingProxyType(dict(texts))
        self.functions = tuple(value for module in modules for value in vars(module).values() if isinstance(value, Function))

    def __repr__(self) -> str:
        """The name."""
        return f"<Component {self.name}>"


def discover(named: Iterable[str] = ()) -> list[Component]:
    """The components of all entry points, and those that ``named`` (``package`` or ``package:attribute``) names.

    Raises ``ComponentError`` where one cannot be imported or is no component.
    """
    found = [_component(point.value) for point in installed(GROUP)]
    found.extend(_component(name) for name in named)
    return found


def _component(reference: str) -> Component:
    """The component that ``module:attribute`` names; the attribute is ``component`` unless given."""
    module_name, _, attribute = reference.partition(":")
    try:
        value = getattr(importlib.import_module(module_name), attribute or "component", None)
    except ImportError as error:
        raise ComponentError(f"cannot load the component {reference}: {error}") from error
    if not isinstance(value, Component):
        raise ComponentError(f"{reference} is not a component: no Component named {attribute or 'component'!r} there")
    return value

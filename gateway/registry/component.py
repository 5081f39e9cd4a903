"""Components: manifests of functions and all that belongs to them, and finding the installed ones.

A ``Component`` is a manifest: functions, services, texts, tables and their revisions, settings, capabilities, error texts, file
areas, what is deleted with accounts and contexts, scheduled work, and what it adds to the mobile app. A component is found
through the entry-point group ``gateway.components`` or named in the setting ``components.load``; either way what is found is a
``Component``, or a function without parameters that returns several.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files as package_files
from pathlib import Path
from traceback import extract_tb
from types import MappingProxyType, ModuleType

import msgspec
from sqlalchemy import MetaData

from gateway.registry.declarations import (
    Areas,
    Capability,
    CompletionRule,
    Deletable,
    ErrorText,
    FileArea,
    Forget,
    MobileAddon,
    Setting,
    Task,
)
from gateway.registry.function import Function
from gateway.registry.installed import installed
from gateway.store.migrations import Branch

__all__ = ["CORE", "Component", "ComponentError", "ServiceDeclaration", "built_in", "discover"]

GROUP = "gateway.components"

# The component name that all packages of the core share; their functions are named after the package.
CORE = "moodle"

_NOTHING: Mapping[str, str] = MappingProxyType({})
_NO_AREAS: Areas = MappingProxyType({})
_NO_RULES: Mapping[str, CompletionRule] = MappingProxyType({})
_NO_HOOKS: Mapping[Deletable, Forget] = MappingProxyType({})


class ComponentError(Exception):
    """A component cannot be loaded or breaks a rule; the text is for the operator."""


class ServiceDeclaration(msgspec.Struct, frozen=True, kw_only=True):
    """A built-in service, declared by a component (``docs/contract/server.md 5.1``).

    ``functions`` are the names of its functions, besides those that declare the service themselves. ``restrictedusers`` has the
    reference's default: restricted.
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
    """The manifest of one component: all that it declares, and is listed, documented and removed with it.

    Several packages may share one name, as the packages of the core do (``moodle``).
    """

    def __init__(
        self,
        name: str,
        *modules: ModuleType,
        services: Sequence[ServiceDeclaration] = (),
        version: int | None = None,
        texts: Mapping[str, str] = _NOTHING,
        tables: MetaData | None = None,
        revisions: str = "",
        settings: Sequence[Setting] = (),
        capabilities: Sequence[Capability] = (),
        errors: Mapping[str, str] = _NOTHING,
        files: Areas = _NO_AREAS,
        on_delete: Mapping[Deletable, Forget] = _NO_HOOKS,
        tasks: Sequence[Task] = (),
        mobile: MobileAddon | None = None,
        icon: str = "",
        completion: Mapping[str, CompletionRule] = _NO_RULES,
        by_name_only: bool = False,
        seed: str = "",
        functions: Sequence[Function] = (),
    ) -> None:
        """Collect the functions that ``modules`` declare, and those of ``functions``. A ``version`` of None means the site's version.

        ``texts`` are texts in English that clients ask for by name, with the placeholders ``{$a}`` and ``{$a->name}``.
        ``tables`` is the result of ``gateway.api.schema.schema`` with the component's tables, and ``revisions`` the name of the
        package with the modules that create and change them; ``errors`` are texts by error code; ``files`` has for each file
        area the rule of who may read it, or a ``FileArea``, which says more. Areas of the core are named with the component of the
        files, ``course/summary``. ``mobile`` is what the component adds to the mobile app, ``completion`` are the
        rules that complete its activities, by the columns of their table that ask for them.
        With ``by_name_only``, a service has its functions only where it names them: "all functions" leaves them out.
        ``icon`` is the shape of its icon, as a path of SVG on a field of 24 by 24. ``seed`` names the module that makes its
        activities from the seed of a double (``gateway.api.seeding``); it is imported only there.
        """
        self.name = name
        self.version = version
        self.services = tuple(services)
        self.texts = MappingProxyType(dict(texts))
        declared = (value for module in modules for value in vars(module).values() if isinstance(value, Function))
        self.functions = (*declared, *functions)
        self.tables = tables
        self.revisions = revisions
        self.settings = tuple(settings)
        self.capabilities = tuple(capabilities)
        self.errors = MappingProxyType({code: str(text) for code, text in errors.items()})
        self.error_kinds = MappingProxyType({code: text.kind for code, text in errors.items() if isinstance(text, ErrorText)})
        self.files: Mapping[str, FileArea] = MappingProxyType(
            {name: area if isinstance(area, FileArea) else FileArea(may_read=area) for name, area in files.items()}
        )
        self.on_delete = MappingProxyType(dict(on_delete))
        self.tasks = tuple(tasks)
        self.mobile = mobile
        self.icon = icon
        self.completion = MappingProxyType(dict(completion))
        self.by_name_only = by_name_only
        self.seed = seed

    def __repr__(self) -> str:
        """The name."""
        return f"<Component {self.name}>"

    def branch(self) -> Branch | None:
        """The migration branch of the component's tables, named after the package of its revisions; None without revisions.

        Raises ``ComponentError`` if the package cannot be imported, or there are no tables.
        """
        if not self.revisions:
            return None
        if self.tables is None:
            raise ComponentError(f"the component {self.name} has revisions and no tables")
        package, _, _ = self.revisions.rpartition(".")
        try:
            folder = Path(str(package_files(self.revisions)))
        except ModuleNotFoundError as error:
            raise ComponentError(f"cannot load the revisions of {self.name}: {error}") from error
        return Branch(package.rpartition(".")[2], folder, self.tables)


def discover(named: Iterable[str] = ()) -> list[Component]:
    """The components of all entry points, and those named in ``named`` (``module`` or ``module:attribute``).

    Raises ``ComponentError`` for one that cannot be imported or is no component.
    """
    references = [*(point.value for point in installed(GROUP)), *named]
    return [component for reference in references for component in _components(reference)]


def built_in() -> frozenset[str]:
    """The names of the components that are part of the gateway."""
    points = [point for point in installed(GROUP) if point.dist is not None and point.dist.name == "triglot"]
    return frozenset(component.name for point in points for component in _components(point.value))


def _components(reference: str) -> list[Component]:
    """The components at ``module:attribute``; the attribute is ``component`` unless given."""
    module_name, _, attribute = reference.partition(":")
    try:
        value = getattr(importlib.import_module(module_name), attribute or "component", None)
        several = [value] if isinstance(value, Component) else list(value()) if callable(value) else []
    except Exception as error:  # whatever the code of others may raise while it is loaded, such as a declaration that is broken
        raise ComponentError(f"cannot load the component {reference}: {_told(error)}") from error
    if not several or not all(isinstance(each, Component) for each in several):
        raise ComponentError(f"{reference} is not a component: no Component named {attribute or 'component'!r} there")
    for function in (function for component in several for function in component.functions):
        if not function.info.text:
            raise ComponentError(f"the function {function.info.name} has no docstring, whose first line says what it returns or does")
    return several


def _told(error: Exception) -> str:
    """An error in one line, with the line of code that the error comes from unless it is about an import."""
    text = " ".join(str(error).split()) or type(error).__name__
    if isinstance(error, ImportError):
        return text
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {text}"
    outside = [frame for frame in extract_tb(error.__traceback__) if not _is_machinery(frame.filename)]
    place = f" ({Path(outside[-1].filename).name}, line {outside[-1].lineno})" if outside else ""
    return f"{type(error).__name__}: {text}{place}"


def _is_machinery(file: str) -> bool:
    """Whether a file is a part of the import system or of what declarations are made with, and not of a component."""
    path = Path(file)
    return file.startswith("<") or "importlib" in path.parts or any(path.is_relative_to(folder) for folder in _DECLARING)


_DECLARING = tuple(Path(__file__).parents[1] / name for name in ("registry", "describe"))

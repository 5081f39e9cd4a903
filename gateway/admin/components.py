"""Managing components: what each declares, and removing one with all its data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy import Connection, delete, select

from gateway.registry.component import Component, ComponentError, ServiceDeclaration, built_in
from gateway.registry.declarations import Capability, Setting, Task
from gateway.registry.registry import Registry
from gateway.store import migrations
from gateway.store.changes import ChangeKind, note
from gateway.store.migrations import Branch
from gateway.store.tables.access import capabilities, role_capabilities
from gateway.store.tables.files import files
from gateway.store.tables.services import (
    external_functions,
    external_services,
    external_services_functions,
    external_services_users,
    external_tokens,
)
from gateway.store.tables.site import config_plugins, lease

__all__ = ["ListedComponent", "component_named", "listed", "remove"]


class ListedComponent(msgspec.Struct, frozen=True, kw_only=True):
    """All that the packages of one component declare; ``version`` is None for the site's version."""

    name: str
    version: int | None
    functions: tuple[str, ...]
    services: tuple[ServiceDeclaration, ...]
    settings: tuple[Setting, ...]
    capabilities: tuple[Capability, ...]
    tables: tuple[str, ...]
    errors: Mapping[str, str]
    areas: tuple[str, ...]
    tasks: tuple[Task, ...]


def listed(registry: Registry) -> list[ListedComponent]:
    """What each component declares, by name."""
    named: dict[str, list[Component]] = {}
    for component in registry.components:
        named.setdefault(component.name, []).append(component)
    return [_joined(name, named[name]) for name in sorted(named)]


def component_named(registry: Registry, name: str) -> ListedComponent:
    """What one component declares. Raises ``ComponentError`` for an unknown name."""
    parts = [component for component in registry.components if component.name == name]
    if not parts:
        raise ComponentError(f"there is no component {name!r}")
    return _joined(name, parts)


def _joined(name: str, parts: Iterable[Component]) -> ListedComponent:
    """What several packages of one component declare together."""
    parts = list(parts)
    return ListedComponent(
        name=name,
        version=parts[0].version,
        functions=tuple(sorted(function.info.name for part in parts for function in part.functions)),
        services=tuple(service for part in parts for service in part.services),
        settings=tuple(setting for part in parts for setting in part.settings),
        capabilities=tuple(capability for part in parts for capability in part.capabilities),
        tables=tuple(sorted(table for part in parts if part.tables is not None for table in part.tables.tables)),
        errors={code: text for part in parts for code, text in part.errors.items()},
        areas=tuple(sorted(area for part in parts for area in part.files)),
        tasks=tuple(task for part in parts for task in part.tasks),
    )


def remove(db: Connection, registry: Registry, name: str) -> None:
    """Delete all data of a component: its tables, functions, services, capabilities, settings, files and tasks.

    Its package must be uninstalled, or removed from the settings, before the next start, which would otherwise create
    everything again. Raises ``ComponentError`` for an unknown component, and for one that is part of the gateway.
    """
    component = component_named(registry, name)
    if name in built_in():
        raise ComponentError(f"the component {name} comes with the gateway and cannot be removed")
    for branch in _branches(registry, name):
        if migrations.current(db, branch) is not None:
            migrations.downgrade(db, branch=branch)
    held = [capability.name for capability in component.capabilities]
    for table, column in ((role_capabilities, "capability"), (capabilities, "name")):
        db.execute(delete(table).where(table.c[column].in_(held)))
    services = select(external_services.c.id).where(external_services.c.component == name)
    for table in (external_tokens, external_services_users, external_services_functions):
        db.execute(delete(table).where(table.c.externalserviceid.in_(services)))
    db.execute(delete(external_services).where(external_services.c.component == name))
    db.execute(delete(external_services_functions).where(external_services_functions.c.functionname.in_(component.functions)))
    db.execute(delete(external_functions).where(external_functions.c.component == name))
    db.execute(delete(config_plugins).where(config_plugins.c.plugin == name))
    db.execute(delete(files).where(files.c.component == name))
    db.execute(delete(lease).where(lease.c.name.in_([task.name for task in component.tasks])))
    for kind in ChangeKind:
        note(db, kind)


def _branches(registry: Registry, name: str) -> list[Branch]:
    """The migration branches of the packages of one component."""
    return [branch for component in registry.components if component.name == name and (branch := component.branch())]

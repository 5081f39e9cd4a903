"""The verb ``component``: list and show components, write revisions of their tables, remove one."""

from __future__ import annotations

import click

from gateway.admin import components, revisions
from gateway.cli.output import as_json_option, print_json, print_table
from gateway.cli.workbench import Workbench, pass_workbench

__all__ = ["component"]


@click.group()
def component() -> None:
    """List and show components, write revisions of their tables, remove one."""


@component.command(name="list")
@as_json_option
@pass_workbench
def list_(bench: Workbench, as_json: bool) -> None:
    """List the components, and how much each declares."""
    found = components.listed(bench.registry)
    if as_json:
        print_json({listed.name: _declarations(listed) for listed in found})
        return
    print_table(
        (listed.name, f"{len(listed.functions)} functions", f"{len(listed.settings)} settings", f"{len(listed.capabilities)} capabilities",
         f"{len(listed.tables)} tables")
        for listed in found
    )  # fmt: skip


@component.command()
@click.argument("name")
@as_json_option
@pass_workbench
def show(bench: Workbench, name: str, as_json: bool) -> None:
    """Show all that the component NAME declares."""
    declarations = _declarations(components.component_named(bench.registry, name))
    if as_json:
        print_json(declarations)
        return
    for what, items in declarations.items():
        if isinstance(items, dict):
            click.echo(f"{what}:")
            print_table((f"  {item}", text) for item, text in items.items())
        else:
            click.echo(f"{what}: {items}")


@component.command()
@click.argument("message")
@click.option("--of", "package", default="", help="The package whose folder `revisions` takes it; without one, the kernel's.")
@pass_workbench
def revision(bench: Workbench, message: str, package: str) -> None:
    """Write the revision for tables that have changed; MESSAGE says what has."""
    revisions.write(bench.registry, message, package)


@component.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_workbench
def remove(bench: Workbench, name: str, yes: bool) -> None:
    """Delete all that the component NAME has in the database: tables, services, capabilities, settings, files."""
    declarations = components.component_named(bench.registry, name)
    if not yes:
        click.confirm(f"Delete the tables {', '.join(declarations.tables) or '(none)'} and all else of {name}?", abort=True)
    bench.write(components.remove, bench.registry, name)
    click.echo(f"Removed {name}. Uninstall its package, or take it out of [components] load.")


def _declarations(listed: components.ListedComponent) -> dict[str, object]:
    """What a component declares, by kind; each item with its description."""
    return {
        "name": listed.name,
        "version": listed.version,
        "functions": dict.fromkeys(listed.functions, ""),
        "services": {service.name: service.shortname or "" for service in listed.services},
        "settings": {setting.name: f"{setting.description} (default: {setting.text or 'empty'})" for setting in listed.settings},
        "capabilities": {capability.name: ", ".join(capability.archetypes) for capability in listed.capabilities},
        "tables": dict.fromkeys(listed.tables, ""),
        "errors": dict(listed.errors),
        "file areas": dict.fromkeys(listed.areas, ""),
        "tasks": {task.name: task.text for task in listed.tasks},
    }

"""The verb ``component``: what components declare, the revisions of their tables, and taking one away."""

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
        print_json({one.name: _shown(one) for one in found})
        return
    print_table(
        (one.name, f"{len(one.functions)} functions", f"{len(one.settings)} settings", f"{len(one.capabilities)} capabilities",
         f"{len(one.tables)} tables")
        for one in found
    )  # fmt: skip


@component.command()
@click.argument("name")
@as_json_option
@pass_workbench
def show(bench: Workbench, name: str, as_json: bool) -> None:
    """Show all that the component NAME declares."""
    shown = _shown(components.described(bench.registry, name))
    if as_json:
        print_json(shown)
        return
    for what, items in shown.items():
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
    shown = components.described(bench.registry, name)
    if not yes:
        click.confirm(f"Delete the tables {', '.join(shown.tables) or '(none)'} and all else of {name}?", abort=True)
    bench.write(components.remove, bench.registry, name)
    click.echo(f"Removed {name}. Uninstall its package, or take it out of [components] load.")


def _shown(one: components.ListedComponent) -> dict[str, object]:
    """What a component declares, for people and for programs: by kind, each thing with what is said of it."""
    return {
        "name": one.name,
        "version": one.version,
        "functions": dict.fromkeys(one.functions, ""),
        "services": {service.name: service.shortname or "" for service in one.services},
        "settings": {setting.name: f"{setting.description} (default: {setting.text or 'empty'})" for setting in one.settings},
        "capabilities": {capability.name: ", ".join(capability.archetypes) for capability in one.capabilities},
        "tables": dict.fromkeys(one.tables, ""),
        "errors": dict(one.errors),
        "file areas": dict.fromkeys(one.areas, ""),
        "tasks": {task.name: task.text for task in one.tasks},
    }

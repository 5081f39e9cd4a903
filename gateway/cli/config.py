"""The verb ``config``: the settings of the site."""

from __future__ import annotations

import click

from gateway.access import config as site_config
from gateway.admin import error_table, settings
from gateway.cli.output import as_json_option, print_json, print_table
from gateway.cli.workbench import Workbench, pass_workbench

__all__ = ["config"]


@click.group()
def config() -> None:
    """List, show and change the settings of the site: how it behaves, not how the process runs."""


@config.command(name="list")
@click.argument("text", default="")
@as_json_option
@pass_workbench
def list_(bench: Workbench, text: str, as_json: bool) -> None:
    """List the settings, or those whose name contains TEXT, with what each is for."""
    stored = bench.read(site_config.load, bench.registry.defaults)
    found = {name: stored[name] for name in sorted(stored) if text in name}
    if as_json:
        print_json(found)
        return
    descriptions = {setting.name: setting.description for setting in settings.listed(bench.registry)}
    print_table((name, value, descriptions.get(name, "")) for name, value in found.items())


@config.command()
@pass_workbench
def document(bench: Workbench) -> None:
    """Print the page about all settings that are declared, in Markdown."""
    click.echo(settings.as_markdown(bench.registry), nl=False)


@config.command()
@pass_workbench
def errors(bench: Workbench) -> None:
    """Print the page about all error codes and what they are on each protocol, in Markdown."""
    click.echo(error_table.as_markdown(bench.registry), nl=False)


@config.command()
@click.argument("name")
@as_json_option
@pass_workbench
def get(bench: Workbench, name: str, as_json: bool) -> None:
    """Print the setting NAME."""
    stored = bench.read(site_config.load, bench.registry.defaults)
    if name not in stored:
        raise click.ClickException(f"there is no setting {name!r}")
    if as_json:
        print_json(stored[name])
    else:
        click.echo(stored[name])


@config.command(name="set")
@click.argument("name")
@click.argument("value")
@click.option("--new", is_flag=True, help="Set it though no setting of that name is known, for components of your own.")
@pass_workbench
def set_(bench: Workbench, name: str, value: str, new: bool) -> None:
    """Set NAME to VALUE. A setting of a plugin is named plugin/name."""
    site = bench.site()
    if name in site.config:
        bench.write(settings.change, site, name, value)
    elif new:
        bench.write(site_config.put, name, value)
    else:
        raise click.ClickException(f"there is no setting {name!r}; --new sets it all the same")
    click.echo(f"Set {name}.")

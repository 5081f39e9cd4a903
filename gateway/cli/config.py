"""The verb ``config``: the settings of the site."""

from __future__ import annotations

import click

from gateway.access import config as site_config
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
    """List the settings, or those whose name contains TEXT."""
    settings = bench.read(site_config.load, bench.registry.defaults)
    found = {name: settings[name] for name in sorted(settings) if text in name}
    if as_json:
        print_json(found)
    else:
        print_table(found.items())


@config.command()
@click.argument("name")
@as_json_option
@pass_workbench
def get(bench: Workbench, name: str, as_json: bool) -> None:
    """Print the setting NAME."""
    settings = bench.read(site_config.load, bench.registry.defaults)
    if name not in settings:
        raise click.ClickException(f"there is no setting {name!r}")
    if as_json:
        print_json(settings[name])
    else:
        click.echo(settings[name])


@config.command(name="set")
@click.argument("name")
@click.argument("value")
@click.option("--new", is_flag=True, help="Set it though no setting of that name is known, for components of your own.")
@pass_workbench
def set_(bench: Workbench, name: str, value: str, new: bool) -> None:
    """Set NAME to VALUE. A setting of a plugin is named plugin/name."""
    if not new and name not in bench.read(site_config.load, bench.registry.defaults):
        raise click.ClickException(f"there is no setting {name!r}; --new sets it all the same")
    bench.write(site_config.put, name, value)
    click.echo(f"Set {name}.")

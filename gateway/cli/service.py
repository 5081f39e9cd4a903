"""The verb ``service``: list, show, create and change services, their functions and authorised users."""

from __future__ import annotations

import click
import msgspec

from gateway.access.site import Service
from gateway.admin import services
from gateway.cli import lookup
from gateway.cli.output import as_json_option, moment, print_json, print_record, print_table
from gateway.cli.workbench import Workbench, pass_workbench

__all__ = ["service"]

_DAY = 24 * 3600


@click.group()
def service() -> None:
    """List, show, create and change services. SERVICE is a short name or an id, USER a user name or an id."""


def _state(found: Service) -> str:
    return "enabled" if found.enabled else "disabled"


@service.command(name="list")
@as_json_option
@pass_workbench
def list_(bench: Workbench, as_json: bool) -> None:
    """List the services."""
    found = list(bench.site().services.values())
    if as_json:
        print_json(found)
    else:
        print_table(
            (
                service_.id,
                service_.shortname,
                service_.name,
                _state(service_),
                "for authorised users" if service_.restrictedusers else "for all",
                f"{len(service_.functions)} functions",
                service_.component or "",
            )
            for service_ in found
        )


@service.command()
@click.argument("reference", metavar="SERVICE")
@as_json_option
@pass_workbench
def show(bench: Workbench, reference: str, as_json: bool) -> None:
    """Show a service, its functions and who is authorised to use it."""
    found = lookup.service(bench.site(), reference)
    people = bench.read(services.authorised, found)
    if as_json:
        print_json({**msgspec.structs.asdict(found), "functions": sorted(found.functions), "authorised": people})
        return
    print_record(found)
    for person in people:
        until = f"until {moment(person.validuntil)}" if person.validuntil else "for ever"
        click.echo(f"authorised: {person.username}, {until}, from {person.iprestriction or 'anywhere'}")


_OPTIONS = (
    click.option("--enabled/--disabled", default=None, help="Whether it can be used at all."),
    click.option("--restricted/--open", "restrictedusers", default=None, help="Whether it is for authorised users only."),
    click.option("--capability", "requiredcapability", help="The capability that whoever uses it must hold; empty: none."),
    click.option("--download/--no-download", "downloadfiles", default=None, help="Whether files may be downloaded with its tokens."),
    click.option("--upload/--no-upload", "uploadfiles", default=None, help="Whether files may be uploaded with its tokens."),
)


def _values(**given: str | bool | None) -> dict[str, object]:
    """The given options as stored columns."""
    values = {name: int(value) if isinstance(value, bool) else value for name, value in given.items() if value is not None}
    return {name: None if name == "requiredcapability" and value == "" else value for name, value in values.items()}


def _options(verb: click.decorators.FC) -> click.decorators.FC:
    """The options that set columns of a service."""
    for option in reversed(_OPTIONS):
        verb = option(verb)
    return verb


@service.command()
@click.argument("shortname")
@click.option("--name", help="A name for people; the short name unless given.")
@_options
@pass_workbench
def create(bench: Workbench, /, shortname: str, name: str | None, **given: str | bool | None) -> None:
    """Create a service and print its id. Unless told otherwise it is enabled, and for authorised users only."""
    values = {"enabled": 1, "name": name or shortname, "shortname": shortname, **_values(**given)}
    click.echo(bench.write(services.create, bench.site(), values, now=bench.now))


@service.command()
@click.argument("reference", metavar="SERVICE")
@click.argument("shortname")
@click.option("--name", help="A name for people; the short name unless given.")
@pass_workbench
def copy(bench: Workbench, reference: str, shortname: str, name: str | None) -> None:
    """Create a service like another, with its functions and without its users, and print its id."""
    site = bench.site()
    values = {"name": name or shortname, "shortname": shortname}
    click.echo(bench.write(services.copy, site, lookup.service(site, reference), values, now=bench.now))


@service.command()
@click.argument("reference", metavar="SERVICE")
@click.option("--name", help="Another name.")
@_options
@pass_workbench
def change(bench: Workbench, /, reference: str, **given: str | bool | None) -> None:
    """Change a service; what is not given stays."""
    _change(bench, reference, _values(**given))


@service.command()
@click.argument("reference", metavar="SERVICE")
@pass_workbench
def enable(bench: Workbench, reference: str) -> None:
    """Enable a service."""
    _change(bench, reference, {"enabled": 1})


@service.command()
@click.argument("reference", metavar="SERVICE")
@pass_workbench
def disable(bench: Workbench, reference: str) -> None:
    """Disable a service; its tokens are kept."""
    _change(bench, reference, {"enabled": 0})


def _change(bench: Workbench, reference: str, values: dict[str, object]) -> None:
    site = bench.site()
    found = lookup.service(site, reference)
    if not values:
        raise click.UsageError("nothing to change was given")
    bench.write(services.change, site, found, values, now=bench.now)
    click.echo(f"Changed the service {reference}.")


@service.command()
@click.argument("reference", metavar="SERVICE")
@click.confirmation_option(prompt="This deletes its tokens too. Go on?", help="Do not ask.")
@pass_workbench
def delete(bench: Workbench, reference: str) -> None:
    """Delete a service with its tokens and authorisations."""
    bench.write(services.delete_service, lookup.service(bench.site(), reference))
    click.echo(f"Deleted the service {reference}.")


@service.command()
@click.argument("reference", metavar="SERVICE")
@click.argument("functions", nargs=-1, required=True)
@pass_workbench
def add(bench: Workbench, reference: str, functions: tuple[str, ...]) -> None:
    """Put FUNCTIONS into a service."""
    bench.write(services.add, lookup.service(bench.site(), reference), functions)
    click.echo(f"Changed the service {reference}.")


@service.command()
@click.argument("reference", metavar="SERVICE")
@click.argument("functions", nargs=-1, required=True)
@pass_workbench
def remove(bench: Workbench, reference: str, functions: tuple[str, ...]) -> None:
    """Take FUNCTIONS out of a service."""
    bench.write(services.remove, lookup.service(bench.site(), reference), functions)
    click.echo(f"Changed the service {reference}.")


@service.command()
@click.argument("reference", metavar="SERVICE")
@click.argument("username", metavar="USER")
@click.option("--address", help="From where: addresses, networks and ranges, with commas.")
@click.option("--days", type=click.FloatRange(min=0, min_open=True), help="For how long; for ever unless given.")
@pass_workbench
def authorise(bench: Workbench, reference: str, username: str, address: str | None, days: float | None) -> None:
    """Let USER use a restricted service; what was said of them before no longer holds."""
    found, person = lookup.service(bench.site(), reference), lookup.person(bench, username)
    validuntil = int(bench.now + days * _DAY) if days else None
    bench.write(services.authorise, found, person.id, iprestriction=address, validuntil=validuntil, now=bench.now)
    click.echo(f"Authorised {person.username} for the service {reference}.")


@service.command()
@click.argument("reference", metavar="SERVICE")
@click.argument("username", metavar="USER")
@pass_workbench
def unauthorise(bench: Workbench, reference: str, username: str) -> None:
    """Let USER no longer use a restricted service."""
    found, person = lookup.service(bench.site(), reference), lookup.person(bench, username)
    if not bench.write(services.unauthorise, found, person.id):
        raise click.ClickException(f"{person.username} is not authorised for the service {reference}")
    click.echo(f"{person.username} is no longer authorised for the service {reference}.")

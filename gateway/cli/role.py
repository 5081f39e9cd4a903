"""The verb ``role``: list, show, create and change roles, assign them and set their permissions."""

from __future__ import annotations

import click

from gateway.access.contexts import SYSTEM, Level
from gateway.access.permissions import Permission
from gateway.admin import roles as grants
from gateway.cli import lookup
from gateway.cli.output import as_json_option, print_json, print_record, print_table
from gateway.cli.workbench import Workbench, pass_workbench

__all__ = ["role"]

_NAMES = [level.name.lower() for level in Level]

_context_option = click.option(
    "--context", "contextid", type=int, default=SYSTEM.id, show_default=True, help="The id of the context in which."
)
_levels_option = click.option("--level", "levels", multiple=True, type=click.Choice(_NAMES), help="A level at which it may be assigned.")


@click.group()
def role() -> None:
    """List, show, create and change roles. ROLE is a short name or an id, USER a user name or an id."""


def _levels(names: tuple[str, ...]) -> list[int]:
    return [Level[name.upper()] for name in names]


def _named(levels: frozenset[int]) -> list[str]:
    return [level.name.lower() for level in Level if level in levels]


@role.command(name="list")
@as_json_option
@pass_workbench
def list_(bench: Workbench, as_json: bool) -> None:
    """List the roles."""
    found = list(bench.site().roles.values())
    if as_json:
        print_json(found)
    else:
        print_table((role_.id, role_.shortname, role_.name, role_.archetype, ", ".join(_named(role_.levels))) for role_ in found)


@role.command()
@click.argument("reference", metavar="ROLE")
@click.option("--context", "contextid", type=int, help="Only what is given, and who has it, in this context.")
@as_json_option
@pass_workbench
def show(bench: Workbench, reference: str, contextid: int | None, as_json: bool) -> None:
    """Show a role, what it is given and who has it."""
    site = bench.site()
    found = lookup.role(site, reference)
    given = grants.permissions(site, found.id, contextid)
    assigned = bench.read(grants.assigned, roleid=found.id, contextid=contextid)
    if as_json:
        print_json({"role": found, "given": given, "assigned": assigned})
        return
    other_roles = {"levels": _named(found.levels)}
    for name in ("assigns", "overrides", "switches", "views"):
        other_roles[name] = [site.roles[other].shortname for other in getattr(found, name) if other in site.roles]
    print_record(found, **other_roles)
    for permission in given:
        click.echo(f"{permission.permission:8}  {permission.capability} in context {permission.contextid}")
    for holder in assigned:
        click.echo(f"held by   {holder.username} in context {holder.contextid}")


@role.command()
@click.argument("shortname")
@click.option("--name", default="", help="A name for people.")
@click.option("--like", metavar="ROLE", help="Begin with the permissions and levels of this role.")
@_levels_option
@pass_workbench
def create(bench: Workbench, shortname: str, name: str, like: str | None, levels: tuple[str, ...]) -> None:
    """Create a role and print its id."""
    site = bench.site()
    model = lookup.role(site, like) if like else None
    click.echo(bench.write(grants.create, site, shortname, name=name, levels=_levels(levels), like=model, now=bench.now))


@role.command()
@click.argument("reference", metavar="ROLE")
@click.option("--name", help="Another name.")
@_levels_option
@pass_workbench
def change(bench: Workbench, reference: str, name: str | None, levels: tuple[str, ...]) -> None:
    """Change a role; what is not given stays."""
    found = lookup.role(bench.site(), reference)
    if name is None and not levels:
        raise click.UsageError("nothing to change was given")
    bench.write(grants.change, found, name=name, levels=_levels(levels) if levels else None)
    click.echo(f"Changed the role {found.shortname}.")


@role.command()
@click.argument("reference", metavar="ROLE")
@click.argument("username", metavar="USER")
@_context_option
@pass_workbench
def assign(bench: Workbench, reference: str, username: str, contextid: int) -> None:
    """Give USER a role in a context."""
    found, person, context = lookup.role(bench.site(), reference), lookup.person(bench, username), lookup.context(bench, contextid)
    bench.write(grants.assign, found, person.id, context, now=bench.now)
    click.echo(f"{person.username} has the role {found.shortname} in context {context.id}.")


@role.command()
@click.argument("reference", metavar="ROLE")
@click.argument("username", metavar="USER")
@_context_option
@pass_workbench
def unassign(bench: Workbench, reference: str, username: str, contextid: int) -> None:
    """Take a role in a context from USER."""
    found, person = lookup.role(bench.site(), reference), lookup.person(bench, username)
    if not bench.write(grants.unassign, found, person.id, contextid):
        raise click.ClickException(f"{person.username} was not given the role {found.shortname} in context {contextid}")
    click.echo(f"{person.username} no longer has the role {found.shortname} in context {contextid}.")


def _giving(name: str, permission: Permission | None, text: str) -> None:
    """Add the verb that sets one kind of permission."""

    @role.command(name=name, help=text)
    @click.argument("reference", metavar="ROLE")
    @click.argument("capability")
    @_context_option
    @pass_workbench
    def give(bench: Workbench, reference: str, capability: str, contextid: int) -> None:
        site = bench.site()
        found, context = lookup.role(site, reference), lookup.context(bench, contextid)
        bench.write(grants.permit, site, found, context, lookup.capability(site, capability), permission, now=bench.now)
        click.echo(f"Changed what the role {found.shortname} is given in context {context.id}.")


_giving("allow", Permission.ALLOW, "Allow a capability to a role in a context.")
_giving("prevent", Permission.PREVENT, "No longer allow a capability that a role is allowed above the context.")
_giving("prohibit", Permission.PROHIBIT, "Prohibit a capability to whoever has a role, whatever other roles allow.")
_giving("inherit", None, "Give a role what it is given above the context.")

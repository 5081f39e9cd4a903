"""The verb ``context``: list, show, lock and unlock contexts."""

from __future__ import annotations

import click
import msgspec

from gateway.access import contexts
from gateway.access.contexts import Context, Level
from gateway.admin import reasons
from gateway.admin import roles as grants
from gateway.cli import lookup
from gateway.cli.output import as_json_option, print_json, print_table
from gateway.cli.workbench import Workbench, pass_workbench

__all__ = ["context"]


@click.group()
def context() -> None:
    """List and show contexts: the places of a site in which roles are given."""


def _level(context_: Context) -> str:
    return Level(context_.level).name.lower()


@context.command(name="list")
@click.option("--level", type=click.Choice([level.name.lower() for level in Level]), help="Only those of one level.")
@click.option("--under", type=int, metavar="ID", help="Only the context with this id and those that lie in it.")
@as_json_option
@pass_workbench
def list_(bench: Workbench, level: str | None, under: int | None, as_json: bool) -> None:
    """List the contexts: id, level, id of what it is the context of, path."""
    found = bench.read(contexts.listed, level=Level[level.upper()] if level else None, under=under)
    if as_json:
        print_json(found)
    else:
        print_table((context_.id, _level(context_), context_.instance, context_.path) for context_ in found)


@context.command()
@click.argument("contextid", type=int, metavar="ID")
@as_json_option
@pass_workbench
def show(bench: Workbench, contextid: int, as_json: bool) -> None:
    """Show a context, what it lies in, who has which role there, and what roles are given there."""
    site, found = bench.site(), lookup.context(bench, contextid)
    above = [context_ for context_ in (bench.read(contexts.by_id, id_) for id_ in found.ids) if context_ is not None]
    assigned = bench.read(grants.assigned, contextid=contextid)
    given = {role.shortname: permissions for role in site.roles.values() if (permissions := grants.permissions(site, role.id, contextid))}
    if as_json:
        print_json({**msgspec.structs.asdict(found), "locked": contextid in site.locked, "assigned": assigned, "given": given})
        return
    click.echo(" > ".join(f"{_level(context_)} {context_.instance} ({context_.id})" for context_ in above))
    if contextid in site.locked:
        click.echo("locked")
    for holder in assigned:
        click.echo(f"{holder.role}: {holder.username}")
    for name, permissions in given.items():
        for permission in permissions:
            click.echo(f"{name}: {permission.permission} {permission.capability}")


@context.command()
@click.argument("username", metavar="USER")
@click.argument("capability", metavar="CAPABILITY")
@click.argument("reference", metavar="CONTEXT", default="system")
@as_json_option
@pass_workbench
def may(bench: Workbench, username: str, capability: str, reference: str, as_json: bool) -> None:
    """Tell whether USER holds CAPABILITY in CONTEXT, and why: an id, system, user:NAME, course:NAME, category:ID or module:ID."""
    site = bench.site()
    account, found = lookup.account(bench, username), lookup.context_named(bench, reference)
    told = reasons.reason(site, account, found, lookup.capability(site, capability))
    if as_json:
        print_json(told)
        return
    click.echo(f"{'yes' if told.held else 'no'}: {told.why}")
    for role in told.roles:
        given = "everybody has it" if role.given is None else f"given in context {role.given}"
        said = f"{role.permission} in context {role.where}" if role.permission else "says nothing"
        click.echo(f"{role.role} ({given}): {said}")


@context.command()
@click.argument("contextid", type=int, metavar="ID")
@pass_workbench
def lock(bench: Workbench, contextid: int) -> None:
    """Lock a context, and what lies in it, against changes; the site setting contextlocking must be on."""
    bench.write(contexts.set_locked, lookup.context(bench, contextid).id, True)
    click.echo(f"Locked context {contextid}.")


@context.command()
@click.argument("contextid", type=int, metavar="ID")
@pass_workbench
def unlock(bench: Workbench, contextid: int) -> None:
    """Unlock a context."""
    bench.write(contexts.set_locked, lookup.context(bench, contextid).id, False)
    click.echo(f"Unlocked context {contextid}.")

"""The verb ``token``: create, list, rotate and revoke tokens."""

from __future__ import annotations

import time

import click

from gateway.access import contexts, rotation, tokens
from gateway.cli import lookup
from gateway.cli.output import as_json_option, print_json
from gateway.cli.workbench import Workbench, pass_workbench

__all__ = ["token"]

_DAY = 24 * 3600


@click.group()
def token() -> None:
    """Create, list, rotate and revoke tokens."""


@token.command()
@click.option("--user", "username", required=True, help="The user name of its owner.")
@click.option("--service", "shortname", required=True, help="The short name of the service it is for.")
@click.option("--days", type=click.FloatRange(min=0, min_open=True), help="How long it is valid; for ever unless given.")
@click.option("--address", help="From where it may be used: addresses, networks and ranges, with commas.")
@click.option(
    "--context", "contextid", type=int, default=contexts.SYSTEM.id, show_default=True, help="The id of the context it is restricted to."
)
@click.option("--name", help="A name to know it by.")
@click.option("--developer", is_flag=True, help="Its holder is a developer, who is told why calls fail.")
@pass_workbench
def create(
    bench: Workbench,
    username: str,
    shortname: str,
    days: float | None,
    address: str | None,
    contextid: int,
    name: str | None,
    developer: bool,
) -> None:
    """Create a token and print it. It is shown only now."""
    site = bench.site()
    owner, context = lookup.account(bench, username), lookup.context(bench, contextid)
    service = lookup.service(site, shortname)
    validuntil = int(bench.now + days * _DAY) if days else None
    issued = bench.write(
        tokens.create,
        bench.vault,
        site,
        owner,
        service,
        context,
        now=bench.now,
        validuntil=validuntil,
        iprestriction=address,
        name=name,
        developer=developer,
    )
    click.echo(issued.token)


@token.command(name="list")
@click.option("--user", "username", help="Only the tokens of this user.")
@as_json_option
@pass_workbench
def list_(bench: Workbench, username: str | None, as_json: bool) -> None:
    """List tokens, never their values."""
    found = bench.read(tokens.listed, lookup.person(bench, username).id if username else None)
    if as_json:
        print_json(found)
        return
    for entry in found:
        until = time.strftime("until %Y-%m-%d", time.localtime(entry.validuntil)) if entry.validuntil else "for ever"
        used = time.strftime("used %Y-%m-%d", time.localtime(entry.lastaccess)) if entry.lastaccess else "never used"
        address = entry.iprestriction or "from anywhere"
        name = f"{entry.name or ''}{' (developer)' if entry.developer else ''}"
        click.echo(f"{entry.id:6}  {entry.username:20} {entry.service:30} {until:18} {used:16} {address:18} {name}")


@token.command()
@click.argument("reference", metavar="TOKEN")
@pass_workbench
def revoke(bench: Workbench, reference: str) -> None:
    """Revoke the token with that id or that value."""
    tokenid = bench.read(tokens.find, reference)
    if tokenid is None or not bench.write(tokens.revoke, tokenid):
        raise click.ClickException("there is no such token")
    click.echo(f"Revoked token {tokenid}.")


@token.command()
@click.argument("reference", metavar="TOKEN")
@click.option("--overlap", type=click.FloatRange(min=0), default=7, show_default=True, help="Days for which the old one still holds.")
@pass_workbench
def rotate(bench: Workbench, reference: str, overlap: float) -> None:
    """Create a token like another, which ends after some days, and print it. It is shown only now."""
    tokenid = bench.read(tokens.find, reference)
    if tokenid is None:
        raise click.ClickException("there is no such token")
    click.echo(bench.write(rotation.rotate, bench.vault, bench.site(), tokenid, overlap=int(overlap * _DAY), now=bench.now).token)

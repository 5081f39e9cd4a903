"""The verb ``user``: list, show, create and change accounts."""

from __future__ import annotations

import click

from gateway.access import keys, lockout, tokens
from gateway.admin import accounts
from gateway.admin import roles as grants
from gateway.cli import lookup
from gateway.cli.output import as_json_option, print_json, print_record, print_table
from gateway.cli.workbench import Workbench, pass_workbench

__all__ = ["user"]


@click.group()
def user() -> None:
    """List, show, create and change accounts. USER is a user name or an id."""


@user.command(name="list")
@click.argument("text", default="")
@as_json_option
@pass_workbench
def list_(bench: Workbench, text: str, as_json: bool) -> None:
    """List the accounts, or those whose names or e-mail address contain TEXT."""
    found = bench.read(accounts.listed, containing=text)
    if as_json:
        print_json(found)
    else:
        states = (("suspended",) if account.suspended else () if account.confirmed else ("not confirmed",) for account in found)
        print_table(
            (account.id, account.username, f"{account.firstname} {account.lastname}", account.email, account.auth, *(state or ("",)))
            for account, state in zip(found, states, strict=True)
        )


@user.command()
@click.argument("reference", metavar="USER")
@as_json_option
@pass_workbench
def show(bench: Workbench, reference: str, as_json: bool) -> None:
    """Show an account, its roles and its tokens."""
    person = lookup.person(bench, reference)
    assigned = bench.read(grants.assigned, userid=person.id)
    owned = bench.read(tokens.listed, person.id)
    if as_json:
        print_json({"user": person, "roles": assigned, "tokens": owned})
    else:
        roles = [f"{item.role} in context {item.contextid}" for item in assigned]
        print_record(person, roles=roles, tokens=[f"{item.id} for {item.service}" for item in owned])


@user.command()
@click.argument("username")
@click.option("--first", "firstname", required=True, help="The first name.")
@click.option("--last", "lastname", required=True, help="The last name.")
@click.option("--email", required=True, help="The e-mail address.")
@click.option("--auth", default="manual", show_default=True, help="The authentication method; webservice is for calls alone.")
@click.option("--idnumber", default="", help="A number or name by which others know the account.")
@click.option("--password", envvar="TRIGLOT_PASSWORD", help="The password; TRIGLOT_PASSWORD in the environment keeps it out of sight.")
@pass_workbench
def create(
    bench: Workbench, username: str, firstname: str, lastname: str, email: str, auth: str, idnumber: str, password: str | None
) -> None:
    """Create an account and print its id. Without a password nobody can log in with one."""
    values = {"username": username, "firstname": firstname, "lastname": lastname, "email": email, "auth": auth, "idnumber": idnumber}
    click.echo(bench.write(accounts.create, bench.site(), values, password, now=bench.now))


@user.command()
@click.argument("reference", metavar="USER")
@click.option("--username", help="Another user name.")
@click.option("--first", "firstname", help="Another first name.")
@click.option("--last", "lastname", help="Another last name.")
@click.option("--email", help="Another e-mail address.")
@click.option("--auth", help="Another authentication method.")
@click.option("--idnumber", help="Another id number.")
@click.option("--lang", help="Another language.")
@click.option("--timezone", help="Another time zone; 99 is that of the site.")
@click.option("--confirmed/--unconfirmed", default=None, help="Whether the owner has confirmed the account.")
@pass_workbench
def change(bench: Workbench, /, reference: str, confirmed: bool | None, **values: str | None) -> None:
    """Change an account; what is not given stays."""
    person = lookup.person(bench, reference)
    given: dict[str, object] = {name: value for name, value in values.items() if value is not None}
    if confirmed is not None:
        given["confirmed"] = int(confirmed)
    if not given:
        raise click.UsageError("nothing to change was given")
    bench.write(accounts.change, bench.site(), person.id, given, now=bench.now)
    click.echo(f"Changed {person.username}.")


@user.command()
@click.argument("reference", metavar="USER")
@pass_workbench
def suspend(bench: Workbench, reference: str) -> None:
    """Suspend an account: calls with its tokens or its password are refused until that ends."""
    person = lookup.person(bench, reference)
    bench.write(accounts.suspend, person, True, now=bench.now)
    click.echo(f"Suspended {person.username}.")


@user.command()
@click.argument("reference", metavar="USER")
@pass_workbench
def unsuspend(bench: Workbench, reference: str) -> None:
    """End the suspension of an account."""
    person = lookup.person(bench, reference)
    bench.write(accounts.suspend, person, False, now=bench.now)
    click.echo(f"Ended the suspension of {person.username}.")


@user.command()
@click.argument("reference", metavar="USER")
@pass_workbench
def unlock(bench: Workbench, reference: str) -> None:
    """Forget the wrong passwords for which an account was locked."""
    account = lookup.account(bench, reference)
    bench.write(lockout.unlock, account)
    click.echo(f"Unlocked {account.username}.")


@user.command()
@click.argument("reference", metavar="USER")
@click.password_option(envvar="TRIGLOT_PASSWORD", help="The password; without it and TRIGLOT_PASSWORD it is asked for.")
@pass_workbench
def password(bench: Workbench, reference: str, password: str) -> None:
    """Give an account another password."""
    person = lookup.person(bench, reference)
    bench.write(accounts.set_password, bench.site(), person.id, password, now=bench.now)
    click.echo(f"Set the password of {person.username}.")


@user.command(name="reset-key")
@click.argument("reference", metavar="USER")
@pass_workbench
def reset_key(bench: Workbench, reference: str) -> None:
    """Make addresses of files with the user's key useless: the next client gets a new key."""
    account = lookup.account(bench, reference)
    bench.write(keys.reset, keys.FILES, account.id)
    click.echo(f"{account.username} has no key for files any more.")

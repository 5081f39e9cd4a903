"""The verb ``conform``: how far a server keeps to the contract, by recorded exchanges."""

from __future__ import annotations

import re
import secrets
import shlex
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from gateway.cli.output import print_json
from gateway.compare.conformance import cases, reports
from gateway.compare.conformance.campaign import Campaign, NotConforming, Reload, offer, require_state
from gateway.compare.conformance.known import parse
from gateway.compare.conformance.player import Player, Setter
from gateway.compare.conformance.verdict import Report, Verdict
from gateway.compare.recording import BASE

__all__ = ["conform"]

_FILE = click.Path(path_type=Path, dir_okay=False)
_LIST = click.Path(path_type=Path, exists=True, dir_okay=False)


class _Pattern(click.ParamType[re.Pattern[str]]):
    """A regular expression."""

    name = "regex"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> re.Pattern[str]:
        try:
            return re.compile(value)
        except re.error as error:
            self.fail(f"{value!r} is no regular expression: {error}", param, ctx)


PATTERN = _Pattern()


@click.group(invoke_without_command=True)
@click.option("--server", "address", metavar="ADDRESS", help="The server to look at.")
@click.option("--client", metavar="COMMAND", help="The client to look at: it is run with the address of a double in TRIGLOT_URL.")
@click.option("--seed", type=_LIST, help="What the double of the client begins with.")
@click.option("--token", envvar="TRIGLOT_TOKEN", help="A token of it; with --state, one of that state where none is given.")
@click.option("--state", type=click.Choice(cases.STATES), help="The server holds this recorded state: play what was recorded in it.")
@click.option("--service", metavar="SHORTNAME", help="The service of that token, in which the people of the story get tokens of their own.")
@click.option("--suite", "names", multiple=True, metavar="NAME", help="Play only this suite of the state; may be given several times.")
@click.option("--only", type=PATTERN, help="Play only the cases whose id matches.")
@click.option("--reload", "reloading", metavar="COMMAND", help="Puts the server back to the state, for suites that write.")
@click.option("--setter", "setting", metavar="COMMAND", help="Changes a site setting: is run with NAME VALUE, or NAME to put it back.")
@click.option("--known", "list_", type=_LIST, help="A list of differences that must still be there.")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="How many requests to make at a time.")
@click.option("--show", default=20, show_default=True, type=click.IntRange(0), help="How many differing cases to print.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--html", "page", type=_FILE, help="Write the report to this file as a page.")
@click.option("--junit", type=_FILE, help="Write the report to this file in the form of test runners.")
@click.pass_context
def conform(
    ctx: click.Context,
    address: str | None,
    client: str | None,
    seed: Path | None,
    token: str | None,
    state: str | None,
    service: str | None,
    names: tuple[str, ...],
    only: re.Pattern[str] | None,
    reloading: str | None,
    setting: str | None,
    list_: Path | None,
    threads: int,
    show: int,
    as_json: bool,
    page: Path | None,
    junit: Path | None,
) -> None:
    """Play recorded exchanges against a server, and report what is equal, different, and missing.

    Without --state, a story is played that makes people and courses of its own by calls, with the token of an administrator, and
    deletes them at the end.

    With --client, a client is run against a double, and graded by what a real site would refuse or ignore of what it sends.

    Ends with 0 where nothing differs but what is known to, and with 1 otherwise (docs/conformance.md).
    """
    if ctx.invoked_subcommand is not None:
        return
    known = parse(list_.read_text(encoding="utf-8")) if list_ else {}
    if client is not None:
        if address is not None or state is not None:
            raise click.UsageError("--client is given a double: there is no --server and no --state beside it")
        _publish(_of_client(client, seed, known), token or "", show=show, as_json=as_json, page=page, junit=junit)
        return
    if address is None:
        raise click.UsageError("say with --server which server to look at, or with --client which client")
    if state is None and (token is None or names):
        raise click.UsageError("give an administrator's --token, or say with --state what the server holds; suites are those of a state")
    if state is not None and (unknown := {*names} - {*cases.suites(state)}):
        raise click.UsageError(f"no suite of {state}: {', '.join(sorted(unknown))}; there are {', '.join(cases.suites(state))}")
    caller = token or cases.token_for_everything(state or cases.STATES[0])
    run = f"k{secrets.token_hex(4)}"
    story = {"token": caller, "run": run, **({"service": service} if service else {})} if state is None else None
    try:
        player = Player(address, fixed=cases.tokens(), setter=_setter(setting) if setting else None, given=story)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    with player:
        try:
            found = offer(player, caller)
            if state is not None:
                require_state(player, caller, state)
        except NotConforming as error:
            where = f" (triglot conform state {state} --at {address} prints that state)" if state else ""
            raise click.ClickException(f"{error}{where}") from None
        reload = _command(reloading) if reloading else None
        campaign = Campaign(player, found, known=known, only=only, reload=reload, threads=threads)
        parts = [(name, campaign.suite(name)) for name in names or cases.suites(state)] if state is not None else []
        parts = parts or [(cases.STORY, campaign.story(cases.read(cases.STORY)))]
        try:
            verdicts = [verdict for name, part in parts for verdict in _shown(name, part, quiet=as_json)]
        except NotConforming as error:
            raise click.ClickException(str(error)) from None
    title = f"The recordings of the state {state}" if state else f"The story {run}"
    report = Report(server=player.address, title=title, release=found.release, verdicts=verdicts, listed=[*known])
    _publish(report, caller, show=show, as_json=as_json, page=page, junit=junit)


@conform.command("state")
@click.argument("name", type=click.Choice(cases.STATES))
@click.option("--at", "address", default=BASE, metavar="ADDRESS", help="The address of the server that is to hold it.")
def state_command(name: str, address: str) -> None:
    """Print a recorded state, which ``triglot load`` loads and ``triglot double --seed`` serves."""
    sys.stdout.buffer.write(cases.state(name, address))


def _of_client(command: str, seed: Path | None, known: dict[str, str]) -> Report:
    """The report on a client."""
    from gateway.double.grading import graded
    from gateway.double.options import DoubleError

    try:
        return graded(shlex.split(command), {"seed": seed} if seed else {}, known=known, title="What a real site would not take")
    except OSError as error:
        raise click.ClickException(f"{command}: {error.strerror or error}") from None
    except DoubleError as error:
        raise click.ClickException(str(error)) from None


def _shown(name: str, verdicts: Iterable[Verdict], *, quiet: bool) -> list[Verdict]:
    """The verdicts; on a terminal, with a line while they are made."""
    if quiet or not sys.stderr.isatty():
        return [*verdicts]
    with click.progressbar(verdicts, label=name, file=sys.stderr, show_eta=False) as shown:
        return [*shown]


def _publish(report: Report, token: str, *, show: int, as_json: bool, page: Path | None, junit: Path | None) -> None:
    """Print a report, write it to files, and end with 1 if it is not as expected."""
    hidden = {token: "[token]"} if token else {}
    if page:
        page.write_text(reports.as_page(report, hidden), encoding="utf-8", errors="backslashreplace")
    if junit:
        junit.write_bytes(reports.as_junit(report, hidden))
    if as_json:
        print_json(reports.as_data(report, hidden))
    else:
        for line in reports.as_text(report, hidden, show=show):
            click.echo(line)
    if not report.right:
        sys.exit(1)


def _setter(command: str) -> Setter:
    """What changes a setting of the site by a command."""

    def change(name: str, value: str | None) -> None:
        _run([*shlex.split(command), name, *([] if value is None else [value])])

    return change


def _command(command: str) -> Reload:
    """What runs a command."""
    return lambda: _run(shlex.split(command))


def _run(words: list[str]) -> None:
    """Run a command of the caller's. Raises ``click.ClickException`` where it fails."""
    try:
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - it is what the caller asked for
    except (OSError, subprocess.CalledProcessError) as error:
        raise click.ClickException(f"{shlex.join(words)}: {error}") from None

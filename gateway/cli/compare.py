"""The verb ``compare``: one call through several protocols, or at two servers, side by side."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from gateway.cli import targets
from gateway.cli.output import print_json
from gateway.cli.targets import GivenCredentials
from gateway.cli.workbench import Workbench, pass_workbench
from gateway.compare.exchange import Server, secrets_of
from gateway.compare.judge import Comparison, Target
from gateway.compare.judge import compare as compared
from gateway.compare.report import as_data, as_page, as_text
from gateway.wire.call import Credential, FunctionInfo

__all__ = ["compare"]


@click.command()
@click.argument("asked", nargs=-1, metavar="[FUNCTION] [KEY=VALUE]...")
@click.option("--server", "address", metavar="ADDRESS", help="The server to ask; without it, that of the settings.")
@click.option("--against", metavar="ADDRESS", help="Another server to ask the same: the reference, or another version.")
@click.option("--against-token", envvar="TRIGLOT_AGAINST_TOKEN", help="The token for that one, where it is another.")
@targets.caller_options
@click.option("--ignore", multiple=True, metavar="PATH", help="Leave this out of results: users[].lastaccess; may be given several times.")
@click.option("--raw/--brief", default=None, help="Show requests, answers and values, or not; for a single call they are shown.")
@click.option("--html", "page", type=click.Path(path_type=Path, dir_okay=False), help="Write a report to this file as well.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_workbench
def compare(
    bench: Workbench,
    /,
    asked: tuple[str, ...],
    address: str | None,
    against: str | None,
    against_token: str | None,
    names: tuple[str, ...],
    file: Path | None,
    arguments: str | None,
    write: bool,
    ignore: tuple[str, ...],
    raw: bool | None,
    page: Path | None,
    as_json: bool,
    **given_credentials: Any,
) -> None:
    """Make one call, or those in a file, by every protocol, and show what differs.

    Lists and structs are written as in forms: users[0][username]=ann. What counts as the same is decided by the
    function's description (docs/compare.md). Credentials are shown nowhere; results are, in full. Ends with 0 where all
    agree, else with 1.
    """
    spoken = targets.chosen(names)
    credentials = targets.credentials(GivenCredentials(**given_credentials))
    elsewhere = targets.credentials(GivenCredentials(**{**given_credentials, "token": against_token})) if against_token else credentials
    secrets = secrets_of([*credentials, *elsewhere])
    wanted = list(targets.calls(bench, asked, arguments, file, write=write))
    comparisons: list[Comparison] = []
    with ExitStack() as open_:
        servers = [(open_.enter_context(targets.server(address or bench.settings.server.base_address)), credentials)]
        if against:
            servers.append((open_.enter_context(targets.server(against)), elsewhere))
        for call, left_out in wanted:
            comparison = compared(spoken, _targets(servers, call.function), call, (*ignore, *left_out))
            comparisons.append(comparison)
            if not as_json:
                for line in as_text(comparison, secrets, raw=file is None if raw is None else raw):
                    click.echo(line)
    if as_json:
        print_json(as_data(comparisons, secrets))
    elif file is not None:
        click.echo(f"{sum(comparison.agree for comparison in comparisons)} of {len(comparisons)} calls agree.")
    if page is not None:
        page.write_text(as_page(comparisons, secrets), encoding="utf-8")
    if not comparisons or not all(comparison.agree for comparison in comparisons):
        sys.exit(1)


def _targets(servers: list[tuple[Server, list[Credential]]], function: FunctionInfo) -> Iterator[Target]:
    """The servers to call a function at."""
    for server, credentials in servers:
        yield Target(address=server.address, send=server.send, credentials=targets.split(credentials, function))

"""The verb ``record``: record exchanges with a live server as cases that can be replayed."""

from __future__ import annotations

import signal
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import click

from gateway.cli import targets
from gateway.cli.targets import GivenCredentials
from gateway.cli.workbench import Workbench, pass_workbench
from gateway.compare.exchange import ask
from gateway.compare.proxy import Proxy
from gateway.compare.recording import Recording, RecordingError
from gateway.wire.exchange import HttpRequest, HttpResponse

__all__ = ["record"]


@click.command()
@click.argument("asked", nargs=-1, metavar="[FUNCTION] [KEY=VALUE]...")
@click.option("--to", "target", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Add the cases to this file.")
@click.option("--server", "address", metavar="ADDRESS", help="The server to record; without it, that of the settings.")
@click.option(
    "--proxy", "port", type=click.IntRange(0, 65535), help="Record what clients send to this port, until Ctrl-C; 0 for a free one."
)
@click.option("--prefix", default="recorded", show_default=True, help="What the ids of cases begin with.")
@click.option("--flow", metavar="ID", help="Record one story of several steps under this id, with the tokens of the login script captured.")
@click.option("--scrub", is_flag=True, help="Give secrets other names in the file: tokens, passwords, session keys and cookies.")
@targets.caller_options
@pass_workbench
def record(
    bench: Workbench,
    /,
    asked: tuple[str, ...],
    target: Path,
    address: str | None,
    port: int | None,
    prefix: str,
    flow: str | None,
    scrub: bool,
    names: tuple[str, ...],
    file: Path | None,
    arguments: str | None,
    write: bool,
    **given_credentials: Any,
) -> None:
    """Record exchanges with a server, in the form in which those with the reference are kept.

    Makes one call, or those in a file, by every protocol; with --proxy it makes none, and records what other clients do.

    A recording holds what was sent and answered as it was: tokens, passwords and cookies too, and all data in the answers.
    Keep it as you keep those; with --scrub, these secrets have other names in it. Only texts of refusals are written as *,
    which stands for any, and the address of the server as the one that replaying puts another in the place of.
    """
    where = targets.server(address or bench.settings.server.base_address)
    existed = target.exists()
    with target.open("ab") as output, where:
        if not existed:
            target.chmod(0o600)
        recording = Recording(output, address=where.address, prefix=prefix, flow=flow, scrub=scrub)
        if port is None:
            _call(
                bench, recording, where, targets.credentials(GivenCredentials(**given_credentials)), names, (asked, arguments, file, write)
            )
        elif asked or file:
            raise click.UsageError("with --proxy, other clients make the calls")
        else:
            _listen(recording, where.address, port)
        recording.close()
    click.echo(f"Recorded {recording.count} exchanges in {target}.")


def _call(bench: Workbench, recording: Recording, server: Any, credentials: Any, names: tuple[str, ...], wanted: Any) -> None:
    """Make the calls and record the exchanges."""
    asked, arguments, file, write = wanted
    for call, _ignore in targets.calls(bench, asked, arguments, file, write=write):
        for name, client in targets.chosen(names).items():
            found = ask(name, client, call, targets.split(credentials, call.function), server=server.address, send=server.send)
            if found.left_out is not None or found.request is None or found.response is None:
                click.echo(f"{call.function.name} by {name}: {found.left_out or found.trouble}", err=True)
                continue
            _add(recording, f"{name}/{call.function.name}", found.request, found.response)


def _listen(recording: Recording, address: str, port: int) -> None:
    """Record what clients send to the proxy, until interrupted."""

    def add(request: HttpRequest, response: HttpResponse) -> None:
        _add(recording, _name(request), request, response)

    try:
        proxy = Proxy(port, address, add)
    except OSError as error:
        raise click.ClickException(f"port {port} cannot be used: {error.strerror}") from None
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell may have set its children to ignore them
        signal.signal(number, signal.default_int_handler)
    with proxy:
        click.echo(f"Recording {address}: let clients call {proxy.address}; Ctrl-C ends it.")
        with suppress(KeyboardInterrupt):
            proxy.serve_forever()


def _add(recording: Recording, name: str, request: HttpRequest, response: HttpResponse) -> None:
    try:
        recording.add(name, request, response)
    except RecordingError as error:
        click.echo(f"{name}: not recorded: {error}", err=True)


def _name(request: HttpRequest) -> str:
    """The name of a request in its case id: the function if the address says it, else the address."""
    parts = urlsplit(request.path)
    fields = {**parse_qs(parts.query), **parse_qs(request.body[:10_000].decode("latin-1"))}
    script = "-".join(part for part in parts.path.removesuffix(".php").split("/") if part)
    return f"{script or 'root'}/{fields.get('wsfunction', ['-'])[0]}"

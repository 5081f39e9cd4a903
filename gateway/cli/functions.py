"""The verbs ``functions`` and ``call``."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import click
import orjson

from gateway.cli.workbench import Workbench, pass_workbench
from gateway.registry.catalogue import Entry, catalogue, differences
from gateway.server.host import Gateway
from gateway.wire.call import Call, Failure, Outcome, Peer, Token
from gateway.wire.form import Form, parse_fields

__all__ = ["call", "form_of", "functions"]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the whole descriptions as JSON, one function a line.")
@click.option(
    "--against", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Compare with a catalogue and print what differs."
)
@pass_workbench
def functions(bench: Workbench, as_json: bool, against: Path | None) -> None:
    """List the functions, describe them, or compare them with a catalogue."""
    entries = catalogue(bench.registry)
    if against is not None:
        offered = {name: entries[name] for name in bench.registry.offered}  # what is offered by name only is beside any contract
        found = list(differences(offered, _read_catalogue(against)))
        for line in found:
            click.echo(line)
        if found:
            raise click.ClickException(f"{len(found)} differences")
        click.echo(f"{len(offered)} functions, no difference")
    elif as_json:
        lines = ",\n".join(f"{orjson.dumps(name).decode()}:{orjson.dumps(entry).decode()}" for name, entry in entries.items())
        click.echo(f"{{\n{lines}\n}}")
    else:
        for function in bench.registry:
            click.echo(f"{function.info.name:50} {function.info.type.value:6} {function.info.text}")
        empty = sum(function.info.empty for function in bench.registry)
        click.echo(f"{len(entries)} functions, of which {empty} answer emptily: they are not built yet.")


def _read_catalogue(path: Path) -> dict[str, Entry]:
    """The catalogue in a file."""
    try:
        read = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise click.ClickException(f"{path} is not JSON: {error}") from None
    if not isinstance(read, dict):
        raise click.ClickException(f"{path} is not a catalogue: expected a JSON object of functions")
    entries: dict[str, Any] = read
    return entries


@click.command()
@click.option(
    "--token", required=True, envvar="TRIGLOT_TOKEN", help="The token to call with; TRIGLOT_TOKEN in the environment keeps it out of sight."
)
@click.option("--protocol", default="rest", show_default=True, help="Call as if it came by this protocol.")
@click.argument("function")
@click.argument("arguments", nargs=-1, metavar="[KEY=VALUE]...")
@pass_workbench
def call(bench: Workbench, token: str, protocol: str, function: str, arguments: tuple[str, ...]) -> None:
    """Call FUNCTION through the pipeline and print what it returns as JSON.

    Lists and structs are written as in forms: users[0][username]=ann.
    """
    asked = Call(
        protocol=protocol,
        function=function,
        arguments=form_of(arguments, bench.settings.limits.form_fields),  # type: ignore[arg-type]  # dict is invariant; nobody else has this one
        credential=Token(token),
        peer=Peer("127.0.0.1"),
    )
    outcome = asyncio.run(_run(bench, asked))
    if isinstance(outcome, Failure):
        debug = f" ({outcome.error.debug})" if outcome.error.debug else ""
        raise click.ClickException(f"{outcome.error.errorcode}: {outcome.error.public_message}{debug}")
    click.echo(orjson.dumps(outcome.value, option=orjson.OPT_INDENT_2))


def form_of(arguments: Iterable[str], most: int) -> Form:
    """Arguments of the form KEY=VALUE as a decoded form."""
    return parse_fields(b"&".join([_field(argument) for argument in arguments]), most)


def _field(argument: str) -> bytes:
    """One KEY=VALUE as a form field."""
    key, separator, value = argument.partition("=")
    if not separator:
        raise click.UsageError(f"{argument!r} is not KEY=VALUE")
    return f"{quote_plus(key, safe='[]', errors='surrogateescape')}={quote_plus(value, errors='surrogateescape')}".encode()


async def _run(bench: Workbench, asked: Call) -> Outcome:
    """The outcome of one call, which is not logged."""
    bench.store.close()  # only asked for to see that there is a site
    gateway = Gateway(bench.settings, bench.registry, bench.upstreams)
    gateway.calls.mute()
    try:
        await gateway.start()
        return await gateway.run(asked)
    finally:
        await gateway.stop()

"""The verbs ``upstream`` and ``parity``: servers whose functions are offered here, and replacing them function by function."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from gateway.cli.output import as_json_option, print_json, print_table
from gateway.cli.workbench import Workbench, pass_workbench
from gateway.settings import Upstream
from gateway.upstream import import_file, parity, recorded, secrets, switching
from gateway.upstream.errors import UpstreamError
from gateway.upstream.import_file import ImportFile
from gateway.upstream.imported import Learned
from gateway.upstream.kind import kinds
from gateway.upstream.line import HttpLine
from gateway.upstream.switching import Side
from gateway.upstream.upstreams import file_of
from gateway.wire.call import Credential, Password, Token

__all__ = ["parity_", "upstream"]


@click.group()
def upstream() -> None:
    """Offer functions of other servers here: import them, keep their secrets, switch them to functions of this gateway."""


@upstream.command(name="kinds")
def kinds_() -> None:
    """List the kinds of servers that functions can be imported of."""
    for name in sorted(kinds()):
        click.echo(name)


@upstream.command(name="list")
@as_json_option
@pass_workbench
def list_(bench: Workbench, as_json: bool) -> None:
    """List the upstreams of the settings: kind, address, functions, and for which services a secret is stored."""
    stored = bench.read(secrets.listed)
    rows = [
        {
            "name": name,
            "kind": chosen.kind,
            "url": chosen.url,
            "functions": len(bench.upstreams.files[name].functions),
            "credential": chosen.credential,
            "secrets": [service or "all services" for of, service in stored if of == name],
        }
        for name, chosen in bench.settings.upstreams.items()
    ]
    if as_json:
        print_json(rows)
    elif rows:
        print_table([list(row.values()) for row in rows])
    else:
        click.echo("The settings name no upstream.")


@upstream.command(name="import")
@click.argument("name")
@click.option("--token", envvar="TRIGLOT_UPSTREAM_TOKEN", help="A token there, where none is stored.")
@click.option("--fresh", is_flag=True, help="Forget what was decided in the file before.")
@click.option("--known-only", is_flag=True, help="Leave out functions whose types are not known.")
@pass_workbench
def import_(bench: Workbench, name: str, token: str | None, fresh: bool, known_only: bool) -> None:
    """Ask the upstream NAME for its functions, and write them to its import file, where people can correct them.

    What was decided there before is kept: names, capabilities, what is cached or may be called twice.
    """
    chosen = _chosen(bench, name)
    path = file_of(name, chosen)
    old = import_file.load(path) if path.exists() and not fresh else None
    stored = bench.read(secrets.load, bench.vault)
    credential = Token(token) if token else next((value for (of, _), value in sorted(stored.items(), key=_by_name) if of == name), None)
    try:
        learned = asyncio.run(_learn(bench, name, credential))
    except UpstreamError as error:
        raise click.ClickException(f"{chosen.url}: {error.debug or error.public_message}") from error
    if known_only:
        known = tuple(function for function in learned.functions if not function.untyped)
        learned = Learned(functions=known, address=learned.address, left_out=learned.left_out)
    import_file.save(path, import_file.merged(old, chosen.kind, learned))
    for left_out, why in sorted(learned.left_out.items()):
        click.echo(f"{left_out}: {why}", err=True)
    click.echo(f"Wrote {len(learned.functions)} functions to {path}. Restart the gateway to offer them.")


def _by_name(item: tuple[tuple[str, str], Credential]) -> tuple[str, str]:
    return item[0]


async def _learn(bench: Workbench, name: str, credential: Credential | None) -> Learned:
    chosen = _chosen(bench, name)
    line = HttpLine(name, chosen)
    try:
        return await bench.upstreams.kind(name).learn(line, credential)
    finally:
        await line.close()


@upstream.command()
@click.argument("name")
@click.argument("recordings", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@pass_workbench
def learn(bench: Workbench, name: str, recordings: tuple[Path, ...]) -> None:
    """Complete the import file of the upstream NAME with what RECORDINGS of calls show: types, and functions that it does not tell of.

    Recordings are files that triglot record has written, in front of the server. Names, capabilities and all else that was decided in
    the import file stay.
    """
    chosen = _chosen(bench, name)
    kind = kinds()[chosen.kind]
    if not isinstance(kind, recorded.Observant):
        raise click.ClickException(f"servers of the kind {chosen.kind} describe themselves: nothing is learnt of recordings")
    path = file_of(name, chosen)
    file = import_file.load(path) if path.exists() else ImportFile(kind=chosen.kind)
    found = (exchange for recording in recordings for exchange in recorded.exchanges(recording))
    try:
        functions, calls = recorded.refined(file.functions, found, kind, name, chosen)
    except recorded.RecordingRefused as error:
        raise click.ClickException(str(error)) from error
    import_file.save(path, ImportFile(kind=file.kind, address=file.address, functions=functions))
    click.echo(f"Read {calls} calls, and wrote {len(functions)} functions to {path}. Restart the gateway to offer them.")


@upstream.command()
@click.argument("name")
@click.option("--service", default="", metavar="SHORTNAME", help="For callers of this service alone.")
@click.option("--user", default="", help="The secret is the password of this user, and not a token.")
@click.option("--remove", is_flag=True, help="Forget the secret.")
@click.option("--file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Read it from a file and not from the terminal.")
@pass_workbench
def secret(bench: Workbench, name: str, service: str, user: str, remove: bool, file: Path | None) -> None:
    """Store, sealed, with what the upstream NAME is called; it is asked for, and shown nowhere."""
    _chosen(bench, name)
    if remove:
        there = bench.write(secrets.forget, name, service)
        click.echo("Removed the secret." if there else "There was no secret.")
        return
    value = file.read_text("utf-8").strip() if file else click.prompt("Secret", hide_input=True).strip()
    if not value:
        raise click.ClickException("the secret is empty")
    credential = Password(user, value) if user else Token(value)
    bench.write(secrets.put, bench.vault, name, service, credential, now=bench.now)
    click.echo(f"Stored the secret of {name}{f' for the service {service}' if service else ''}.")


@upstream.command()
@click.argument("name")
@click.argument("function")
@click.argument("side", type=click.Choice([side.value for side in Side]))
@pass_workbench
def switch(bench: Workbench, name: str, function: str, side: str) -> None:
    """Say who answers FUNCTION of the upstream NAME.

    legacy: the upstream; new: the function of this gateway; both: the upstream, while the other is called beside and compared; both-new:
    the other way round; twice: the upstream, which is called a second time and compared with itself.
    """
    _chosen(bench, name)
    known = bench.upstreams.of(name, bench.registry)
    if function not in known:
        raise click.ClickException(f"the upstream {name} has no function {function!r}")
    if Side(side) not in (Side.LEGACY, Side.TWICE) and known[function].new is None:
        raise click.ClickException(f"no function of this gateway can answer {function}: name it as `new` in the import file")
    bench.write(switching.switch, function, Side(side), now=bench.now)
    click.echo(f"{function}: {side}.")


@click.command(name="parity")
@click.argument("name", required=False)
@as_json_option
@pass_workbench
def parity_(bench: Workbench, name: str | None, as_json: bool) -> None:
    """Show what comparing has found, by function: calls, equal ones, where others differed, and how many are left before switching."""
    if name is not None:
        _chosen(bench, name)
    found = bench.read(parity.listed, bench.read(switching.load))
    of = bench.upstreams.of(name, bench.registry) if name is not None else None
    entries = [entry for entry in found if of is None or entry.function in of]
    if as_json:
        print_json(entries)
        return
    if not entries:
        click.echo("No function was switched yet: triglot upstream switch NAME FUNCTION both")
        return
    head = ("function", "answers", "calls", "equal", "different", "failed", "not compared", "equal in a row", "left")
    rows = [(e.function, e.side, e.calls, e.equal, e.different, e.failed, e.dropped, e.equalsince, e.left) for e in entries]
    print_table([head, *rows])
    for entry in entries:
        for what, paths in (("differs", entry.paths), (f"differs from itself in {entry.noisecalls} calls", entry.noise)):
            for path, times in sorted(paths.items(), key=lambda item: -item[1]):
                click.echo(f"{entry.function} {what}: {path} ({times})")


def _chosen(bench: Workbench, name: str) -> Upstream:
    """The settings of an upstream."""
    if name not in bench.settings.upstreams:
        raise click.ClickException(f"the settings name no upstream {name!r}")
    return bench.settings.upstreams[name]

"""Verbs about the site as a whole: ``init``, ``load``, ``serve``."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from importlib.resources import as_file, files
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

import click
import msgspec
from sqlalchemy import Connection

from gateway.access.secrets import create_key_file
from gateway.admin import demo as demo_site
from gateway.admin import state
from gateway.admin.install import install, register_protocols
from gateway.admin.synchronise import synchronise
from gateway.cli.workbench import Workbench, pass_workbench
from gateway.errors import GatewayError
from gateway.registry.protocols import protocols
from gateway.registry.registry import Registry
from gateway.server.workers import serve as run_server
from gateway.settings import Server, Settings

__all__ = ["init", "load", "serve"]

# The mask of files that are made: the database has addresses, messages and hashes of passwords.
_OWNER_ONLY = 0o077


@click.command()
@click.option("--demo", is_flag=True, help="Fill a new site with people, courses and a service, and show what to try.")
@click.option("--name", default="Triglot", show_default=True, help="The name of the site.")
@pass_workbench
def init(bench: Workbench, demo: bool, name: str) -> None:
    """Create the database, the site key and an empty site; what exists is left as it is."""
    _init(bench, demo=demo, name=name)


def _init(bench: Workbench, *, demo: bool, name: str) -> None:
    """Create the database, the site key and a site, and say so."""
    settings = bench.settings
    os.umask(_OWNER_ONLY)
    bench.migrate(new=True)
    if not settings.secrets.key:
        create_key_file(Path(settings.secrets.key_file))
    switched = [protocol.name for protocol in protocols() if protocol.switched]
    new = bench.write(_install, bench.registry, protocols=switched, name=name, now=bench.now, demo=demo)
    bench.write(synchronise, bench.registry, now=bench.now)
    click.echo(f"{'Created' if new else 'Found'} the site in {bench.store.name}.")
    if not demo:
        return
    # A demo that was interrupted before it was filled is filled now.
    if bench.read(demo_site.is_marked) and not bench.read(demo_site.is_loaded):
        with as_file(files("gateway.admin").joinpath("demo.json")) as path:
            _load(bench, path, replace=True)
    try:
        token = bench.write(demo_site.token, bench.vault, bench.site(), now=bench.now)
    except GatewayError:
        raise click.ClickException("this site is not the demo: --demo fills a new site only") from None
    bench.write(demo_site.mark)
    click.echo(demo_site.invitation(settings.server.base_address, token))


def _install(db: Connection, registry: Registry, *, protocols: Sequence[str], name: str, now: int, demo: bool) -> bool:
    """Make an empty database a site, a ``demo`` one marked as such; returns whether it was empty."""
    new = install(db, registry, protocols=protocols, name=name, now=now)
    if new and demo:
        demo_site.mark(db)
    return new


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="Load over a site that already holds accounts or tokens: all that it holds is deleted first.")
@click.option("--strict", is_flag=True, help="Refuse a state with tables or columns that no component has, instead of leaving them out.")
@click.option("--moved-from", metavar="ADDRESS", help="The address of the site that the state was made of: texts then name this site's.")
@pass_workbench
def load(bench: Workbench, file: Path, replace: bool, strict: bool, moved_from: str | None) -> None:
    """Load a state from FILE: a JSON object of tables, as docs/states.md describes it."""
    os.umask(_OWNER_ONLY)
    left_out = _load(bench, file, replace=replace, strict=strict, moved_from=moved_from)
    if left_out:
        click.echo(f"Left out, for no component has it: {len(left_out)} things.", err=True)
        for words in left_out:
            click.echo(f"  {words}", err=True)
    click.echo(f"Loaded {file}.")


def _load(bench: Workbench, path: Path, *, replace: bool, strict: bool = False, moved_from: str | None = None) -> Sequence[str]:
    """Load a state, then synchronise services with the components; returns messages about what was left out."""
    content = state.read(path)
    if moved_from:
        content = state.moved(content, moved_from.rstrip("/"), bench.settings.server.base_address)
    fitted = state.fit(content, bench.registry, strict=strict)
    if not replace:
        bench.read(state.require_new)

    def progress(table: str) -> None:
        click.echo(f"  {table}", err=True)

    # Before the transaction: hashing takes long, and would block other writers.
    prepared = state.prepare(fitted.state, vault=bench.vault)
    name = bench.site().name
    switched = [protocol.name for protocol in protocols() if protocol.switched]

    def put(db: Connection) -> None:
        if replace:
            state.clear(db, bench.registry)
            install(db, bench.registry, protocols=switched, name=name, now=bench.now)
        state.load(db, prepared, registry=bench.registry, replace=replace, progress=progress)

    asyncio.run(state.store_contents(prepared, bench.blobs))
    bench.write(put)
    bench.write(synchronise, bench.registry, now=bench.now)
    return fitted.left_out


@click.command()
@click.option("--address", help="Listen on this address instead of the one in the settings.")
@click.option("--port", type=click.IntRange(1, 65535), help="Listen on this port instead of the one in the settings.")
@click.option("--workers", type=click.IntRange(min=1), help="Run so many processes instead of as many as the settings say.")
@click.option("--open-demo", is_flag=True, envvar="TRIGLOT_OPEN_DEMO", help="Serve a demo site to other machines, too.")
@click.option("--init", "first", is_flag=True, help="Before that, do what init does: make the site, or bring it up to date.")
@click.option("--demo", is_flag=True, help="Serve the demo from a folder of its own: nothing needs to be there, and nothing is left.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="With --demo: keep the demo in this folder.")
@pass_workbench
def serve(
    bench: Workbench,
    address: str | None,
    port: int | None,
    workers: int | None,
    open_demo: bool,
    first: bool,
    demo: bool,
    folder: Path | None,
) -> None:
    """Serve until interrupted. SIGHUP replaces workers one after another, without losing a request."""
    os.umask(_OWNER_ONLY)
    if folder is not None and not demo:
        raise click.UsageError("--folder is for --demo: a site of your own is where the settings say")
    given = {name: value for name, value in (("address", address), ("port", port), ("workers", workers)) if value is not None}
    server = msgspec.structs.replace(bench.settings.server, **given)
    if first and not demo:
        _init(bench, demo=False, name="Triglot")
    if not demo:
        _serve(bench, server, open_demo=open_demo)
        return
    with (
        _demo_folder(folder) as place,
        closing(Workbench(_in_folder(msgspec.structs.replace(bench.settings, server=server), place))) as own,
    ):
        _init(own, demo=True, name="Triglot")
        _serve(own, server, open_demo=open_demo)


def _serve(bench: Workbench, server: Server, *, open_demo: bool) -> None:
    """Serve the site of a workbench."""
    bench.migrate(new=False)
    if not open_demo and not _is_loopback(server.address) and bench.read(demo_site.is_marked):
        raise click.ClickException(
            f"this site is the demo, whose passwords everybody knows: it is not served at {server.address} without --open-demo"
        )
    bench.write(register_protocols, [protocol.name for protocol in protocols() if protocol.switched])
    bench.write(synchronise, bench.registry, now=bench.now)
    bench.store.close()
    click.echo(f"Triglot serves {len(bench.registry)} functions at {server.base_address} (end it with Ctrl-C).")
    if not run_server(msgspec.structs.replace(bench.settings, server=server), bench.registry, bench.upstreams):
        raise click.ClickException(f"could not listen on {server.address}:{server.port}")


@contextmanager
def _demo_folder(folder: Path | None) -> Iterator[Path]:
    """The folder for a demo: the one that was named, or one that is gone when the context ends."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder.absolute()
        return
    signal.signal(signal.SIGTERM, _unwind)  # which would end the process, and leave the folder there
    with TemporaryDirectory(prefix="triglot-demo-") as temporary:
        yield Path(temporary)


def _unwind(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _in_folder(settings: Settings, folder: Path) -> Settings:
    """The settings with all data in a folder; workers, which read settings for themselves, are told by the environment."""
    url, key_file, files_folder = f"sqlite:///{folder}/triglot.db", f"{folder}/site.key", f"{folder}/files"
    os.environ.pop("TRIGLOT_SECRETS_KEY", None)
    os.environ.update(
        TRIGLOT_DATABASE_URL=url, TRIGLOT_SECRETS_KEY_FILE=key_file, TRIGLOT_FILES_STORE="folder", TRIGLOT_FILES_FOLDER=files_folder
    )
    return msgspec.structs.replace(
        settings,
        database=msgspec.structs.replace(settings.database, url=url),
        secrets=msgspec.structs.replace(settings.secrets, key_file=key_file, key="", old_key=""),
        files=msgspec.structs.replace(settings.files, store="folder", folder=files_folder),
    )


def _is_loopback(address: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return address == "localhost" or ip_address(address).is_loopback
    except ValueError:
        return False

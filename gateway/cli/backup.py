"""The verbs ``backup`` and ``restore``: a site in one file, and back."""

from __future__ import annotations

import os
import time
from contextlib import closing
from pathlib import Path

import click
import msgspec

from gateway.access.secrets import SecretsError, read_key, read_keys
from gateway.admin.backup import Manifest, making, restoring
from gateway.cli.output import as_json_option, print_json
from gateway.cli.workbench import Workbench, pass_workbench

__all__ = ["backup", "restore"]

_OWNER_ONLY = 0o077
_STEP = 1000


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--with-key", is_flag=True, help="Put the site key into it, too: who has the file then has everything.")
@as_json_option
@pass_workbench
def backup(bench: Workbench, file: Path, with_key: bool, as_json: bool) -> None:
    """Write the site to FILE, a new tar archive: database, contents of files, and with --with-key the key.

    A server may run and write meanwhile: what is in FILE is the site at one moment.
    """
    os.umask(_OWNER_ONLY)
    secrets = bench.settings.secrets
    key, *older = read_keys(secrets.key, Path(secrets.key_file), secrets.old_key)
    if older:
        raise click.ClickException("the site key is being replaced: finish that first, by 'triglot rekey'")
    made = making.make(bench.store, bench.blobs, bench.registry.branches, file, key=key, with_key=with_key, told=_progress)
    if as_json:
        print_json({**_fields(made.manifest), "bytes": made.bytes, "lost": made.lost})
    else:
        click.echo(f"{file}: {made.manifest.contents - len(made.lost)} contents, {made.bytes / 1e6:.1f} MB.")
        if not with_key:
            click.echo(f"The key is not in it: keep a copy of {secrets.key_file if not secrets.key else 'TRIGLOT_SECRETS_KEY'} elsewhere.")
    for name in made.lost:
        click.echo(f"  missing or damaged in the site: {name}", err=True)
    if made.lost:
        raise click.ClickException(f"{len(made.lost)} contents could not be had: see 'triglot files check'; all else is in {file}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", is_flag=True, help="Over a site that is there already: all that it holds is lost.")
@pass_workbench
def restore(bench: Workbench, file: Path, replace: bool) -> None:
    """Put the site in FILE, a backup, in the place of what is there. No server may run.

    Contents come first, and then all rows at once: whoever is interrupted has the old site still, and may begin again.
    """
    os.umask(_OWNER_ONLY)
    secrets = bench.settings.secrets
    path = Path(secrets.key_file)
    try:
        key = read_key(secrets.key, path)
    except SecretsError:
        if secrets.key or path.exists():
            raise
        key = None
    with closing(bench.open_any()) as store:
        made = restoring.restore(store, bench.blobs, bench.registry.branches, file, key=key, key_file=path, replace=replace, told=_progress)
        store.migrate(bench.registry.branches)
        click.echo(f"Restored the site of {time.strftime('%Y-%m-%d %H:%M:%S', time.localtime(made.made))} to {store.name}.")


def _progress(done: int, of: int) -> None:
    if done % _STEP == 0:
        click.echo(f"  {done} of {of} contents", err=True)


def _fields(manifest: Manifest) -> dict[str, object]:
    return msgspec.structs.asdict(manifest)

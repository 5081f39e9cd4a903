"""The verb ``rekey``: another site key, while the site is used."""

from __future__ import annotations

import time
from pathlib import Path

import click

from gateway.access.secrets import Vault
from gateway.admin import rekeying
from gateway.cli.workbench import Workbench, pass_workbench

__all__ = ["rekey"]


@click.command()
@click.option("--wait", type=click.FloatRange(min=0), default=6.0, show_default=True, help="Seconds in which processes take the new key.")
@pass_workbench
def rekey(bench: Workbench, wait: float) -> None:
    """Replace the site key by a new one, and seal all secrets again. Servers may run meanwhile.

    If it is interrupted, the next 'triglot rekey' goes on. Where the key comes from the environment, first set the new one and the old
    one (TRIGLOT_SECRETS_KEY, TRIGLOT_SECRETS_OLD_KEY) for every process and this command.
    """
    secrets = bench.settings.secrets
    path = Path(secrets.key_file)
    if secrets.key and not secrets.old_key:
        raise click.ClickException(
            "the site key comes from the settings: set secrets.old_key to it and secrets.key to a new one, for all processes, and try again"
        )
    keys = (bytes.fromhex(secrets.key), bytes.fromhex(secrets.old_key)) if secrets.key else rekeying.begin(path)
    vault = Vault(*keys)
    bench.write(rekeying.tell)
    time.sleep(wait)
    count = 0
    while (resealed := _pass(bench, vault)) > 0:  # until a look finds nothing that somebody has sealed meanwhile with the old key
        count += resealed
    if secrets.key:
        click.echo(f"Sealed {count} secrets again. Nothing is sealed with secrets.old_key any more: take it away.")
        return
    rekeying.finish(path)
    bench.write(rekeying.tell)
    click.echo(f"Sealed {count} secrets again with a new key, which is in {path}: keep a copy of it elsewhere.")


def _pass(bench: Workbench, vault: Vault) -> int:
    """Go through all that is sealed once; returns how many values were sealed again."""
    count = 0
    for table in rekeying.sealed_tables(bench.registry):
        last: int | None = 0
        while last is not None:
            last, resealed = bench.write(rekeying.reseal, vault, table, last)
            count += resealed
    return count

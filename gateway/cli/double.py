"""``triglot double``: a site for tests, which starts in a second and leaves nothing behind."""

from __future__ import annotations

import os
from pathlib import Path

import click

__all__ = ["double"]


@click.group(invoke_without_command=True)
@click.option("--seed", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="What the site begins with.")
@click.option("--address", default="127.0.0.1", show_default=True, help="Listen on this address.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="Listen on this port; 0 is any that is free.")
@click.option("--ready-file", type=click.Path(path_type=Path, dir_okay=False), help="Write the address to this file once it answers.")
@click.option("--open", "open_", is_flag=True, help="Serve other machines, too: whoever reaches the address may do everything.")
@click.pass_context
def double(ctx: click.Context, seed: Path | None, address: str, port: int, ready_file: Path | None, open_: bool) -> None:
    """Serve a site for tests until interrupted; its address is the one line on standard output."""
    if ctx.invoked_subcommand is not None:
        return
    from gateway.double.process import DoubleError, Options, is_loopback, run

    if not open_ and not is_loopback(address):
        raise click.ClickException(f"a double serves this machine only: it is not opened at {address} without --open")

    def ready(found: str) -> None:
        click.echo(found)
        if ready_file is not None:
            _write(ready_file, f"{found}\n")

    try:
        run(Options(seed=seed, address=address, port=port), ready)
    except DoubleError as error:
        raise click.ClickException(str(error)) from error


def _write(file: Path, text: str) -> None:
    """Write a file that is whole from the moment it is there."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.write_text(text)
    beside.replace(file)

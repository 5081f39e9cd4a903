"""``triglot double``: a site for tests, which starts in a second and leaves nothing behind."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gateway.cli.control import ctl

if TYPE_CHECKING:
    from gateway.double.process import Started

__all__ = ["double"]

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group(invoke_without_command=True)
@click.option("--seed", type=_FILE, help="What the site begins with.")
@click.option(
    "--base", type=click.Choice(["empty", "school", "university"]), help="What the seed is laid over, if it names no base itself."
)
@click.option("--address", default="127.0.0.1", show_default=True, help="Listen on this address.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="Listen on this port; 0 is any that is free.")
@click.option("--wwwroot", default="", help="The address that clients know the site by, where it is another.")
@click.option("--clock", metavar="TIME", help="What the clock shows, as in 2026-09-07T08:00:00Z, or real; else what the seed says.")
@click.option("--chance", type=int, default=0, show_default=True, help="The number that chance begins with.")
@click.option("--worlds", type=click.IntRange(min=1), default=256, show_default=True, help="At most so many worlds at a time.")
@click.option("--profile", default="4.5", show_default=True, metavar="VERSION", help="Have the functions of a version: 3.9, 4.1, 4.5, 5.0.")
@click.option("--answers", type=_FOLDER, help="Answer from the files of this folder; without it, from those of answers beside the seed.")
@click.option("--replay", type=_FILE, help="Answer from this file, which record has written.")
@click.option("--replay-mode", type=click.Choice(["any", "once"]), default="any", show_default=True, help="How often each answer is given.")
@click.option("--ready-file", type=click.Path(path_type=Path, dir_okay=False), help="Write the address to this file once it answers.")
@click.option("--open", "open_", is_flag=True, help="Serve other machines, too: whoever reaches the address may do everything.")
@click.pass_context
def double(
    ctx: click.Context,
    seed: Path | None,
    base: str | None,
    address: str,
    port: int,
    wwwroot: str,
    clock: str | None,
    chance: int,
    worlds: int,
    profile: str,
    answers: Path | None,
    replay: Path | None,
    replay_mode: str,
    ready_file: Path | None,
    open_: bool,
) -> None:
    """Serve a site for tests until interrupted; its address is the one line on standard output."""
    if ctx.invoked_subcommand is not None:
        return
    from gateway.double.options import DoubleError, Options
    from gateway.double.process import run

    def ready(started: Started) -> None:
        click.echo(started.address)
        if ready_file is not None:
            _write(ready_file, f"{started.address}\n")

    options = Options(
        seed=seed, base=base or "", address=address, port=port, wwwroot=wwwroot, clock=clock, chance=chance, worlds=worlds, open=open_,
        profile=profile, answers=answers, replay=replay, replay_mode=replay_mode, components=ctx.obj.components.load,
    )  # fmt: skip
    try:
        run(options, ready)
    except DoubleError as error:
        raise click.ClickException(str(error)) from error


def _write(file: Path, text: str) -> None:
    """Write a file that is whole from the moment it is there."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.write_text(text)
    beside.replace(file)


double.add_command(ctl)

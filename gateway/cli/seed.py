"""``triglot seed``: seeds checked, described, made into states, and told from the site."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click
import orjson

from gateway.cli.workbench import Workbench, pass_workbench

__all__ = ["seed"]

_FILE = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
# The contents of files of a site that a seed may hold together, in bytes.
_LARGEST = 64 * 2**20


@click.group()
def seed() -> None:
    """Check, describe and write the files that a double is filled from."""


@seed.command()
@_FILE
@pass_workbench
def check(bench: Workbench, file: Path) -> None:
    """Say whether a double can be filled from FILE, or what is wrong with it and in which line."""
    from gateway.double.seeds.seed import read
    from gateway.double.seeds.state import state

    rows = state(read(file, real_now=bench.now), bench.registry)
    count = sum(len(value) for value in rows.values() if isinstance(value, list))
    click.echo(f"{file} is a seed of {count} rows.")


@seed.command()
@_FILE
@pass_workbench
def describe(bench: Workbench, file: Path) -> None:
    """Show the people, courses, services and tokens of FILE, with the ids that they get."""
    from gateway.double.seeds import describing
    from gateway.double.seeds.seed import read

    click.echo(describing.describe(read(file, real_now=bench.now), bench.registry))


@seed.command()
@_FILE
@pass_workbench
def state(bench: Workbench, file: Path) -> None:
    """Write the state that FILE is made into, as JSON that "triglot load" takes."""
    from gateway.double.seeds import state as states
    from gateway.double.seeds.seed import read

    sys.stdout.buffer.write(orjson.dumps(states.state(read(file, real_now=bench.now), bench.registry), option=orjson.OPT_INDENT_2) + b"\n")


@seed.command("from-site")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file and not to standard output.")
@click.option("--tokens", is_flag=True, help="Tell tokens, keys and passwords of courses, too: whoever has the file has what they open.")
@pass_workbench
def from_site(bench: Workbench, out: Path | None, tokens: bool) -> None:
    """Tell the site as a seed: people, roles, courses, groups, activities and grades, without passwords."""
    from gateway.double.seeds import site_told

    names = bench.read(site_told.contents_named)
    contents = asyncio.run(_contents(bench, names))
    told = bench.read(site_told.told_site, bench.registry, now=bench.now, blob=contents.get, reveal=bench.vault.unseal if tokens else None)
    text = site_told.written(told)
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
        if tokens:
            out.chmod(0o600)
        click.echo(f"Wrote {out}.")


async def _contents(bench: Workbench, names: list[str]) -> dict[str, bytes]:
    """The contents of files, as far as they are stored, and not too large together."""
    found: dict[str, bytes] = {}
    size = 0
    for name in names:
        try:
            content = await bench.blobs.get(name)
        except FileNotFoundError:
            continue
        size += len(content)
        if size > _LARGEST:
            click.echo(f"The files have more than {_LARGEST // 2**20} MiB together: the others are told without content.", err=True)
            break
        found[name] = content
    return found

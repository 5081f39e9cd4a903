"""The verb ``files``: list, store, fetch and remove files, and check their contents."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO, Final

import click
import msgspec
from sqlalchemy import Connection

from gateway.cli import lookup
from gateway.cli.output import as_json_option, moment, print_json, print_table
from gateway.cli.workbench import Workbench, pass_workbench
from gateway.describe.cleaners import clean
from gateway.describe.types import FILE, PATH
from gateway.files import checking, inventory, rows
from gateway.files.checking import Finding, Trouble
from gateway.files.collection import DIGITS
from gateway.files.folder import FolderBlobs
from gateway.files.inventory import Listed, Where
from gateway.files.rows import FOLDER, ItemArea
from gateway.store.blobs import Blob

__all__ = ["files"]

_PIECE: Final = 256 * 1024
_DRAFTS: Final = ("user", "draft")
# How many files are named that have a content with which something is wrong.
_NAMED: Final = 3


class _Place(msgspec.Struct, frozen=True, kw_only=True):
    """What an address means: files in a context, and the name of one of them where it does not end with a slash."""

    where: Where
    filename: str = ""

    @property
    def area(self) -> ItemArea:
        """The area of the item that the address names."""
        where = self.where
        if where.component is None or where.filearea is None or where.itemid is None:
            raise click.UsageError("The address must name an item: CONTEXT/COMPONENT/AREA/ITEM/...")
        return ItemArea(where.contextid, where.component, where.filearea, where.itemid)


@click.group()
def files() -> None:
    """List, store, fetch and remove files, and check their contents.

    An ADDRESS is CONTEXT/COMPONENT/AREA/ITEM/FOLDERS/NAME, as in 25/mod_folder/content/0/slides/week 1.pdf; shorter ones mean all that
    lies there. CONTEXT is an id, "system", or one of user:NAME, course:NAME, category:ID and module:ID.
    """


@files.command(name="list")
@click.argument("address")
@as_json_option
@pass_workbench
def list_(bench: Workbench, address: str, as_json: bool) -> None:
    """List the areas of a context, or, where ADDRESS goes further, the files: item, path, bytes, time, media type."""
    place = _place(bench, address)
    if place.where.component is None:
        summaries = bench.read(inventory.areas, place.where)
        if as_json:
            print_json(summaries)
        else:
            print_table((each.component, each.filearea, f"{each.items} items", f"{each.files} files", each.bytes) for each in summaries)
        return
    found = [_file(bench, place)] if place.filename else list(_pages(bench, place.where))
    if as_json:
        print_json(found)
    else:
        print_table((each.address, each.filesize, moment(each.timemodified), each.mimetype) for each in found)


@files.command()
@click.argument("source", type=click.File("rb"))
@click.argument("address")
@click.option("--owner", metavar="USER", help="The user to whom the file belongs.")
@click.option("--author", help="The author, as text.")
@click.option("--license", "licence", help="The short name of the licence.")
@click.option("--replace", is_flag=True, help="Take the place of the file that is there.")
@pass_workbench
def put(
    bench: Workbench, source: BinaryIO, address: str, owner: str | None, author: str | None, licence: str | None, replace: bool
) -> None:
    """Store the local file SOURCE (-: standard input) at ADDRESS; where this ends with a slash, under its own name."""
    place, site = _place(bench, address), bench.site()
    area, folder = place.area, place.where.folder or "/"
    name = place.filename or Path(source.name).name
    if clean(name, FILE, site) != name or clean(folder, PATH, site) != folder:
        raise click.ClickException(f"{folder}{name}: a name or a folder has characters that files cannot have")
    if (area.component, area.filearea) not in {*bench.registry.areas, _DRAFTS}:
        raise click.ClickException(f"no component has the area {area.component}/{area.filearea}")
    values = {"userid": lookup.person(bench, owner).id if owner else None, "author": author, "license": licence, "source": name}

    def add(db: Connection, blob: Blob) -> None:
        there = inventory.at(db, area, folder, name)
        if there is not None and not replace:
            raise click.ClickException(f"{there.address} is there: --replace takes its place")
        if there is not None:
            rows.remove(db, [there.id])
        rows.add(db, area, folder, name, blob, now=bench.now, **values)

    blob = asyncio.run(_stored(bench, source))
    bench.write(add, blob)
    click.echo(f"Stored {blob.size} bytes at {area.contextid}/{area.component}/{area.filearea}/{area.itemid}{folder}{name}.")


@files.command()
@click.argument("address")
@click.argument("target", type=click.Path(path_type=Path, allow_dash=True), required=False)
@click.option("--replace", is_flag=True, help="Write over a local file that is there.")
@pass_workbench
def get(bench: Workbench, address: str, target: Path | None, replace: bool) -> None:
    """Fetch the file at ADDRESS into the local file TARGET (-: standard output), else into one of its own name."""
    file = _file(bench, _place(bench, address))
    if target == Path("-"):
        asyncio.run(_fetched(bench, file, sys.stdout.buffer))
        return
    path = target or Path(file.filename)
    if path.is_dir():
        path = path / file.filename
    if path.exists() and not replace:
        raise click.ClickException(f"{path} is there: --replace writes over it")
    # Beside the target, so that what stands there is replaced by the whole file or not at all.
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as output:
        try:
            asyncio.run(_fetched(bench, file, output))
            output.close()
            Path(output.name).replace(path)
        except BaseException:
            Path(output.name).unlink()
            raise
    click.echo(f"Fetched {file.filesize} bytes into {path}.")


@files.command()
@click.argument("address")
@click.option("--all", "all_", is_flag=True, help="Remove all that lies at an address that is not that of a file.")
@pass_workbench
def remove(bench: Workbench, address: str, all_: bool) -> None:
    """Remove the file at ADDRESS. Its content stays for two days, in case another file has it."""
    place = _place(bench, address)
    if place.filename:
        bench.write(rows.remove, [_file(bench, place).id])
        click.echo("Removed 1 file.")
        return
    if not all_:
        raise click.ClickException("this is not the address of a file: --all removes all that lies there")
    count = step = bench.write(inventory.remove, place.where)
    while step == inventory.PAGE:
        step = bench.write(inventory.remove, place.where)
        count += step
    click.echo(f"Removed {count} files and folders.")


@files.command()
@click.option("--quick", is_flag=True, help="Compare sizes, and do not read the contents.")
@click.option(
    "--repair", is_flag=True, help="Put orphans aside to be deleted, and damaged contents on a shelf of their own; restore what can be."
)
@click.option(
    "--from",
    "copy",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="With --repair: a folder of contents, such as a backup, to restore from.",
)
@pass_workbench
def check(bench: Workbench, quick: bool, repair: bool, copy: Path | None) -> None:
    """Find contents that are missing or damaged, and such that no file has had for a day.

    Ends with 0 where nothing is wrong, or all could be repaired, else with 1.
    """
    if copy is not None and not repair:
        raise click.UsageError("--from goes with --repair.")
    bench.site()
    if not asyncio.run(_checked(bench, quick=quick, repair=repair, copy=FolderBlobs(copy) if copy else None)):
        raise click.exceptions.Exit(1)


async def _checked(bench: Workbench, *, quick: bool, repair: bool, copy: FolderBlobs | None) -> bool:
    """Check all contents, and say what is wrong; returns whether all is right in the end."""
    contents, wrong = 0, 0
    found = dict.fromkeys(Trouble, 0)
    with click.progressbar(DIGITS, label="Checking contents", file=sys.stderr) as parts:
        for digits in parts:
            async for finding in checking.check(bench.store, bench.blobs, digits, now=time.time(), quick=quick):
                contents += 1
                if finding is None:
                    continue
                found[finding.trouble] += 1
                repaired = repair and await checking.repair(bench.blobs, finding, copy)
                wrong += not repaired
                click.echo(_told(bench, finding) + (", repaired" if repaired else ""))
    click.echo(f"Checked {contents} contents: {', '.join(f'{count} {trouble}' for trouble, count in found.items())}; {wrong} not repaired.")
    return not wrong


def _told(bench: Workbench, finding: Finding) -> str:
    """A finding as a line, with the addresses of some of the files that have the content."""
    places = [file.address for file in bench.read(inventory.with_content, finding.hash, _NAMED + 1)]
    shown = "".join(f" {place}" for place in places[:_NAMED])
    return f"{finding.trouble} {finding.hash} ({finding.size} bytes){':' if shown else ''}{shown}{' ...' if places[_NAMED:] else ''}"


def _place(bench: Workbench, address: str) -> _Place:
    """The place that an address means."""
    context, _, rest = address.partition("/")
    component, _, rest = rest.partition("/")
    filearea, _, rest = rest.partition("/")
    itemid, slash, path = rest.partition("/")
    if itemid and not (itemid.isascii() and itemid.isdecimal() and len(itemid) < 19):
        raise click.UsageError(f"The item in the address must be a number, not {itemid!r}.")
    folder, _, name = f"/{path}".rpartition("/")
    return _Place(
        where=Where(
            contextid=lookup.context_named(bench, context).id,
            component=component or None,
            filearea=filearea or None,
            itemid=int(itemid) if itemid else None,
            folder=f"{folder}/" if slash else None,
        ),
        filename="" if name == FOLDER else name,
    )


def _file(bench: Workbench, place: _Place) -> Listed:
    """The file at an address."""
    if not place.filename:
        raise click.UsageError("The address must be that of a file.")
    area, folder = place.area, place.where.folder or "/"
    found = bench.read(inventory.at, area, folder, place.filename)
    if found is None:
        raise click.ClickException(
            f"there is no file {area.contextid}/{area.component}/{area.filearea}/{area.itemid}{folder}{place.filename}"
        )
    return found


def _pages(bench: Workbench, where: Where) -> Iterator[Listed]:
    """All files, read page by page."""
    last: Listed | None = None
    while found := bench.read(inventory.page, where, last):
        yield from found
        last = found[-1]


async def _stored(bench: Workbench, source: BinaryIO) -> Blob:
    """The content of a local file, stored piece by piece."""
    writer = bench.blobs.writer()
    try:
        while piece := source.read(_PIECE):
            await writer.write(piece)
        return await writer.finish()
    finally:
        await writer.discard()


async def _fetched(bench: Workbench, file: Listed, output: IO[bytes]) -> None:
    """Write the content of a file piece by piece."""
    try:
        async for piece in bench.blobs.stream(file.contenthash, 0, file.filesize):
            output.write(piece)
    except FileNotFoundError:
        raise click.ClickException(f"the content of {file.address} is missing: see 'triglot files check'") from None

"""The rows of stored files and folders: adding, finding and deleting them (``docs/contract/server.md 3``).

The folders of a file are rows, too, whose name is ``.``. A row is added only after its content is stored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, delete, insert, select

from gateway.errors import FileError
from gateway.files.media_types import by_name
from gateway.store.blobs import EMPTY, Blob
from gateway.store.rows import insert_missing
from gateway.store.tables.files import files

__all__ = ["FOLDER", "ItemArea", "add", "add_folders", "copy", "in_item_area", "of_item_area", "path_hash", "remove", "remove_item_area"]

FOLDER: Final = "."
"""The name of the rows of folders."""

# The longest path of a folder, and the longest name, in characters.
_LONGEST: Final = 255
# More folders inside of each other than this nobody has; each is a row.
_MOST_FOLDERS: Final = 100
# How many rows one statement names by their ids.
_SLICE: Final = 5000


class ItemArea(NamedTuple):
    """The area of an item: what is stored for it in one of a component's areas, in a context."""

    contextid: int
    component: str
    filearea: str
    itemid: int = 0


def path_hash(area: ItemArea, filepath: str, filename: str) -> str:
    """The hash under which the place of a file is unique."""
    path = f"/{area.contextid}/{area.component}/{area.filearea}/{area.itemid}{filepath}{filename}"
    return hashlib.sha1(path.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def in_item_area(area: ItemArea) -> ColumnElement[bool]:
    """The condition for the rows of an item."""
    cols = files.c
    return and_(
        cols.contextid == area.contextid,
        cols.component == area.component,
        cols.filearea == area.filearea,
        cols.itemid == area.itemid,
    )


def of_item_area(db: Connection, area: ItemArea) -> Sequence[RowMapping]:
    """The files and folders of an item, by path and name."""
    return db.execute(select(files).where(in_item_area(area)).order_by(files.c.filepath, files.c.filename)).mappings().all()


def add(db: Connection, area: ItemArea, filepath: str, filename: str, blob: Blob, *, now: int, **values: Any) -> bool:
    """Add a file with its folders, and return whether it was added: no other may be in its place.

    ``values`` are further columns; without them a file belongs to nobody, is of the media type that its name says, and was made
    now. Raises ``storedfileproblem`` for a path or a name that is none, ``storedfilenotcreated`` for one that is too long.
    """
    if not (filepath.startswith("/") and filepath.endswith("/")) or filename in ("", FOLDER):
        raise FileError("storedfileproblem")
    if len(filepath) > _LONGEST or len(filename) > _LONGEST or filepath.count("/") > _MOST_FOLDERS:
        raise FileError("storedfilenotcreated")
    row = {
        **_row(area, filepath, filename, blob, now),
        "mimetype": by_name(filename),
        **values,
    }
    if not insert_missing(db, files, {"pathnamehash": path_hash(area, filepath, filename)}, row):
        return False
    add_folders(db, area, filepath, userid=row["userid"], now=now)
    return True


def add_folders(db: Connection, area: ItemArea, filepath: str, *, userid: int | None, now: int) -> None:
    """Add the rows of a folder and of all that it lies in, down from the root, as far as they are missing."""
    paths = ["/"]
    for name in filepath.strip("/").split("/"):
        if name:
            paths.append(f"{paths[-1]}{name}/")
    hashes = {path_hash(area, path, FOLDER): path for path in paths}
    there = set(db.execute(select(files.c.pathnamehash).where(files.c.pathnamehash.in_(hashes))).scalars())
    for name, path in hashes.items():
        if name not in there:
            insert_missing(db, files, {"pathnamehash": name}, {**_row(area, path, FOLDER, EMPTY, now), "userid": userid})


def remove(db: Connection, ids: Iterable[int]) -> None:
    """Delete rows. Their contents are collected later, as far as no other row names them."""
    ids = list(ids)
    for start in range(0, len(ids), _SLICE):
        db.execute(delete(files).where(files.c.id.in_(ids[start : start + _SLICE])))


def remove_item_area(db: Connection, area: ItemArea) -> None:
    """Delete all files and folders of an item."""
    db.execute(delete(files).where(in_item_area(area)))


def copy(db: Connection, rows: Sequence[Mapping[str, Any]], area: ItemArea, **values: Any) -> None:
    """Add rows to the area of another item, in which their places are free; ``values`` are columns that differ from those of the rows."""
    if rows:
        db.execute(
            insert(files),
            [
                {
                    **{name: value for name, value in row.items() if name != "id"},
                    **area._asdict(),
                    "pathnamehash": path_hash(area, row["filepath"], row["filename"]),
                    **values,
                }
                for row in rows
            ],
        )


def _row(area: ItemArea, filepath: str, filename: str, blob: Blob, now: int) -> dict[str, Any]:
    """The columns that every row has."""
    return {
        **area._asdict(),
        "filepath": filepath,
        "filename": filename,
        "contenthash": blob.hash,
        "filesize": blob.size,
        "userid": None,
        "status": 0,
        "timecreated": now,
        "timemodified": now,
        "sortorder": 0,
    }

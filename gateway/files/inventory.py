"""What files there are, for administrators: summed up by area, listed, found by place or content, and deleted, in bounded steps."""

from __future__ import annotations

from typing import Final

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, and_, func, select, tuple_

from gateway.files import rows
from gateway.files.rows import FOLDER, ItemArea
from gateway.store.tables.files import files

__all__ = ["PAGE", "AreaSummary", "Listed", "Where", "areas", "at", "page", "remove", "with_content"]

PAGE: Final = 1000
"""How many files are listed or deleted at a time."""


class AreaSummary(msgspec.Struct, frozen=True, kw_only=True):
    """An area of a component in a context: how many items have files there, how many files they have, and their bytes."""

    component: str
    filearea: str
    items: int
    files: int
    bytes: int


class Where(msgspec.Struct, frozen=True, kw_only=True):
    """A context, and what files are meant there; None for all. ``folder`` begins and ends with a slash, and means what lies below, too."""

    contextid: int
    component: str | None = None
    filearea: str | None = None
    itemid: int | None = None
    folder: str | None = None


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A file, or a folder, whose name is ``.``; times are Unix seconds."""

    id: int
    contextid: int
    component: str
    filearea: str
    itemid: int
    filepath: str
    filename: str
    filesize: int
    mimetype: str | None
    contenthash: str
    userid: int | None
    timemodified: int

    @property
    def address(self) -> str:
        """The place as one text."""
        return f"{self.contextid}/{self.component}/{self.filearea}/{self.itemid}{self.filepath}{self.filename}"


_COLUMNS: Final = [files.c[name] for name in Listed.__struct_fields__]
# In the order of this, files are listed page by page.
_ORDER: Final = [files.c.component, files.c.filearea, files.c.itemid, files.c.filepath, files.c.filename]


def areas(db: Connection, where: Where) -> list[AreaSummary]:
    """The areas with files, by component and name."""
    cols = files.c
    query = (
        select(
            cols.component,
            cols.filearea,
            func.count(cols.itemid.distinct()).label("items"),
            func.count().label("files"),
            func.sum(cols.filesize).label("bytes"),
        )
        .where(_meant(where), cols.filename != FOLDER)
        .group_by(cols.component, cols.filearea)
        .order_by(cols.component, cols.filearea)
    )
    return [AreaSummary(**{**row, "bytes": int(row["bytes"])}) for row in db.execute(query).mappings()]


def page(db: Connection, where: Where, after: Listed | None = None, *, folders: bool = False) -> list[Listed]:
    """The next files by area, item, folder and name, ``PAGE`` at most; with their folders, if these are wanted."""
    query = select(*_COLUMNS).where(_meant(where)).order_by(*_ORDER).limit(PAGE)
    if not folders:
        query = query.where(files.c.filename != FOLDER)
    if after is not None:
        last = (after.component, after.filearea, after.itemid, after.filepath, after.filename)
        query = query.where(tuple_(*_ORDER) > tuple_(*last))
    return _read(db, query.with_only_columns(*_COLUMNS))


def at(db: Connection, area: ItemArea, filepath: str, filename: str) -> Listed | None:
    """The file in a place, or None."""
    found = _read(db, select(*_COLUMNS).where(files.c.pathnamehash == rows.path_hash(area, filepath, filename)))
    return found[0] if found else None


def with_content(db: Connection, name: str, most: int) -> list[Listed]:
    """Files, ``most`` at most, that have the content with this hash."""
    return _read(db, select(*_COLUMNS).where(files.c.contenthash == name, files.c.filename != FOLDER).order_by(files.c.id).limit(most))


def remove(db: Connection, where: Where) -> int:
    """Delete the next files and folders, ``PAGE`` at most; returns how many."""
    found = page(db, where, folders=True)
    rows.remove(db, [file.id for file in found])
    return len(found)


def _meant(where: Where) -> ColumnElement[bool]:
    """The condition for the files that are meant."""
    given = {"component": where.component, "filearea": where.filearea, "itemid": where.itemid}
    conditions = [files.c.contextid == where.contextid, *(files.c[name] == value for name, value in given.items() if value is not None)]
    if where.folder is not None:
        # Whatever begins with a path that ends with a slash comes before that path with the next character at its end.
        conditions += [files.c.filepath >= where.folder, files.c.filepath < f"{where.folder[:-1]}0"]
    return and_(*conditions)


def _read(db: Connection, query: Select[tuple[object, ...]]) -> list[Listed]:
    return [Listed(**row) for row in db.execute(query).mappings()]

"""What is in a database, in the words of a seed: activities, times and the contents of files."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, Table, select

from gateway.api.tables import files
from gateway.files.rows import FOLDER

__all__ = ["PLACEHOLDER", "Told", "ToldSite", "told_content", "told_time", "without_nothing"]

PLACEHOLDER: Final = "secret"
"""What stands in a seed for a password that is not told."""


@dataclass(slots=True, eq=False)
class ToldSite:
    """A site of a database that is to be told as a seed: the names of its people, courses and groups by their ids."""

    db: Connection
    people: Mapping[int, str]
    courses: Mapping[int, str]
    groups: Mapping[int, str]

    def rows(self, table: Table, **where: Any) -> Sequence[RowMapping]:
        """The rows of a table with these values in columns, by id."""
        return rows_of(self.db, table, where)

    @staticmethod
    def when(moment: int) -> str:
        """A time as a seed says it."""
        return told_time(moment)


def rows_of(db: Connection, table: Table, where: Mapping[str, Any]) -> Sequence[RowMapping]:
    """The rows of a table with these values in columns, by id."""
    conditions = [table.c[name] == value for name, value in where.items()]
    return db.execute(select(table).where(*conditions).order_by(table.c.id)).mappings().all()


@dataclass(slots=True, eq=False)
class Told:
    """An activity of a database that is to be told as a seed."""

    db: Connection
    row: RowMapping
    cmid: int
    contextid: int
    people: Mapping[int, str]
    groups: Mapping[int, str]
    blob: Callable[[str], bytes | None]
    shared: dict[str, dict[str, int]] = field(default_factory=dict)
    """What the activities of a course keep for each other."""

    def rows(self, table: Table, **where: Any) -> Sequence[RowMapping]:
        """The rows of a table with these values in columns, by id."""
        return rows_of(self.db, table, where)

    def person(self, userid: int) -> str | None:
        """The user name of somebody; None for somebody who is not told."""
        return self.people.get(userid)

    def files(self, component: str, filearea: str, itemid: int | None = None) -> list[dict[str, Any]]:
        """The files of an area, with their contents; pictures and other octets in base64."""
        cols = files.c
        query = select(files).where(
            cols.contextid == self.contextid, cols.component == component, cols.filearea == filearea, cols.filename != FOLDER
        )
        if itemid is not None:
            query = query.where(cols.itemid == itemid)
        found = []
        for row in self.db.execute(query.order_by(cols.id)).mappings():
            entry: dict[str, Any] = {"name": row["filename"]}
            if row["filepath"] != "/":
                entry["folder"] = row["filepath"]
            content = self.blob(row["contenthash"])
            found.append(entry | told_content(content or b""))
        return found

    @staticmethod
    def when(moment: int) -> str:
        """A time as a seed says it."""
        return told_time(moment)


def told_time(moment: int) -> str:
    """A time as a seed says it."""
    try:
        return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment >= 10**8 else str(moment)
    except (OverflowError, OSError, ValueError):
        return str(moment)


def told_content(content: bytes) -> dict[str, str]:
    """The content of a file as a seed says it."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode()}
    return (
        {"content": text}
        if text.isprintable() or all(mark.isprintable() or mark in "\n\t" for mark in text)
        else {"base64": base64.b64encode(content).decode()}
    )


def without_nothing(members: Mapping[str, Any]) -> dict[str, Any]:
    """Members without those that say nothing: None, no text, an empty list or no members."""
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}

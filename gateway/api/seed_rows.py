"""The rows that a seed makes, by table, with the files that it names."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final

from sqlalchemy import Table

from gateway.api.seed_values import Given
from gateway.api.tables import files
from gateway.files.media_types import by_name
from gateway.files.rows import FOLDER, ItemArea, path_hash
from gateway.store.blobs import EMPTY, content_hash

__all__ = ["Rows"]

# All files of a seed together, in bytes.
_LARGEST: Final = 256 * 2**20


@dataclass(slots=True, eq=False)
class Rows:
    """The rows of a state that is being made, by table; each gets the next id of its table."""

    following: dict[str, int] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    folder: Path | None = None
    size: int = 0
    places: set[str] = field(default_factory=set)
    replaced: dict[str, set[int]] = field(default_factory=dict)

    def add(self, table: Table, row: dict[str, Any]) -> int:
        """Add a row, unless it says so with the next id of its table; returns the id."""
        name = str(table.name)  # which is a text of a kind of its own, as names of columns are
        number = row.get("id")
        if number is None:
            number = self.following.get(name, 1)
            self.following[name] = number + 1
            row = {"id": number, **row}
        self.tables.setdefault(name, []).append(row)
        return int(number)

    def bring(self, table: Table, row: dict[str, Any]) -> dict[str, Any]:
        """Let a row that is stored be one that may be changed, and is stored anew; returns it."""
        name = str(table.name)
        self.replaced.setdefault(name, set()).add(row["id"])
        self.tables.setdefault(name, []).append(row)
        return row

    def of(self, table: Table) -> list[dict[str, Any]]:
        """The rows of a table up to now."""
        return self.tables.get(table.name, [])

    def add_file(self, area: ItemArea, given: Given, *, now: int, userid: int | None = None) -> str:
        """Store a file that a seed gives, by its path beside the seed or with its content; returns its name.

        Raises ``SeedError`` for a file that cannot be read, or lies elsewhere.
        """
        filepath, filename, content = self._read(given)
        self.size += len(content)
        if self.size > _LARGEST:
            raise given.error(f"the files of a seed have more than {_LARGEST // 2**20} MiB together")
        name = content_hash(content)
        self.blobs[name] = content
        common = {**area._asdict(), "userid": userid, "status": 0, "timecreated": now, "timemodified": now, "sortorder": 0}
        paths = ["/"]
        for part in filepath.strip("/").split("/"):
            if part:
                paths.append(f"{paths[-1]}{part}/")
        for path in paths:
            place = path_hash(area, path, FOLDER)
            if place not in self.places:
                self.places.add(place)
                self.add(files, {**common, **_content(EMPTY.hash, 0, None), "pathnamehash": place, "filepath": path, "filename": FOLDER})
        place = path_hash(area, filepath, filename)
        if place in self.places:
            raise given.error(f"there are two files {filepath}{filename}")
        self.places.add(place)
        row = {
            **common,
            **_content(name, len(content), by_name(filename)),
            "pathnamehash": place,
            "filepath": filepath,
            "filename": filename,
        }
        self.add(files, row)
        return filename

    def _read(self, given: Given) -> tuple[str, str, bytes]:
        """The folder, the name and the content of a file."""
        if not given.is_mapping:
            return "/", PurePosixPath(given.text()).name, self._beside(given)
        name, path, text, encoded = given["name"], given["path"], given["content"], given["base64"]
        folder = f"/{given['folder'].text().strip('/')}/".replace("//", "/")
        given.close()
        if sum(map(bool, (path, text, encoded))) > 1:
            raise given.error("has more than one of path, content and base64")
        if path:
            content = self._beside(path)
        elif encoded:
            try:
                content = base64.b64decode(encoded.text(), validate=True)
            except (binascii.Error, ValueError):
                raise encoded.error("expected base64") from None
        else:
            content = text.text().encode()
        filename = name.text() or PurePosixPath(path.text()).name
        if not filename or "/" in filename or filename in (".", ".."):
            raise (name or given).error("a file needs a name")
        return folder, filename, content

    def _beside(self, path: Given) -> bytes:
        """The content of a file beside the seed. Raises ``SeedError``."""
        if self.folder is None:
            raise path.error("files by path need a seed that is a file; give a name and a content")
        found = (self.folder / path.text()).resolve()
        if not found.is_relative_to(self.folder.resolve()):
            raise path.error("lies outside of the folder of the seed")
        try:
            if found.stat().st_size > _LARGEST:
                raise path.error(f"is larger than {_LARGEST // 2**20} MiB")
            return found.read_bytes()
        except OSError as error:
            raise path.error(f"cannot read the file: {error.strerror}") from None


def _content(name: str, size: int, mimetype: str | None) -> dict[str, Any]:
    return {"contenthash": name, "filesize": size, "mimetype": mimetype}

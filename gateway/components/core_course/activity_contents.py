"""The contents of activities as clients download them: files, pages, addresses, chapters of books, packages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import RowMapping

from gateway.api.areas import path_in_address
from gateway.api.php import phpjson, serialized
from gateway.components.core_course.activity_data import ActivityContent, Instance

__all__ = ["Entries", "book_contents", "file_contents", "imscp_contents", "page_contents", "url_contents"]

Entries = list[dict[str, Any]]


def _entry(**values: Any) -> dict[str, Any]:
    """An entry of an activity's contents, with empty values for the keys not given."""
    empty = {"filepath": "/", "filesize": 0, "timecreated": None, "sortorder": None, "userid": None, "author": None, "license": None}
    return {**empty, **values}


_COLUMNS = ("filename", "filepath", "filesize", "timecreated", "timemodified", "sortorder", "userid", "author", "license", "mimetype")


def _file(file: RowMapping, address: str) -> dict[str, Any]:
    """An entry for a stored file."""
    external = file["referencefileid"] is not None
    return {"type": "file", **{name: file[name] for name in _COLUMNS}, "fileurl": address, "isexternalfile": external}


def file_contents(component: str) -> Callable[[Instance, ActivityContent, str], Entries]:
    """A function that returns an instance's files as contents; their URLs have its revision, so that clients reload changed files."""

    def contents(row: Instance, stored: ActivityContent, base: str) -> Entries:
        address = f"{base}/{component}/content/{row['revision']}"
        return [_file(file, f"{address}{path_in_address(file)}?forcedownload=1") for file in stored.files]

    return contents


def page_contents(row: Instance, stored: ActivityContent, base: str) -> Entries:
    """The contents of a page: its files, and the page itself as ``index.html``."""
    address = f"{base}/mod_page/content/index.html?forcedownload=1"
    page_file = _entry(type="file", filename="index.html", fileurl=address, timemodified=row["timemodified"], sortorder=1)
    return [*file_contents("mod_page")(row, stored, base), page_file]


def url_contents(row: Instance, _stored: ActivityContent, _base: str) -> Entries:
    """The contents of a URL resource: the URL."""
    return [_entry(type="url", filename=row["name"], filepath=None, fileurl=row["externalurl"], timemodified=row["timemodified"])]


def book_contents(row: Instance, stored: ActivityContent, base: str) -> Entries:
    """The contents of a book: its table of contents, and each chapter as ``index.html`` with its files."""
    toc: list[dict[str, Any]] = []
    for chapter in stored.chapters:
        entry = {"title": chapter["title"], "href": f"{chapter['id']}/index.html", "level": int(bool(chapter["subchapter"]))}
        inside = toc[-1]["subitems"] if chapter["subchapter"] and toc else toc
        inside.append({**entry, "hidden": str(chapter["hidden"]), "subitems": []})
    found = [_structure(toc, row["timecreated"], row["timemodified"])]
    for chapter in stored.chapters:
        folder = f"{base}/mod_book/chapter/{chapter['id']}"
        page = _entry(type="file", filename="index.html", fileurl=f"{folder}/index.html", content=chapter["title"], sortorder=0)
        times = {name: chapter[name] for name in ("timecreated", "timemodified")}
        found.append({**page, "filepath": f"/{chapter['id']}/", **times, "tags": stored.tags.get(chapter["id"], [])})
        for file in stored.files:
            if file["itemid"] == chapter["id"]:
                entry = _file(file, f"{folder}{path_in_address(file)}")
                found.append({**entry, "filepath": f"/{chapter['id']}{file['filepath']}"})
    return found


def imscp_contents(row: Instance, stored: ActivityContent, base: str) -> Entries:
    """The contents of an IMS content package: its table of contents, and the files of its newest revision."""
    try:
        items = serialized.loads(row["structure"] or "a:0:{}")
    except ValueError:
        items = {}
    structure = _structure(_without_keys(items), row["timemodified"], row["timemodified"])
    address = f"{base}/mod_imscp/content/{row['revision']}"
    own = [file for file in stored.files if file["itemid"] == row["revision"]]
    return [structure, *[_file(file, f"{address}{path_in_address(file)}") for file in own]]


def _structure(toc: Any, created: int, changed: int) -> dict[str, Any]:
    """The entry with a table of contents, as JSON."""
    content = phpjson.write(toc).decode()
    entry = _entry(type="content", filename="structure", fileurl=None, content=content, sortorder=0)
    return {**entry, "timecreated": created, "timemodified": changed}


def _without_keys(value: Any) -> Any:
    """A serialized value whose arrays are lists where their keys count from 0."""
    if not isinstance(value, dict):
        return value
    inside = {key: _without_keys(item) for key, item in value.items()}
    return list(inside.values()) if list(inside) == list(range(len(inside))) else inside

"""Types of activities: their names and purpose, and the dates, custom data and contents of their instances.

An unknown type gets only the properties that all types have in common.
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import RowMapping

__all__ = ["ActivityType", "ActivityContent", "file_icon", "icon", "activity_type"]

Instance = RowMapping

# The display modes of files and URLs (values of resource.display and url.display).
_AUTOMATIC, _EMBEDDED, _DOWNLOADED, _OPENED = 0, 1, 4, 5

_EMBEDDABLE = ("image/gif", "image/jpeg", "image/png", "image/svg+xml", "video/", "audio/")
_ARCHIVES = ("application/zip", "application/x-tar", "application/gzip", "application/pdf", "text/html")

# Icons of files by media type, or by its part before the slash.
_ICONS = {
    "text/plain": "text", "text/html": "markup", "text/csv": "spreadsheet", "text/css": "json", "application/pdf": "pdf",
    "application/zip": "archive", "application/gzip": "archive", "application/x-tar": "archive", "application/json": "json",
    "application/zip.h5p": "h5p", "application/x-javascript": "text", "application/xml": "markup",
    "application/msword": "document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "document",
    "application/vnd.ms-excel": "spreadsheet", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "spreadsheet",
    "application/vnd.ms-powerpoint": "powerpoint",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "powerpoint",
    "application/epub+zip": "epub", "image/": "image", "audio/": "audio", "video/": "video", "text/": "text",
}  # fmt: skip

# The endings of files with the source of programs.
_PROGRAMS = frozenset(("asm", "c", "cpp", "cs", "h", "java", "m", "php"))


class ActivityContent(msgspec.Struct, frozen=True):
    """The files of an activity instance (the main file first) and its chapters, if it is a book."""

    files: Sequence[RowMapping] = ()
    chapters: Sequence[RowMapping] = ()


class ActivityType(msgspec.Struct, frozen=True, kw_only=True):
    """A type of activity.

    ``dates`` are the columns with dates, each with its label before and after that date. ``data`` returns the custom data of an
    instance; ``contents`` returns its contents, given the base URL of its files (None for types without contents).
    """

    name: str
    plural: str
    purpose: str = "content"
    has_page: bool = True
    has_badge: bool = False
    dates: tuple[tuple[str, str, str], ...] = ()
    data: Callable[[Instance, ActivityContent, str], dict[str, Any]] | None = None
    contents: Callable[[Instance, ActivityContent, str], list[dict[str, Any]]] | None = None

    def customdata(self, row: Instance, stored: ActivityContent, wwwroot: str) -> str:
        """The ``customdata`` of an instance as JSON; ``""`` if it has none."""
        return json.dumps((self.data(row, stored, wwwroot) if self.data else {}) or "", separators=(",", ":"))

    def dates_of(self, row: Instance, now: int) -> list[dict[str, Any]]:
        """The dates that are set for an instance, each with its label."""
        return [
            {"label": after if row[column] <= now else before, "timestamp": row[column], "dataid": column}
            for column, before, after in self.dates
            if row[column]
        ]


def activity_type(name: str) -> ActivityType:
    """The activity type of that name, or a generic one if the name is unknown."""
    return _TYPES.get(name) or ActivityType(name=name, plural=name, purpose="other")


def icon(name: str, stored: ActivityContent) -> tuple[str, str]:
    """The component and the name of an instance's icon: of its activity type or, for file resources, of its main file."""
    if name != "resource" or not stored.files:
        return name, "monologo"
    return "core", file_icon(stored.files[0]["mimetype"])


def file_icon(mimetype: str | None, filename: str = "") -> str:
    """The name of the icon for files of a media type; by their names programs are told from other plain texts."""
    kind = mimetype or ""
    if kind == "text/plain" and filename.rpartition(".")[2].lower() in _PROGRAMS:
        return "f/sourcecode"
    return f"f/{_ICONS.get(kind) or _ICONS.get(kind.split('/')[0] + '/', 'unknown')}"


def _entry(**values: Any) -> dict[str, Any]:
    """An entry of an activity's contents, with empty values for the keys not given."""
    empty = {"filepath": "/", "filesize": 0, "timecreated": None, "sortorder": None, "userid": None, "author": None, "license": None}
    return {**empty, **values}


def _files(component: str) -> Callable[[Instance, ActivityContent, str], list[dict[str, Any]]]:
    """A function that returns an instance's files as contents; their URLs have its revision, so that clients reload changed files."""

    def contents(row: Instance, stored: ActivityContent, base: str) -> list[dict[str, Any]]:
        columns = (
            "filename",
            "filepath",
            "filesize",
            "timecreated",
            "timemodified",
            "sortorder",
            "userid",
            "author",
            "license",
            "mimetype",
        )
        return [
            {
                "type": "file",
                **{name: file[name] for name in columns},
                "fileurl": f"{base}/{component}/content/{row['revision']}{file['filepath']}{file['filename']}?forcedownload=1",
                "isexternalfile": file["referencefileid"] is not None,
            }
            for file in stored.files
        ]

    return contents


def _page(row: Instance, stored: ActivityContent, base: str) -> list[dict[str, Any]]:
    """The contents of a page: its files, and the page itself as ``index.html``."""
    address = f"{base}/mod_page/content/index.html?forcedownload=1"
    page_file = _entry(type="file", filename="index.html", fileurl=address, timemodified=row["timemodified"], sortorder=1)
    return [*_files("mod_page")(row, stored, base), page_file]


def _url(row: Instance, _stored: ActivityContent, _base: str) -> list[dict[str, Any]]:
    """The contents of a URL resource: the URL."""
    return [_entry(type="url", filename=row["name"], filepath=None, fileurl=row["externalurl"], timemodified=row["timemodified"])]


def _book(row: Instance, stored: ActivityContent, base: str) -> list[dict[str, Any]]:
    """The contents of a book: its table of contents, and each visible chapter as ``index.html``."""
    visible = [chapter for chapter in stored.chapters if not chapter["hidden"]]
    toc: list[dict[str, Any]] = []
    for chapter in visible:
        entry = {"title": chapter["title"], "href": f"{chapter['id']}/index.html", "level": int(bool(chapter["subchapter"])), "hidden": "0"}
        (toc[-1]["subitems"] if chapter["subchapter"] and toc else toc).append({**entry, "subitems": []})
    structure = _entry(type="content", filename="structure", fileurl=None, content=json.dumps(toc, separators=(",", ":")), sortorder=0)
    found = [{**structure, "timecreated": row["timecreated"], "timemodified": row["timemodified"]}]
    for chapter in visible:
        address = f"{base}/mod_book/chapter/{chapter['id']}/index.html"
        chapter_file = _entry(type="file", filename="index.html", fileurl=address, content=chapter["title"], sortorder=0)
        times = {name: chapter[name] for name in ("timecreated", "timemodified")}
        found.append({**chapter_file, "filepath": f"/{chapter['id']}/", **times})
    return found


def _resource_data(row: Instance, stored: ActivityContent, _wwwroot: str) -> dict[str, Any]:
    """The custom data of a file resource: how it is displayed."""
    display = row["display"]
    if display == _AUTOMATIC:
        mimetype = str(stored.files[0]["mimetype"] or "") if stored.files else ""
        display = _DOWNLOADED if mimetype in _ARCHIVES[:3] else _EMBEDDED if mimetype.startswith(_EMBEDDABLE) else _OPENED
    return {"filtericon": True, "displayoptions": row["displayoptions"], "display": display}


def _url_data(row: Instance, _stored: ActivityContent, wwwroot: str) -> dict[str, Any]:
    """The custom data of a URL resource: how it is displayed; pages of other sites are not embedded."""
    display = row["display"]
    if display == _AUTOMATIC:
        address = str(row["externalurl"])
        mimetype = mimetypes.guess_type(urlsplit(address).path)[0] or "text/html"
        display = _DOWNLOADED if mimetype in _ARCHIVES else _EMBEDDED if mimetype.startswith(_EMBEDDABLE) else _OPENED
        display = _OPENED if address.startswith(wwwroot) and ".php" in address and "file.php" not in address else display
    return {"display": display, "filtericon": True}


def _assign_data(row: Instance, _stored: ActivityContent, _wwwroot: str) -> dict[str, Any]:
    """The custom data of an assignment: its dates. As recorded, ``duedate`` (which can be overridden per user) is a number."""
    due = {"duedate": row["duedate"]} if row["duedate"] else {}
    return {**due, **_set(row, "cutoffdate", "allowsubmissionsfromdate")}


def _set(row: Instance, *columns: str) -> dict[str, str]:
    """The given columns that are not 0, as strings: the reference returns them as the database does."""
    return {column: str(row[column]) for column in columns if row[column]}


def _times(row: Instance, _stored: ActivityContent, _wwwroot: str) -> dict[str, Any]:
    """The custom data of an activity with opening and closing times."""
    return _set(row, "timeopen", "timeclose")


def _forum_data(row: Instance, _stored: ActivityContent, _wwwroot: str) -> dict[str, Any]:
    """The custom data of a forum: its dates and its tracking type."""
    return {**_set(row, "duedate", "cutoffdate"), "trackingtype": str(row["trackingtype"])}


_OPEN = (("timeopen", "Opens:", "Opened:"), ("timeclose", "Closes:", "Closed:"))
_DUE = (("duedate", "Due:", "Due:"),)
_SUBMISSIONS = (("allowsubmissionsfromdate", "Opens:", "Opened:"), ("duedate", "Due:", "Due:"))

_TYPES: Mapping[str, ActivityType] = {
    "assign": ActivityType(name="Assignment", plural="Assignments", purpose="assessment", dates=_SUBMISSIONS, data=_assign_data),
    "book": ActivityType(name="Book", plural="Books", contents=_book),
    "choice": ActivityType(name="Choice", plural="Choices", purpose="communication", dates=_OPEN, data=_times),
    "folder": ActivityType(name="Folder", plural="Folders", contents=_files("mod_folder")),
    "forum": ActivityType(
        name="Forum", plural="Forums", purpose="collaboration", has_badge=True, dates=(("duedate", "Due:", "Due:"),), data=_forum_data
    ),
    "label": ActivityType(name="Text and media area", plural="Text and media areas", has_page=False),
    "page": ActivityType(name="Page", plural="Pages", contents=_page),
    "quiz": ActivityType(name="Quiz", plural="Quizzes", purpose="assessment", dates=_OPEN, data=_times),
    "resource": ActivityType(name="File", plural="Files", has_badge=True, data=_resource_data, contents=_files("mod_resource")),
    "url": ActivityType(name="URL", plural="URLs", data=_url_data, contents=_url),
}

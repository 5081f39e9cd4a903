"""What types of activities tell of their instances besides what all types do, as JSON: their ``customdata``."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import RowMapping

from gateway.api.php import serialized

__all__ = ["ActivityContent", "Instance", "Row", "customdata", "display_options"]

Instance = Mapping[Any, Any]
"""A row of the table of a type of activity, with the dates that hold for the caller."""

Row = Mapping[Any, Any]
"""A row of ``course_modules`` with ``modname``."""

# The display modes of files and URLs (values of resource.display and url.display).
_AUTOMATIC, _EMBEDDED, _DOWNLOADED, _OPENED = 0, 1, 4, 5

_EMBEDDABLE = ("image/gif", "image/jpeg", "image/png", "image/svg+xml", "video/", "audio/")
_ARCHIVES = ("application/zip", "application/x-tar", "application/gzip", "application/pdf", "text/html")

# The folder's contents are shown on the course page (a value of folder.display).
_INLINE = 1
# Automatic completion (a value of course_modules.completion).
_BY_RULES = 2

# The columns with the conditions of completion that only a type of activity has.
_RULES: Mapping[str, Sequence[str]] = {
    "assign": ("completionsubmit",),
    "choice": ("completionsubmit",),
    "data": ("completionentries",),
    "feedback": ("completionsubmit",),
    "forum": ("completiondiscussions", "completionreplies", "completionposts"),
    "glossary": ("completionentries",),
    "lesson": ("completionendreached", "completiontimespent"),
    "scorm": ("completionstatusrequired", "completionscorerequired", "completionstatusallscos"),
    "survey": ("completionsubmit",),
}
# The columns with times, told where they are set.
_TIMES: Mapping[str, Sequence[str]] = {
    "assign": ("duedate", "cutoffdate", "allowsubmissionsfromdate"),
    "choice": ("timeopen", "timeclose"),
    "data": ("timeavailablefrom", "timeavailableto"),
    "feedback": ("timeopen", "timeclose"),
    "forum": ("duedate", "cutoffdate"),
    "lesson": ("available", "deadline"),
    "quiz": ("timeopen", "timeclose"),
    "scorm": ("timeopen", "timeclose"),
    "workshop": ("submissionstart", "submissionend", "assessmentstart", "assessmentend"),
}
# The columns that are told in any case.
_ALWAYS: Mapping[str, Sequence[str]] = {"chat": ("chattime", "schedule"), "feedback": ("anonymous",), "forum": ("trackingtype",)}


class ActivityContent(msgspec.Struct, frozen=True):
    """The files of an activity instance (the main file first), and its chapters with the tags of each, if it is a book."""

    files: Sequence[RowMapping] = ()
    chapters: Sequence[Mapping[Any, Any]] = ()
    tags: Mapping[int, Sequence[Mapping[str, Any]]] = msgspec.field(default_factory=dict)


def customdata(module: Row, instance: Instance, stored: ActivityContent, wwwroot: str) -> dict[str, Any]:
    """What the type of an activity tells of it. Columns are texts: the reference returns them as its database does."""
    modname = module["modname"]
    found: dict[str, Any] = {}
    if module["completion"] == _BY_RULES and (rules := _rules(module, instance)):
        found["customcompletionrules"] = rules
    found |= {column: str(instance[column]) for column in _TIMES.get(modname, ()) if instance[column]}
    found |= {column: str(instance[column]) for column in _ALWAYS.get(modname, ())}
    if modname == "assign" and instance["duedate"] and "duedate" not in instance.get("overridden", ()):
        # As recorded: of all its dates, this one is a number unless somebody was given another.
        found["duedate"] = instance["duedate"]
    more: Callable[[Row, Instance, ActivityContent, str], dict[str, Any]] | None = _MORE.get(modname)
    return found | (more(module, instance, stored, wwwroot) if more else {})


def display_options(instance: Instance) -> dict[str, Any]:
    """The options of how a file or a URL is displayed; none where they are not stored as they should be."""
    try:
        found = serialized.loads(instance["displayoptions"] or "a:0:{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _rules(module: Row, instance: Instance) -> dict[str, Any]:
    """The conditions of completion that only the type of activity has."""
    if module["modname"] == "quiz":
        exhausted = instance["completionattemptsexhausted"]
        both = {"completionpassgrade": str(module["completionpassgrade"]), "completionattemptsexhausted": str(exhausted)}
        return {
            "completionpassorattemptsexhausted": both if exhausted else [],
            "completionminattempts": str(instance["completionminattempts"]),
        }
    columns = _RULES.get(module["modname"], ())
    return {column: None if instance[column] is None else str(instance[column]) for column in columns}


def _folder(module: Row, row: Instance, _stored: ActivityContent, _wwwroot: str) -> dict[str, Any]:
    """The custom data of a folder that is shown on the course page."""
    if row["display"] != _INLINE:
        return {}
    told = bool(module["showdescription"]) and bool((row["intro"] or "").strip())
    return {
        **{column: str(row[column]) for column in ("showexpanded", "showdownloadfolder", "forcedownload")},
        "id": row["id"],
        "course": row["course"],
        "display": _INLINE,
        "name": row["name"],
        "intro": row["intro"] if told else "",
        "introformat": str(row["introformat"]) if told else "0",
    }


def _resource(_module: Row, row: Instance, stored: ActivityContent, _wwwroot: str) -> dict[str, Any]:
    """The custom data of a file resource: how it is displayed."""
    display: int | str = str(row["display"])
    if row["display"] == _AUTOMATIC:
        mimetype = str(stored.files[0]["mimetype"] or "") if stored.files else ""
        display = _DOWNLOADED if mimetype in _ARCHIVES[:3] else _EMBEDDED if mimetype.startswith(_EMBEDDABLE) else _OPENED
    return {"filtericon": True, "displayoptions": row["displayoptions"], "display": display}


def _subsection(module: Row, _row: Instance, _stored: ActivityContent, _wwwroot: str) -> dict[str, Any]:
    """The custom data of a subsection: the section that it stands for."""
    return {"sectionid": str(module["delegated"])} if module.get("delegated") else {}


def _url(_module: Row, row: Instance, _stored: ActivityContent, wwwroot: str) -> dict[str, Any]:
    """The custom data of a URL resource: how it is displayed; pages of other sites are not embedded."""
    display: int | str = str(row["display"])
    if row["display"] == _AUTOMATIC:
        address = str(row["externalurl"])
        mimetype = mimetypes.guess_type(urlsplit(address).path)[0] or "text/html"
        display = _DOWNLOADED if mimetype in _ARCHIVES else _EMBEDDED if mimetype.startswith(_EMBEDDABLE) else _OPENED
        display = _OPENED if address.startswith(wwwroot) and ".php" in address and "file.php" not in address else display
    return {"display": display, "filtericon": True}


_MORE: Mapping[str, Callable[[Row, Instance, ActivityContent, str], dict[str, Any]]] = {
    "folder": _folder,
    "resource": _resource,
    "subsection": _subsection,
    "url": _url,
}

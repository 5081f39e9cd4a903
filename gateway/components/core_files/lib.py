"""Stored files: the folders and files of a folder, the way to it from the site down, deleting them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice, takewhile
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, select

from gateway.api import SYSTEM, CallContext, Context, GatewayError, Level, contexts, format_string
from gateway.api.areas import FileArea, ItemSegment, StoredFile, path_in_address
from gateway.api.stored_files import FOLDER, ItemArea, rows
from gateway.api.tables import course, course_categories, files, user
from gateway.components.core_course import activities, course_modules
from gateway.components.core_user.lib import fullname

__all__ = ["delete", "files_result", "has_folder"]

_NO_FILES: Final[dict[str, Any]] = {"parents": [], "files": []}


def _of_caller(ctx: CallContext, file: StoredFile) -> bool:
    """Whether a file lies in the caller's own context."""
    context = contexts.by_id(ctx.db, file.contextid)
    return context is not None and context.level == Level.USER and context.instance == ctx.userid


_DRAFTS: Final = FileArea(may_read=_of_caller, listed=_of_caller, label="Drafts")


def files_result(ctx: CallContext, context: Context, asked: StoredFile, modified: int | None) -> dict[str, Any]:
    """The result of ``get_files`` for a folder, or for a file, which has a way to it and no files in it.

    Empty where there is no such folder, and for who is not told what there is.
    """
    drafts = (asked.component, asked.filearea) == ("user", "draft")
    area = _DRAFTS if drafts else ctx.registry.areas.get((asked.component, asked.filearea))
    if area is None or not _is_told(ctx, context, area, asked):
        return _NO_FILES
    stored = rows.of_item_area(ctx.db, ItemArea(context.id, asked.component, asked.filearea, asked.itemid))
    if not any((row["filepath"], row["filename"]) == (asked.filepath, asked.filename) for row in stored):
        return _NO_FILES
    is_folder = asked.filename == FOLDER
    found = [_entry(ctx, area, row, drafts=drafts) for row in stored if _is_in(row, asked.filepath)] if is_folder else []
    found = [entry for entry in found if entry["isdir"] or modified is None or entry["timemodified"] > modified]
    found.sort(key=lambda entry: (not entry["isdir"], entry["filepath"], entry["filename"]))
    return {"parents": _parents(ctx, context, area, asked, drafts=drafts), "files": found}


def has_folder(db: Connection, area: ItemArea, filepath: str) -> bool:
    """Whether there is a folder in a draft area; every draft area has its root."""
    place = select(files.c.id).where(files.c.pathnamehash == rows.path_hash(area, filepath, FOLDER))
    return filepath == "/" or db.execute(place).first() is not None


def delete(db: Connection, area: ItemArea, places: Sequence[tuple[str, str]]) -> list[str]:
    """Delete files, and folders where the name is empty, with all that is in them; returns the folders that those were in."""
    there = {(row["filepath"], row["filename"]): row["id"] for row in rows.of_item_area(db, area)}
    ordered = sorted(there)
    parents: dict[str, None] = {}
    gone: set[int] = set()
    for path, name in dict.fromkeys(places):
        if (path, name or FOLDER) not in there:
            continue
        if name and name != FOLDER:
            gone.add(there[path, name])
            parents[path] = None
        else:
            inside = islice(ordered, bisect_left(ordered, (path, "")), None)
            gone.update(there[place] for place in takewhile(lambda place: place[0].startswith(path), inside))  # noqa: B023 (used at once)
            parents[path.rstrip("/").rpartition("/")[0] + "/"] = None
    rows.remove(db, gone)
    return list(parents)


def _is_told(ctx: CallContext, context: Context, area: FileArea, asked: StoredFile) -> bool:
    """Whether the caller is told which files an area has."""
    if area.listed is None:
        return ctx.has("moodle/course:managefiles", context)
    try:
        return area.listed(ctx, asked)
    except GatewayError:  # a rule may refuse as functions do
        return False


def _is_in(row: RowMapping, folder: str) -> bool:
    """Whether a file or a folder lies in a folder, and not deeper."""
    if row["filename"] != FOLDER:
        return bool(row["filepath"] == folder)
    return bool(row["filepath"] != folder and row["filepath"].rstrip("/").rpartition("/")[0] + "/" == folder)


def _entry(ctx: CallContext, area: FileArea, row: RowMapping, *, drafts: bool) -> dict[str, Any]:
    """A file or a folder in the form of the result."""
    is_folder = row["filename"] == FOLDER
    item = "" if area.item is ItemSegment.NONE else f"/{row['itemid']}"
    script = "draftfile.php" if drafts else "pluginfile.php"
    place = f"{ctx.site.wwwroot}/{script}/{row['contextid']}/{row['component']}/{row['filearea']}{item}"
    return {
        **{name: row[name] for name in ("contextid", "component", "filearea", "itemid", "filepath")},
        "filename": row["filepath"].rstrip("/").rpartition("/")[2] if is_folder else row["filename"],
        "isdir": is_folder,
        "url": None if is_folder else place + path_in_address(row),
        **{name: row[name] for name in ("timemodified", "timecreated", "filesize", "author", "license")},
    }


def _parents(ctx: CallContext, context: Context, area: FileArea, asked: StoredFile, *, drafts: bool) -> list[dict[str, Any]]:
    """The way to a folder or a file: the contexts around it, its area, and the folders above."""
    found: list[dict[str, Any]] = []
    place = {"contextid": context.id, "component": asked.component, "filearea": asked.filearea}
    # The areas of what is plugged into an activity, and drafts, belong to no list of the site.
    if not drafts and (context.level != Level.MODULE or asked.component.startswith("mod_")):
        around = contexts.by_ids(ctx.db, context.ids)
        nowhere = {"component": None, "filearea": None, "itemid": None, "filepath": None}
        found += [{"contextid": each, **nowhere, "filename": _name(ctx, around[each])} for each in context.ids if each in around]
        if area.item is ItemSegment.ID:
            found.append({**place, "itemid": None, "filepath": None, "filename": area.label})
    above = asked.filepath if asked.filename != FOLDER else asked.filepath.rstrip("/").rpartition("/")[0] + "/"
    if (asked.filepath, asked.filename) == ("/", FOLDER):
        return found
    inside = {**place, "itemid": asked.itemid}
    found.append({**inside, "filepath": "/", "filename": area.label})
    walked = "/"
    for name in above.strip("/").split("/"):
        if name:
            walked += f"{name}/"
            found.append({**inside, "filepath": walked, "filename": name})
    return found


def _name(ctx: CallContext, context: Context) -> str:
    """The name of a context as lists show it; an activity is told with its type."""
    if context.level == SYSTEM.level:
        return "System"
    if context.level == Level.USER:
        return fullname(ctx.site, ctx.db.execute(select(user).where(user.c.id == context.instance)).mappings().one())
    if context.level == Level.MODULE:
        module = course_modules.by_id(ctx.db, context.instance)
        kind, instance = module["modname"], module["instance"]
        row = course_modules.details(ctx, [(kind, instance)])[kind, instance]
        return f"{format_string(row['name'], ctx.settings)} ({activities.activity_type(kind).name})"
    table, column = (course_categories, "name") if context.level == Level.COURSECAT else (course, "fullname")
    name = ctx.db.execute(select(table.c[column]).where(table.c.id == context.instance)).scalar_one_or_none()
    return format_string(name, ctx.settings)

"""Draft areas: where a person's uploads wait, and where the files of an item are edited (``docs/contract/server.md 3.5``).

A function that takes a draft area stores its files in the area of an item: what the draft area lacks is deleted there, what it
has is added or replaced. Addresses of drafts in a text become placeholders then, and the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import unquote

import msgspec
from sqlalchemy import Connection, RowMapping, func, select, update

from gateway import chance
from gateway.access import contexts
from gateway.access.contexts import Context, Level
from gateway.files import rows
from gateway.files.rows import FOLDER, ItemArea
from gateway.pipeline.context import CallContext
from gateway.store.tables.files import files

__all__ = [
    "AreaLimits",
    "Contents",
    "chosen",
    "contents",
    "draft_area",
    "exists",
    "from_text",
    "into_text",
    "keep_text",
    "merge",
    "prepare",
    "save",
    "source_of",
    "unused_itemid",
]

_COMPONENT, _FILEAREA = "user", "draft"
_MOST_ITEMS: Final = 999_999_999
_PLACEHOLDER: Final = "@@PLUGINFILE@@/"
# The place of a file in a stored text: up to what ends an address.
_NAMED: Final = re.compile(re.escape(_PLACEHOLDER) + r"""([^?"'<>\s:\\]+)""")
# What a stored file takes over from the draft that replaces it.
_PROPERTIES: Final = ("author", "license", "source", "sortorder", "timemodified")
_CONTENT: Final = ("contenthash", "filesize", "mimetype", "referencefileid", "userid")
# A slash as it stands in an address, or in a field of one.
_SLASH: Final = "(?:/|%2F)"
_SOURCE: Final = re.compile(r'O:8:"stdClass":\d+:\{.*?s:6:"source";(?:s:\d+:"(.*?)";|N;)', re.DOTALL)


class AreaLimits(msgspec.Struct, frozen=True, kw_only=True):
    """What the area of an item may hold; None where there is no limit.

    ``folders`` says whether files may lie in folders, ``files`` how many files there may be, ``file_bytes`` how large one may be.
    Files beyond these limits are left out; a draft area with more than ``area_bytes`` is not stored at all.
    """

    folders: bool = False
    files: int | None = None
    file_bytes: int | None = None
    area_bytes: int | None = None


class Contents(msgspec.Struct, frozen=True):
    """The number of files and of folders in the area of an item, and the bytes of its files: of all, and of those that lie here."""

    files: int
    folders: int
    size: int
    size_here: int


def unused_itemid(db: Connection, context: Context) -> int:
    """The number of a draft area that a user, given by context, does not have."""
    while True:
        itemid = chance.source().randint(1, _MOST_ITEMS)
        if not exists(db, ItemArea(context.id, _COMPONENT, _FILEAREA, itemid)):
            return itemid


def draft_area(db: Connection, userid: int, itemid: int) -> ItemArea:
    """The draft area of a user with this number."""
    return ItemArea(contexts.by_instance(db, Level.USER, userid).id, _COMPONENT, _FILEAREA, itemid)


def chosen(db: Connection, context: Context, itemid: int) -> ItemArea:
    """The draft area of a user, given by context, with this number; a new one for 0 and less."""
    return ItemArea(context.id, _COMPONENT, _FILEAREA, itemid if itemid > 0 else unused_itemid(db, context))


def exists(db: Connection, area: ItemArea) -> bool:
    """Whether a draft area has anything in it, be it its root alone."""
    return db.execute(select(files.c.id).where(rows.in_item_area(area)).limit(1)).first() is not None


def source_of(filename: str) -> str:
    """The column ``source`` of an uploaded draft: the name it was uploaded under, in the form that clients are answered with."""
    return f'O:8:"stdClass":1:{{s:6:"source";s:{len(filename.encode("utf-8", "surrogatepass"))}:"{filename}";}}'


def contents(db: Connection, area: ItemArea) -> Contents:
    """How much there is in the area of an item."""
    cols, where = files.c, rows.in_item_area(area)
    is_file = cols.filename != FOLDER
    size = func.coalesce(func.sum(cols.filesize), 0)
    count, total = db.execute(select(func.count(), size).where(where, is_file)).one()
    here = db.execute(select(size).where(where, is_file, cols.referencefileid.is_(None))).scalar_one()
    folders = db.execute(select(func.count()).where(where, cols.filename == FOLDER, cols.filepath != "/")).scalar_one()
    return Contents(count, folders, int(total), int(here))


def prepare(ctx: CallContext, area: ItemArea, limits: AreaLimits) -> int:
    """Copy the files of an item into a new draft area of the caller, and return its number."""
    context = contexts.by_instance(ctx.db, Level.USER, ctx.userid)
    draft = chosen(ctx.db, context, 0)
    rows.add_folders(ctx.db, draft, "/", userid=ctx.userid, now=ctx.now)
    stored = [row for row in rows.of_item_area(ctx.db, area) if not _is_root(row) and (limits.folders or _is_in_root(row))]
    rows.copy(ctx.db, [dict(row) for row in stored], draft)
    return draft.itemid


def save(ctx: CallContext, itemid: int, area: ItemArea, limits: AreaLimits) -> bool:
    """Make the area of an item hold what a draft area of the caller holds; returns False, and stores nothing, if that is too much."""
    drafts = rows.of_item_area(ctx.db, draft_area(ctx.db, ctx.userid, itemid))
    if limits.area_bytes is not None and sum(row["filesize"] for row in drafts) > limits.area_bytes:
        return False
    chosen = _within(drafts, limits)
    stored = _by_place(rows.of_item_area(ctx.db, area))
    rows.remove(ctx.db, [row["id"] for place, row in stored.items() if place not in chosen])
    _store(ctx, chosen, stored, area)
    return True


def merge(ctx: CallContext, itemid: int, area: ItemArea) -> None:
    """Add what a draft area of the caller holds to the area of an item, replacing files of the same name; the draft area is emptied."""
    draft = draft_area(ctx.db, ctx.userid, itemid)
    _store(ctx, _by_place(rows.of_item_area(ctx.db, draft)), _by_place(rows.of_item_area(ctx.db, area)), area)
    rows.remove_item_area(ctx.db, draft)


def from_text(ctx: CallContext, text: str, itemid: int) -> str:
    """A text as it is stored: addresses of files in a draft area of the caller are placeholders for where the files are stored."""
    site = f"https?:{re.escape(ctx.site.wwwroot.partition(':')[2])}"
    script = rf"{site}/(?:draftfile\.php(?:\?file=)?|brokenfile\.php#){_SLASH}"
    place = _SLASH.join(map(str, draft_area(ctx.db, ctx.userid, itemid)))
    return re.sub(script + place + _SLASH, _PLACEHOLDER, text, flags=re.IGNORECASE)


def keep_text(ctx: CallContext, text: str, itemid: int, area: ItemArea, limits: AreaLimits) -> str:
    """Store the files of a draft area that a text names in the area of an item, and return the text as it is stored.

    Drafts that the text does not name, any more or yet, are deleted.
    """
    stored = from_text(ctx, text, itemid)
    named = {f"/{unquote(place)}" for place in _NAMED.findall(stored)}
    there = rows.of_item_area(ctx.db, draft_area(ctx.db, ctx.userid, itemid))
    rows.remove(ctx.db, [row["id"] for row in there if row["filename"] != FOLDER and f"{row['filepath']}{row['filename']}" not in named])
    save(ctx, itemid, area, limits)
    return stored


def into_text(ctx: CallContext, text: str, itemid: int) -> str:
    """A stored text as it is edited: its placeholders are addresses of files in a draft area of the caller."""
    place = "/".join(map(str, draft_area(ctx.db, ctx.userid, itemid)))
    return text.replace(_PLACEHOLDER, f"{ctx.site.wwwroot}/draftfile.php/{place}/")


def _is_root(row: RowMapping) -> bool:
    return bool(row["filename"] == FOLDER and row["filepath"] == "/")


def _is_in_root(row: RowMapping) -> bool:
    """Whether a row is a file that lies in no folder."""
    return bool(row["filename"] != FOLDER and row["filepath"] == "/")


def _by_place(found: Sequence[RowMapping]) -> dict[tuple[str, str], RowMapping]:
    """Rows by folder and name."""
    return {(row["filepath"], row["filename"]): row for row in found}


def _within(drafts: Sequence[RowMapping], limits: AreaLimits) -> dict[tuple[str, str], RowMapping]:
    """The rows of a draft area that an area with these limits takes, by folder and name."""
    chosen, count = {}, 0
    for row in drafts:
        is_file = row["filename"] != FOLDER
        if not limits.folders and not _is_in_root(row):
            continue
        if is_file and limits.file_bytes is not None and row["filesize"] > limits.file_bytes:
            continue
        if is_file and limits.files is not None and count >= limits.files:
            continue
        count += is_file
        chosen[row["filepath"], row["filename"]] = row
    return chosen


def _store(ctx: CallContext, drafts: dict[tuple[str, str], RowMapping], stored: dict[tuple[str, str], RowMapping], area: ItemArea) -> None:
    """Add drafts to an area, or have them replace what is stored in their places; a replaced file keeps the time it was made."""
    new = []
    for place, draft in drafts.items():
        kept = stored.get(place)
        if kept is None:
            new.append({**draft, "source": _plain_source(draft["source"])})
            continue
        replaced = {**{name: draft[name] for name in (*_PROPERTIES, *_CONTENT)}, "source": _plain_source(draft["source"])}
        if draft["contenthash"] == kept["contenthash"]:
            replaced = {name: value for name, value in replaced.items() if name not in _CONTENT}
        changes = {name: value for name, value in replaced.items() if kept[name] != value}
        if changes:
            ctx.db.execute(update(files).where(files.c.id == kept["id"]).values(changes))
    rows.copy(ctx.db, new, area)
    for filepath in dict.fromkeys(row["filepath"] for row in new):
        if (filepath, FOLDER) in drafts or (filepath, FOLDER) in stored:
            continue
        rows.add_folders(ctx.db, area, filepath, userid=ctx.userid, now=ctx.now)


def _plain_source(source: str | None) -> str | None:
    """Where a file came from, as it is stored outside of drafts: the name in what ``source_of`` makes."""
    found = _SOURCE.match(source or "")
    return found[1] if found else source

"""Draft areas: stored in the areas of items, made from them, merged; their addresses in texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from sqlalchemy import select

from gateway.errors import FileError
from gateway.files import drafts, rows
from gateway.files.drafts import AreaLimits
from gateway.files.rows import ItemArea
from gateway.pipeline.context import CallContext
from gateway.server.host import Gateway
from gateway.store.blobs import Blob, content_hash
from gateway.store.tables.files import files
from tests.unit.app_fixtures import registry
from tests.unit.college import college, context_of

__all__ = ["college", "registry"]

T = TypeVar("T")
TARGET = ItemArea(76, "mod_folder", "content", 7)
OPEN = AreaLimits(folders=True)
NOW = 1800000000


async def run(gateway: Gateway, work: Callable[[CallContext], T]) -> T:
    """The result of work in a transaction, as the student."""
    return await context_of(gateway, "student", work, now=NOW)


def blob(content: str) -> Blob:
    return Blob(content_hash(content.encode()), len(content))


def fill(ctx: CallContext, area: ItemArea, *places: str, content: str = "new", **values: Any) -> None:
    """Add files to an area by their paths, and folders by paths that end in a slash."""
    for place in places:
        folder, _, name = place.rpartition("/")
        if name:
            assert rows.add(ctx.db, area, f"{folder}/", name, blob(content), now=ctx.now, **values)
        else:
            rows.add_folders(ctx.db, area, place, userid=None, now=ctx.now)


def listed(ctx: CallContext, area: ItemArea) -> dict[str, str]:
    """The content of each file of an area, by its hash, and that of each folder."""
    return {f"{row['filepath']}{row['filename']}": row["contenthash"][:6] for row in rows.of_item_area(ctx.db, area)}


def own(ctx: CallContext, itemid: int = 5) -> ItemArea:
    return drafts.draft_area(ctx.db, ctx.userid, itemid)


NEW, OLD, NOTHING = (content_hash(text.encode())[:6] for text in ("new", "old", ""))


async def test_a_draft_area_takes_the_place_of_what_is_stored(college: Gateway) -> None:
    def work(ctx: CallContext) -> dict[str, str]:
        fill(ctx, TARGET, "/kept.txt", "/gone.txt", "/changed.txt", "/dir/gone.txt", content="old")
        fill(ctx, own(ctx), "/kept.txt", content="old")
        fill(ctx, own(ctx), "/changed.txt", "/dir/sub/added.txt")
        assert drafts.save(ctx, 5, TARGET, OPEN)
        return listed(ctx, TARGET)

    assert await run(college, work) == {
        "/.": NOTHING, "/changed.txt": NEW, "/kept.txt": OLD, "/dir/.": NOTHING, "/dir/sub/.": NOTHING, "/dir/sub/added.txt": NEW,
    }  # fmt: skip


async def test_a_replaced_file_keeps_when_it_was_made_and_takes_the_rest_from_the_draft(college: Gateway) -> None:
    def work(ctx: CallContext) -> Any:
        fill(ctx, TARGET, "/a.txt", content="old", timecreated=1, timemodified=1, author="Before", sortorder=3)
        fill(ctx, own(ctx), "/a.txt", author="After", source=drafts.source_of("from.txt"), timecreated=2, timemodified=2)
        before = ctx.db.execute(select(files.c.id).where(rows.in_item_area(TARGET), files.c.filename == "a.txt")).scalar_one()
        drafts.save(ctx, 5, TARGET, OPEN)
        row = ctx.db.execute(select(files).where(rows.in_item_area(TARGET), files.c.filename == "a.txt")).mappings().one()
        return row["id"] == before, row["timecreated"], row["timemodified"], row["author"], row["source"], row["sortorder"], row["filesize"]

    assert await run(college, work) == (True, 1, 2, "After", "from.txt", 0, 3)


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        (AreaLimits(), ["/a.txt", "/b.txt", "/long.txt"]),
        (AreaLimits(files=1), ["/a.txt"]),
        (AreaLimits(files=2, folders=True), ["/a.txt", "/b.txt"]),
        (AreaLimits(file_bytes=3), ["/a.txt", "/b.txt"]),
        (AreaLimits(folders=True), ["/a.txt", "/b.txt", "/long.txt", "/dir/c.txt"]),
        (AreaLimits(folders=True, area_bytes=17), ["/a.txt", "/b.txt", "/long.txt", "/dir/c.txt"]),
        (AreaLimits(folders=True, area_bytes=16), None),
    ],
)
async def test_what_is_beyond_the_limits_is_left_out(college: Gateway, limits: AreaLimits, expected: list[str] | None) -> None:
    def work(ctx: CallContext) -> list[str] | None:
        fill(ctx, own(ctx), "/a.txt", "/b.txt", "/dir/c.txt")
        fill(ctx, own(ctx), "/long.txt", content="longtext")
        stored = drafts.save(ctx, 5, TARGET, limits)
        names = [name for name in listed(ctx, TARGET) if not name.endswith("/.")]
        assert stored or not names
        return names if stored else None

    found = await run(college, work)
    assert (found and sorted(found)) == (expected and sorted(expected))


async def test_an_area_is_edited_in_a_draft_area_and_stored_again_unchanged(college: Gateway) -> None:
    def work(ctx: CallContext) -> None:
        fill(ctx, TARGET, "/a.txt", "/dir/b.txt", "/empty/", timecreated=1, author="Ada")
        before = [dict(row) for row in rows.of_item_area(ctx.db, TARGET)]
        itemid = drafts.prepare(ctx, TARGET, OPEN)
        assert listed(ctx, own(ctx, itemid)) == listed(ctx, TARGET)
        assert drafts.save(ctx, itemid, TARGET, OPEN)
        after = [dict(row) for row in rows.of_item_area(ctx.db, TARGET)]
        assert after == before

    await run(college, work)


async def test_an_area_without_folders_is_edited_without_them(college: Gateway) -> None:
    def work(ctx: CallContext) -> list[str]:
        fill(ctx, TARGET, "/a.txt", "/dir/b.txt")
        return list(listed(ctx, own(ctx, drafts.prepare(ctx, TARGET, AreaLimits()))))

    assert sorted(await run(college, work)) == ["/.", "/a.txt"]


async def test_a_merge_adds_and_replaces_and_empties_the_draft_area(college: Gateway) -> None:
    def work(ctx: CallContext) -> tuple[dict[str, str], bool]:
        fill(ctx, TARGET, "/stays.txt", "/same.txt", content="old")
        fill(ctx, own(ctx), "/same.txt", "/dir/added.txt")
        drafts.merge(ctx, 5, TARGET)
        return listed(ctx, TARGET), drafts.exists(ctx.db, own(ctx))

    stored, left = await run(college, work)
    assert stored == {"/.": NOTHING, "/stays.txt": OLD, "/same.txt": NEW, "/dir/.": NOTHING, "/dir/added.txt": NEW}
    assert not left


async def test_contents_are_counted(college: Gateway) -> None:
    def work(ctx: CallContext) -> drafts.Contents:
        fill(ctx, TARGET, "/a.txt", "/dir/b.txt", "/dir/sub/")
        fill(ctx, TARGET, "/elsewhere.txt", content="far away", referencefileid=1)
        return drafts.contents(ctx.db, TARGET)

    assert await run(college, work) == drafts.Contents(files=3, folders=2, size=14, size_here=6)


async def test_addresses_of_drafts_become_placeholders_and_back(college: Gateway) -> None:
    def work(ctx: CallContext) -> None:
        site, place = ctx.site.wwwroot, f"/{own(ctx).contextid}/user/draft/5"
        other = f"{site}/draftfile.php/{own(ctx).contextid}/user/draft/6/c.png"
        field = place.replace("/", "%2F")
        text = f'<img src="{site}/draftfile.php{place}/a.png"> <img src="{site.upper()}/draftfile.php?file={field}%2Fb.png"> {other}'
        stored = f'<img src="@@PLUGINFILE@@/a.png"> <img src="@@PLUGINFILE@@/b.png"> {other}'
        assert drafts.from_text(ctx, text, 5) == stored
        assert drafts.into_text(ctx, "@@PLUGINFILE@@/a.png", 5) == f"{site}/draftfile.php{place}/a.png"

    await run(college, work)


@pytest.mark.parametrize(
    ("folder", "name", "code"),
    [
        ("", "a", "storedfileproblem"),
        ("a/", "a", "storedfileproblem"),
        ("/a", "a", "storedfileproblem"),
        ("/", "", "storedfileproblem"),
        ("/", ".", "storedfileproblem"),
        ("/", "x" * 256, "storedfilenotcreated"),
        (f"/{'x' * 254}/", "a", "storedfilenotcreated"),
        ("/" + "x/" * 101, "a", "storedfilenotcreated"),
    ],
)
async def test_what_is_no_place_is_refused(college: Gateway, folder: str, name: str, code: str) -> None:
    with pytest.raises(FileError) as caught:
        await run(college, lambda ctx: rows.add(ctx.db, TARGET, folder, name, blob("x"), now=1))
    assert caught.value.errorcode == code


async def test_a_place_is_taken_once(college: Gateway) -> None:
    def work(ctx: CallContext) -> list[bool]:
        return [rows.add(ctx.db, TARGET, "/dir/", "a.txt", blob("x"), now=1) for _ in range(2)]

    assert await run(college, work) == [True, False]

"""Books of a seed, with their chapters."""

from __future__ import annotations

from typing import Any

from gateway.api.seeding import HTML, Activity, ActivitySeed, Told, without_nothing
from gateway.components.mod_book.tables import book, book_chapters

__all__ = ["activity"]


def _parts(activity: Activity) -> None:
    chapters = activity.given["chapters"].each()
    for number, given in enumerate(chapters, start=1):
        chapter = activity.add(
            book_chapters,
            bookid=activity.id,
            pagenum=number,
            subchapter=int(given["sub"].flag()),
            title=given["title"].text(),
            content=given["content"].text(),
            contentformat=HTML,
            hidden=int(given["hidden"].flag()),
            timecreated=activity.now,
            timemodified=activity.now,
        )
        activity.add_files(given["files"], "chapter", itemid=chapter)
        given.close()
    activity.row["revision"] = len(chapters)


def _told(told: Told) -> dict[str, Any]:
    rows = sorted(told.rows(book_chapters, bookid=told.row["id"]), key=lambda row: row["pagenum"])
    chapters = [
        without_nothing(
            {
                "title": row["title"],
                "content": row["content"],
                "sub": bool(row["subchapter"]) or None,
                "hidden": bool(row["hidden"]) or None,
                "files": told.files("mod_book", "chapter", row["id"]),
            }
        )
        for row in rows
    ]
    return without_nothing({"chapters": chapters})


activity = ActivitySeed(table=book, usual={"numbering": 1, "navstyle": 1}, parts=_parts, told=_told)

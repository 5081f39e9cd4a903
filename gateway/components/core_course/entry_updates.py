"""The updates of what people write in activities: entries, pages, chapters, answers, and the comments on them and their ratings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, FromClause, RowMapping, Select, Table, select

from gateway.api import CallContext, Context
from gateway.api.access import OwnGroups, are_apart
from gateway.components.core_comment.tables import comments
from gateway.components.core_course.activity_data import Instance, Row
from gateway.components.core_rating.tables import rating
from gateway.components.mod_book.tables import book_chapters
from gateway.components.mod_choice.tables import choice_answers
from gateway.components.mod_data.tables import data_records
from gateway.components.mod_glossary.tables import glossary_entries
from gateway.components.mod_wiki.tables import wiki_pages, wiki_subwikis

__all__ = ["EntryUpdates"]

# Types of activities whose entries have comments, and those with ratings.
_WITH_COMMENTS = ("data", "glossary", "wiki")
_WITH_RATINGS = ("data", "forum", "glossary")

# When the answers to a choice are shown (the values of ``choice.showresults``): after answering, after closing, always.
_ANSWERED, _CLOSED, _ALWAYS = 1, 2, 3

_SUBWIKIS = wiki_pages.join(wiki_subwikis, wiki_subwikis.c.id == wiki_pages.c.subwikiid)
# The entries of each type: what they are selected from, their table, the column with the activity, and further columns.
_ENTRIES: Mapping[str, tuple[FromClause, Table, ColumnElement[int], Collection[ColumnElement[Any]]]] = {
    "book": (book_chapters, book_chapters, book_chapters.c.bookid, (book_chapters.c.timecreated, book_chapters.c.hidden)),
    "choice": (choice_answers, choice_answers, choice_answers.c.choiceid, (choice_answers.c.userid,)),
    "data": (
        data_records, data_records, data_records.c.dataid,
        (data_records.c.timecreated, data_records.c.userid, data_records.c.approved, data_records.c.groupid),
    ),
    "glossary": (
        glossary_entries, glossary_entries, glossary_entries.c.glossaryid,
        (glossary_entries.c.timecreated, glossary_entries.c.userid, glossary_entries.c.approved),
    ),
    "wiki": (
        _SUBWIKIS, wiki_pages, wiki_subwikis.c.wikiid, (wiki_pages.c.timecreated, wiki_subwikis.c.userid, wiki_subwikis.c.groupid),
    ),
}  # fmt: skip
_NAMES = {"book": "entries", "choice": "answers", "data": "entries", "glossary": "entries", "wiki": "pages"}


class EntryUpdates:
    """What has been written in several activities, loaded with a number of statements that depends only on their types."""

    def __init__(
        self,
        ctx: CallContext,
        rows: Collection[Row],
        places: Mapping[int, Context],
        instances: Mapping[Any, Instance],
        course: Context,
        groups: OwnGroups,
    ) -> None:
        """Load the entries of ``rows`` with their comments and ratings; ``instances`` are by type and id."""
        self._ctx, self._places, self._instances, self._course, self._groups = ctx, places, instances, course, groups
        self._entries: dict[tuple[str, int], list[RowMapping]] = {}
        for modname in _ENTRIES.keys() & {row["modname"] for row in rows}:
            for entry in ctx.db.execute(_entries(modname, [row["instance"] for row in rows if row["modname"] == modname])).mappings():
                self._entries.setdefault((modname, entry["instance"]), []).append(entry)
        self._comments = self._by_context(comments, comments.c.timecreated, [row for row in rows if row["modname"] in _WITH_COMMENTS])
        self._ratings = self._by_context(rating, rating.c.timemodified, [row for row in rows if row["modname"] in _WITH_RATINGS])

    def comments_and_ratings(self, row: Row, start: int) -> list[tuple[str, list[int]]]:
        """The ids of the comments and of the ratings since ``start``; ratings by others are for those who see any."""
        place = self._places[row["id"]]
        told = [("comments", [comment["id"] for comment in self._comments.get(place.id, ()) if comment["changed"] > start])]
        seen = [given for given in self._ratings.get(place.id, ()) if given["changed"] > start]
        if seen and not self._ctx.has(f"mod/{row['modname']}:viewanyrating", place):
            seen = [given for given in seen if given["userid"] == self._ctx.userid]
        return [*told, ("ratings", [given["id"] for given in seen])]

    def is_told_of(self, row: Row) -> bool:
        """Whether an activity tells of updates at all: choices do while the caller may choose, or choose anew."""
        choice = self._instances.get((row["modname"], row["instance"])) if row["modname"] == "choice" else None
        if choice is None:
            return True
        now, answers = self._ctx.now, self._entries.get(("choice", row["instance"]), ())
        if now < (choice["timeopen"] or 0) or 0 < (choice["timeclose"] or 0) < now:
            return False
        return bool(choice["allowupdate"]) or all(answer["userid"] != self._ctx.userid for answer in answers)

    def entries(self, row: Row, start: int, mode: int) -> list[tuple[str, list[int]]]:
        """The ids of the entries since ``start`` that the caller may see, where the group mode is ``mode``."""
        modname, instance = row["modname"], self._instances.get((row["modname"], row["instance"]))
        found = self._entries.get((modname, row["instance"]), ())
        if instance is None or not found:
            return []
        seen = self._seen(row, instance, found, mode)
        changed = [entry["id"] for entry in seen if max(entry["timemodified"], entry.get("timecreated") or 0) > start]
        return [(_NAMES[modname], changed)]

    def _seen(self, row: Row, instance: Instance, entries: Collection[RowMapping], mode: int) -> list[RowMapping]:
        """The entries of an activity that the caller may see."""
        ctx, place = self._ctx, self._places[row["id"]]
        apart = are_apart(ctx, mode, place)
        own = self._groups.of(self._course, row["groupingid"]) if apart else ()
        match row["modname"]:
            case "book":
                hidden = ctx.has("mod/book:viewhiddenchapters", place)
                return [entry for entry in entries if hidden or not entry["hidden"]]
            case "choice":
                return list(entries) if self._shows_results(instance, entries) else []
            case "glossary":
                all_ = ctx.has("mod/glossary:approve", place)
                return [entry for entry in entries if all_ or entry["approved"]]
            case "data":
                all_ = not instance["approval"] or ctx.has("mod/data:approve", place)
                visible = [entry for entry in entries if all_ or entry["approved"] or entry["userid"] == ctx.userid]
                return [entry for entry in visible if not apart or entry["groupid"] in (0, *own)]
        personal = instance["wikimode"] == "individual"
        manages = ctx.has("mod/wiki:managewiki", place)
        mine = [entry for entry in entries if not personal or not apart or manages or entry["userid"] == ctx.userid]
        return [entry for entry in mine if not apart or entry["groupid"] in (0, *own)]

    def _shows_results(self, choice: Instance, answers: Collection[RowMapping]) -> bool:
        """Whether the caller may see the answers to a choice."""
        now, shown = self._ctx.now, choice["showresults"]
        if choice["timeopen"] and now < choice["timeopen"]:
            return False
        closed = bool(choice["timeclose"]) and now > choice["timeclose"]
        answered = any(answer["userid"] == self._ctx.userid for answer in answers)
        return shown == _ALWAYS or (shown == _ANSWERED and answered) or (shown == _CLOSED and closed)

    def _by_context(self, table: Any, changed: ColumnElement[int], rows: Collection[Row]) -> dict[int, list[RowMapping]]:
        """The rows of a table that has a column ``contextid``, by context id."""
        found: dict[int, list[RowMapping]] = {}
        if rows:
            query = select(table.c.id, table.c.contextid, table.c.userid, changed.label("changed")).order_by(table.c.id)
            query = query.where(table.c.contextid.in_([self._places[row["id"]].id for row in rows]))
            for entry in self._ctx.db.execute(query).mappings():
                found.setdefault(entry["contextid"], []).append(entry)
        return found


def _entries(modname: str, instances: Collection[int]) -> Select[Any]:
    """The statement that finds the entries of activities of one type."""
    source, table, column, more = _ENTRIES[modname]
    query = select(table.c.id, column.label("instance"), table.c.timemodified, *more).select_from(source)
    return query.where(column.in_(instances)).order_by(table.c.id)

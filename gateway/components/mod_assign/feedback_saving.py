"""Feedback on what was handed in: comments and files, as far as an assignment has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping, func, select, update

from gateway.api import MISSING, CallContext, validate_format
from gateway.api.rows import insert_row
from gateway.api.stored_files import FOLDER, AreaLimits, ItemArea, drafts, rows
from gateway.api.tables import course, files
from gateway.components.mod_assign.plugins import Plugins
from gateway.components.mod_assign.submissions import Assignment
from gateway.components.mod_assign.tables import assignfeedback_comments, assignfeedback_file

__all__ = ["Feedback"]

_COMMENTS, _FILES = "comments", "file"
_TEXTS = assignfeedback_comments.c


class Feedback:
    """The feedback on grades of one assignment."""

    def __init__(self, ctx: CallContext, assignment: Assignment) -> None:
        """Load what feedback the assignment has."""
        self._ctx, self._assignment = ctx, assignment
        self._plugins = Plugins(ctx, assignment, "assignfeedback")

    def save(self, gradeid: int, given: Mapping[str, Any]) -> bool:
        """Store the feedback given with a grade, and return whether any of it is new.

        ``given`` may have ``assignfeedbackcomments_editor``, a text with its format and possibly the draft area of its files, and
        ``files_filemanager``, a draft area, 0 for none. What is not given, or not had, stays as it is.
        """
        text, draft = given.get("assignfeedbackcomments_editor"), given.get("files_filemanager")
        changed = False
        if text is not None and _COMMENTS in self._plugins:
            changed = self._save_text(gradeid, text)
        if draft and _FILES in self._plugins:
            area = ItemArea(self._assignment.context.id, "assignfeedback_file", "feedback_files", gradeid)
            before = self._listed(area)
            drafts.save(self._ctx, draft, area, AreaLimits(folders=True, file_bytes=self._largest_file()))
            self._count_files(gradeid, area)
            changed |= self._listed(area) != before
        return changed

    def in_gradebook(self, gradeid: int) -> Any:
        """The comments on a grade as the gradebook shows them, with their format; ``MISSING`` where it shows none of an assignment."""
        shown = str(self._ctx.site.config["assign/feedback_plugin_for_gradebook"])
        if shown != f"assignfeedback_{_COMMENTS}" or _COMMENTS not in self._plugins:
            return MISSING, 0
        row = self._text(gradeid)
        return (row["commenttext"], row["commentformat"]) if row is not None else ("", 0)

    def _save_text(self, gradeid: int, given: Mapping[str, Any]) -> bool:
        """Store the comments on a grade, and return whether they are new."""
        area = ItemArea(self._assignment.context.id, "assignfeedback_comments", "feedback", gradeid)
        limits = AreaLimits(folders=True, file_bytes=self._largest_file())
        text = drafts.keep_text(self._ctx, given["text"], given["itemid"], area, limits) if given.get("itemid") else given["text"]
        values = {"commenttext": text, "commentformat": validate_format(given["format"])}
        row = self._text(gradeid)
        if row is None:
            if text:
                insert_row(self._ctx.db, assignfeedback_comments, {"assignment": self._assignment.row["id"], "grade": gradeid, **values})
            return bool(text)
        self._ctx.db.execute(update(assignfeedback_comments).where(_TEXTS.id == row["id"]).values(**values))
        return bool(row["commenttext"] != text)

    def _text(self, gradeid: int) -> RowMapping | None:
        return self._ctx.db.execute(select(assignfeedback_comments).where(_TEXTS.grade == gradeid)).mappings().first()

    def _largest_file(self) -> int | None:
        """The bytes that a file may have in the course, None for any number."""
        query = select(course.c.maxbytes).where(course.c.id == self._assignment.row["course"])
        return self._ctx.db.execute(query).scalar_one() or None

    def _listed(self, area: ItemArea) -> set[tuple[str, str, str]]:
        """The places and contents of files."""
        stored = rows.of_item_area(self._ctx.db, area)
        return {(row["filepath"], row["filename"], row["contenthash"]) for row in stored if row["filename"] != FOLDER}

    def _count_files(self, gradeid: int, area: ItemArea) -> None:
        """Store how many files there are."""
        query = select(func.count()).where(rows.in_item_area(area), files.c.filename != FOLDER)
        values = {"numfiles": self._ctx.db.execute(query).scalar_one()}
        changed = self._ctx.db.execute(update(assignfeedback_file).where(assignfeedback_file.c.grade == gradeid).values(**values))
        if not changed.rowcount:
            insert_row(self._ctx.db, assignfeedback_file, {"assignment": self._assignment.row["id"], "grade": gradeid, **values})

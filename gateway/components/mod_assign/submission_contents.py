"""What is handed in: an online text and files, as far as an assignment takes them; saving, copying and removing them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, delete, func, select, update

from gateway.api import CallContext, validate_format
from gateway.api.php import count_words
from gateway.api.rows import insert_row
from gateway.api.stored_files import FOLDER, AreaLimits, ItemArea, drafts, rows
from gateway.api.tables import course, files
from gateway.components.mod_assign import happenings
from gateway.components.mod_assign.blank import is_blank
from gateway.components.mod_assign.plugins import Plugins
from gateway.components.mod_assign.submissions import Assignment
from gateway.components.mod_assign.tables import assignsubmission_file, assignsubmission_onlinetext

__all__ = ["SubmissionContents"]

_TEXT, _FILES = "onlinetext", "file"
_TEXTS = assignsubmission_onlinetext.c


class SubmissionContents:
    """What the attempts at one assignment consist of."""

    def __init__(self, ctx: CallContext, assignment: Assignment) -> None:
        """Load what the assignment takes."""
        self._ctx, self._assignment = ctx, assignment
        self.plugins = Plugins(ctx, assignment, "assignsubmission")

    def save(self, attemptid: int, given: Mapping[str, Any]) -> list[str]:
        """Store what is given for an attempt, and return why something of it was not stored, in words.

        ``given`` may have ``onlinetext_editor``, a text with its format and the draft area of its files, and
        ``files_filemanager``, a draft area, 0 for none. What is not given, or not taken, stays as it is.
        """
        refused = []
        text, draft = given.get("onlinetext_editor"), given.get("files_filemanager")
        if text is not None and _TEXT in self.plugins:
            most = self.plugins.number(_TEXT, "wordlimit")
            words = count_words(text["text"].strip())
            if self.plugins.number(_TEXT, "wordlimitenabled") and words > most:
                refused.append(f"The text may have {most} words, and has {words}.")
            else:
                self._save_text(attemptid, text)
        if draft and _FILES in self.plugins:
            drafts.save(self._ctx, draft, self._files_area(attemptid), self._file_limits())
            self._count_files(attemptid)
        return refused

    def is_empty(self, attemptid: int) -> bool:
        """Whether an attempt has neither a text that says something nor files, of what the assignment takes."""
        if _TEXT in self.plugins:
            query = select(_TEXTS.onlinetext).where(_TEXTS.submission == attemptid)
            if not is_blank(self._ctx.db.execute(query).scalars().first()):
                return False
        return _FILES not in self.plugins or not self._number_of_files(attemptid)

    def copy(self, source: int, target: int) -> None:
        """Let an attempt consist of what another one consists of."""
        db = self._ctx.db
        self.remove(target)
        if _TEXT in self.plugins:
            row = db.execute(select(assignsubmission_onlinetext).where(_TEXTS.submission == source)).mappings().first()
            if row is not None:
                insert_row(db, assignsubmission_onlinetext, {**{name: row[name] for name in row if name != "id"}, "submission": target})
            self._copy_files(self._text_area(source), self._text_area(target))
        if _FILES in self.plugins:
            self._copy_files(self._files_area(source), self._files_area(target))
            self._count_files(target)

    def _copy_files(self, source: ItemArea, target: ItemArea) -> None:
        rows.copy(self._ctx.db, [dict(row) for row in rows.of_item_area(self._ctx.db, source)], target)

    def remove(self, attemptid: int) -> None:
        """Delete what an attempt consists of."""
        db = self._ctx.db
        db.execute(delete(assignsubmission_onlinetext).where(_TEXTS.submission == attemptid))
        for area in (self._text_area(attemptid), self._files_area(attemptid)):
            rows.remove_item_area(db, area)
        cols = assignsubmission_file.c
        db.execute(update(assignsubmission_file).where(cols.submission == attemptid).values(numfiles=0))

    def _save_text(self, attemptid: int, given: Mapping[str, Any]) -> None:
        """Store the text of an attempt with its files."""
        db = self._ctx.db
        most = db.execute(select(course.c.maxbytes).where(course.c.id == self._assignment.row["course"])).scalar_one()
        limits = AreaLimits(file_bytes=most or None)
        text = drafts.keep_text(self._ctx, given["text"], given["itemid"], self._text_area(attemptid), limits)
        values = {"onlinetext": text, "onlineformat": validate_format(given["format"])}
        self._put(assignsubmission_onlinetext, attemptid, values)

    def _file_limits(self) -> AreaLimits:
        """How many files an attempt may have, and how large one may be."""
        most = self.plugins.number(_FILES, "maxsubmissionsizebytes") or self._ctx.site.config.number("assignsubmission_file/maxbytes")
        return AreaLimits(folders=True, files=self.plugins.number(_FILES, "maxfilesubmissions") or None, file_bytes=most or None)

    def _count_files(self, attemptid: int) -> None:
        """Store how many files an attempt has."""
        self._put(assignsubmission_file, attemptid, {"numfiles": self._number_of_files(attemptid)})

    def _put(self, table: Table, attemptid: int, values: Mapping[str, Any]) -> None:
        """Store the row of one kind of submission for an attempt, and log that."""
        db, ctx = self._ctx.db, self._ctx
        known = db.execute(select(table.c.id).where(table.c.submission == attemptid)).scalars().first()
        if known is None:
            rowid = insert_row(db, table, {"assignment": self._assignment.row["id"], "submission": attemptid, **values})
        else:
            rowid = int(known)
            db.execute(update(table).where(table.c.id == rowid).values(**values))
        plugin = table.name.removeprefix("assignsubmission_")
        happenings.log(ctx, self._assignment, happenings.saved(plugin, first=known is None), rowid, other={"submissionid": attemptid})

    def _number_of_files(self, attemptid: int) -> int:
        query = select(func.count()).where(rows.in_item_area(self._files_area(attemptid)), files.c.filename != FOLDER)
        return int(self._ctx.db.execute(query).scalar_one())

    def _text_area(self, attemptid: int) -> ItemArea:
        return ItemArea(self._assignment.context.id, "assignsubmission_onlinetext", "submissions_onlinetext", attemptid)

    def _files_area(self, attemptid: int) -> ItemArea:
        return ItemArea(self._assignment.context.id, "assignsubmission_file", "submission_files", attemptid)

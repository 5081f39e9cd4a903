"""The files of answers: taken from draft areas, kept with the step that they were handed in with, and told of."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select
from sqlalchemy.sql import tuple_

from gateway.api import CallContext
from gateway.api.areas import path_in_address
from gateway.api.stored_files import FOLDER, AreaLimits, ItemArea, drafts, rows
from gateway.api.tables import files
from gateway.components.core_question.attempts import QuestionAttempt, Step
from gateway.components.core_question.questions import Field

__all__ = ["COMPONENT", "area_of", "counts", "keep", "results", "take", "without_mark"]

COMPONENT = "question"
# In what is stored of a text, after it: the hash of the files in it, so that texts with other files differ.
_MARK = re.compile(r"<!-- File hash: [0-9a-f]+ -->$")


def area_of(field: str) -> str:
    """The file area of a field."""
    return f"response_{field}"


def without_mark(text: str) -> str:
    """A text without what marks the files in it."""
    return _MARK.sub("", text)


def take(ctx: CallContext, step: Step, field: str, kind: Field, itemid: int) -> None:
    """Have a step take the files of a field from a draft area of the caller; they are stored with the step (``keep``)."""
    found = [row for row in rows.of_item_area(ctx.db, drafts.draft_area(ctx.db, ctx.userid, itemid)) if row["filename"] != FOLDER]
    listed = "".join(f"{row['filepath']}{row['filename']}|{row['contenthash']}|" for row in found)
    mark = hashlib.md5(listed.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest() if found else ""
    if kind is Field.EDITOR:
        text = drafts.from_text(ctx, step.data.get(field, ""), itemid)
        step.data[field] = f"{text}<!-- File hash: {mark} -->" if mark else text
    else:
        step.data[field] = mark
    step.drafts[field], step.counts[field] = itemid, len(found)


def keep(ctx: CallContext, contextid: int, attempt: QuestionAttempt, step: Step) -> None:
    """Store the files that a stored step has taken."""
    options = attempt.question.options
    most, largest = int(options.get("attachments") or 0), int(options.get("maxbytes") or 0) or None
    for field, itemid in step.drafts.items():
        limits = AreaLimits(files=most if field == "attachments" and most > 0 else None, file_bytes=largest)
        drafts.save(ctx, itemid, ItemArea(contextid, COMPONENT, area_of(field), int(step.id or 0)), limits)
    step.drafts = {}


def counts(db: Connection, contextid: int, stepids: Collection[int], fields: Collection[str]) -> dict[int, dict[str, int]]:
    """The numbers of files by step and field."""
    cols = files.c
    places = [(COMPONENT, area_of(field)) for field in fields]
    query = (
        select(cols.itemid, cols.filearea, func.count(cols.id))
        .where(cols.contextid == contextid, tuple_(cols.component, cols.filearea).in_(places), cols.itemid.in_(stepids))
        .where(cols.filename != FOLDER)
        .group_by(cols.itemid, cols.filearea)
    )
    found: dict[int, dict[str, int]] = {}
    for itemid, area, number in db.execute(query) if stepids and fields else ():
        found.setdefault(itemid, {})[area.removeprefix("response_")] = number
    return found


def results(ctx: CallContext, contextid: int, attempt: QuestionAttempt) -> list[dict[str, Any]]:
    """The files of the last answer, by area, as clients are told of them."""
    found = []
    for field in attempt.question.file_areas:
        step = attempt.last_with(field)
        if step is None or not step.counts.get(field) or step.id is None:
            continue
        stored = rows.of_item_area(ctx.db, ItemArea(contextid, COMPONENT, area_of(field), step.id))
        told = [_result(ctx, attempt, row) for row in stored if row["filename"] != FOLDER]
        found.append({"area": field, "files": told})
    return found


def _result(ctx: CallContext, attempt: QuestionAttempt, row: RowMapping | Mapping[str, Any]) -> dict[str, Any]:
    """One file: its address names the usage and the slot."""
    place = f"{row['contextid']}/{row['component']}/{row['filearea']}/{attempt.usageid}/{attempt.slot}/{row['itemid']}"
    return {
        "filename": row["filename"],
        "filepath": row["filepath"],
        "filesize": row["filesize"],
        "fileurl": f"{ctx.site.wwwroot}/webservice/pluginfile.php/{place}{path_in_address(row)}",
        "timemodified": row["timemodified"],
        "mimetype": row["mimetype"],
        "isexternalfile": False,
    }

"""The file areas of cohorts and their rule: files are for who may see the cohorts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from gateway.api import CallContext, Context, MissingRecord, contexts
from gateway.api.areas import FileArea, StoredFile
from gateway.api.php import to_int
from gateway.components.core_cohort.tables import cohort

__all__ = ["AREAS"]


def require_cohort(ctx: CallContext, _context: Context, rest: Sequence[str]) -> None:
    """Raise ``MissingRecord`` for the number of no cohort."""
    if ctx.db.execute(select(cohort.c.id).where(cohort.c.id == to_int(rest[0] if rest else "0"))).first() is None:
        raise MissingRecord("cohort")


def of_shown_cohort(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may see the cohort that a file belongs to."""
    context = contexts.by_id(ctx.db, file.contextid)
    place = ctx.db.execute(select(cohort.c.contextid).where(cohort.c.id == file.itemid)).scalar_one_or_none()
    return context is not None and place == context.id and ctx.has("moodle/cohort:view", context)


AREAS = {"cohort/description": FileArea(may_read=of_shown_cohort, gate=require_cohort, lifetime=3600, download=False, open=True)}
"""The file areas of cohorts, each with the rule of who may read it."""

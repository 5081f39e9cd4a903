"""Which activities of courses a person may use, and which they are shown on the course page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select

from gateway.access.availability import Judge, Judgement, UnmetSet
from gateway.access.capabilities import has
from gateway.access.contexts import Context
from gateway.access.permissions import Subject
from gateway.access.site import SiteData
from gateway.store.tables.courses import course_sections

__all__ = ["Access", "Row", "access_to"]

Row = Mapping[Any, Any]
"""A row of ``course_modules`` with ``modname``, the name of the type of activity."""

# Whoever holds one of these is shown activities that are not on the course page.
_SEES_STEALTH = ("moodle/course:manageactivities", "moodle/course:activityvisibility", "moodle/course:viewhiddenactivities")
_SECTIONS = select(
    course_sections.c.id, course_sections.c.course, course_sections.c.section, course_sections.c.sequence, course_sections.c.visible,
    course_sections.c.availability,
).where(course_sections.c.id.in_(bindparam("ids", expanding=True)))  # fmt: skip


class Access(msgspec.Struct, frozen=True):
    """Whether a person may use an activity, whether they are shown it on the course page, and which unmet conditions they are told."""

    usable: bool
    on_page: bool
    told: UnmetSet | None = None


def access_to(
    db: Connection, site: SiteData, subject: Subject, rows: Collection[Row], places: Mapping[int, Context], *, now: int
) -> dict[int, Access]:
    """What a person may do with activities of courses that they may enter, by course module id.

    ``places`` are the contexts of the activities; those without a context are left out.
    """
    ids = {row["section"] for row in rows}
    sections = {row["id"]: row for row in db.execute(_SECTIONS, {"ids": list(ids)}).mappings()} if ids else {}
    judge = Judge(db, site, subject, [*sections.values(), *rows], now=now)
    closed = {sectionid for sectionid, section in sections.items() if not judge.of(section).available}
    return {
        row["id"]: _access(site, subject, row, places[row["id"]], judge.of(row), row["section"] in closed)
        for row in rows
        if row["id"] in places
    }


def _access(site: SiteData, subject: Subject, row: Row, place: Context, judgement: Judgement, closed: bool) -> Access:
    """What a person may do with one activity; ``closed`` if the section is not available."""
    told = judgement.told
    usable = not row["deletioninprogress"] and bool(row["visible"] or has(site, subject, place, "moodle/course:viewhiddenactivities"))
    if not judgement.available or closed:
        usable = usable and has(site, subject, place, "moodle/course:ignoreavailabilityrestrictions")
    view = f"mod/{row['modname']}:view"
    if site.has_capability(view) and not has(site, subject, place, view):
        usable, told = False, None
    listed = bool(row["visibleoncoursepage"])
    on_page = usable and (listed or any(has(site, subject, place, name) for name in _SEES_STEALTH))
    return Access(usable, on_page or (not usable and listed and told is not None), told)

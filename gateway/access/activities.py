"""Which activities of courses a person may use, and which they are shown on the course page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select

from gateway.access import contexts
from gateway.access.availability import Judge, Judgement, UnmetSet
from gateway.access.capabilities import has
from gateway.access.contexts import Context, Level
from gateway.access.permissions import Subject
from gateway.access.site import SiteData
from gateway.store.tables.courses import course_modules, course_sections, modules

__all__ = ["Access", "Row", "access_to", "closed_by_delegates"]

Row = Mapping[Any, Any]
"""A row of ``course_modules`` with ``modname``, the name of the type of activity."""

# Whoever holds one of these is shown activities that are not on the course page.
_SEES_STEALTH = ("moodle/course:manageactivities", "moodle/course:activityvisibility", "moodle/course:viewhiddenactivities")
_SECTIONS = select(course_sections).where(course_sections.c.id.in_(bindparam("ids", expanding=True)))
# The activities that stand for sections in other sections: their component, and their rows.
_DELEGATE = "mod_subsection"
_DELEGATES = (
    select(course_modules, modules.c.name.label("modname"))
    .select_from(course_modules.join(modules, modules.c.id == course_modules.c.module))
    .where(modules.c.name == _DELEGATE.removeprefix("mod_"), course_modules.c.instance.in_(bindparam("instances", expanding=True)))
)


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
    closed |= closed_by_delegates(db, site, subject, sections.values(), now=now)
    return {
        row["id"]: _access(site, subject, row, places[row["id"]], judge.of(row), row["section"] in closed)
        for row in rows
        if row["id"] in places
    }


def closed_by_delegates(db: Connection, site: SiteData, subject: Subject, sections: Iterable[Row], *, now: int) -> set[int]:
    """The ids of the sections that are closed because the activity that stands for them elsewhere is not to be used."""
    delegated = {section["itemid"]: section["id"] for section in sections if section["component"] == _DELEGATE}
    rows = db.execute(_DELEGATES, {"instances": list(delegated)}).mappings().all() if delegated else ()
    # An activity that stands for the section it is in can never be reached.
    inside = [row for row in rows if row["section"] != delegated[row["instance"]]]
    places = contexts.by_instances(db, Level.MODULE, [row["id"] for row in inside])
    accesses = access_to(db, site, subject, inside, places, now=now) if inside else {}
    return {delegated[row["instance"]] for row in rows if row["id"] not in accesses or not accesses[row["id"]].usable}


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

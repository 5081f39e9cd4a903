"""The sections of a course and the activities in them that a caller may see."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, and_, or_, select

from gateway.api import FILE, URL, CallContext, Context, Level, caller_zone, clean, contexts, format_string, format_text
from gateway.api.access import Judge, closed_by_delegates
from gateway.api.php import phpjson
from gateway.api.tables import course_modules, course_sections, files, modules
from gateway.components.core_course import activity_display, completion, overrides
from gateway.components.core_course.activities import activity_type, icon
from gateway.components.core_course.activity_data import ActivityContent, Instance, Row, customdata
from gateway.components.core_course.course_modules import accesses, details
from gateway.components.core_course.lib import Course, theme_image
from gateway.components.core_course.restrictions import Restrictions
from gateway.components.core_tag import lib as tags
from gateway.components.mod_book.tables import book_chapters

__all__ = ["Filter", "of_course", "section_numbered"]

# The file areas that hold the contents of activities.
_AREAS = (
    ("mod_page", "content"),
    ("mod_resource", "content"),
    ("mod_folder", "content"),
    ("mod_imscp", "content"),
    ("mod_book", "chapter"),
)


# What the number of a section follows in course formats that do not name sections.
_NUMBERED = {"singleactivity": "", "social": "section"}


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """The filter of sections and activities; None and 0 mean any."""

    excludemodules: bool = False
    excludecontents: bool = False
    includestealthmodules: bool = False
    sectionid: int = 0
    sectionnumber: int | None = None
    cmid: int = 0
    modname: str = ""
    modid: int = 0

    def wants_section(self, section: RowMapping) -> bool:
        """Whether the filter includes a section."""
        return self.sectionid in (0, section["id"]) and self.sectionnumber in (None, section["section"])

    def wants(self, row: RowMapping) -> bool:
        """Whether the filter includes an activity."""
        if self.cmid not in (0, row["id"]):
            return False
        return not self.modname or (self.modname == row["modname"] and self.modid in (0, row["instance"]))


def section_numbered(db: Connection, courseid: int, number: int) -> RowMapping | None:
    """The section of a course with that number, or None."""
    cols = course_sections.c
    return db.execute(select(course_sections).where(cols.course == courseid, cols.section == number)).mappings().first()


def of_course(ctx: CallContext, course: Course, place: Context, wanted: Filter, options: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The sections of a course with their activities; ``options`` are the course format options."""
    query = select(course_sections).where(course_sections.c.course == course["id"]).order_by(course_sections.c.section)
    every = ctx.db.execute(query).mappings().all()
    sections = [row for row in every if wanted.wants_section(row)]
    delegated = {row["itemid"]: row["id"] for row in every if row["component"] == "mod_subsection"}
    restrictions = Restrictions(ctx, course["id"])
    activities = {} if wanted.excludemodules else _Activities(ctx, course, place, wanted, delegated, restrictions).by_section(sections)
    sees_hidden = ctx.has("moodle/course:viewhiddensections", place)
    ignores = ctx.has("moodle/course:ignoreavailabilityrestrictions", place)
    judge = Judge(ctx.db, ctx.site, ctx.subject, sections, now=ctx.now)
    closed = closed_by_delegates(ctx.db, ctx.site, ctx.subject, sections, now=ctx.now)
    found, stealth = [], []
    for section in sections:
        judgement = judge.of(section)
        shown = bool(section["visible"]) or sees_hidden
        visible = shown and section["id"] not in closed and (judgement.available or ignores)
        inside = activities.get(section["id"], [])
        if wanted.includestealthmodules and not visible:
            stealth += [entry for entry in inside if entry["visible"] or not entry["visibleoncoursepage"]]
        if not visible and not (judgement.told if section["visible"] else not options.get("hiddensections", 1)):
            continue
        entry = _section(ctx, course, place, section) | {"uservisible": visible, "modules": inside if visible else []}
        if judgement.told:
            entry["availabilityinfo"] = restrictions.text(judgement.told)
        found.append(entry if visible else {**entry, "summary": ""})
    if stealth:
        found.append({"id": -1, "name": "", "summary": "", "summaryformat": 0, "modules": stealth})
    return found


def _section(ctx: CallContext, course: Course, place: Context, section: RowMapping) -> dict[str, Any]:
    """A section in the form of the result, without its activities."""
    summary, format_ = format_text(
        section["summary"],
        section["summaryformat"],
        ctx.settings,
        ctx.site,
        place,
        component="course",
        filearea="section",
        itemid=section["id"],
        trusted=True,
    )
    return {
        "id": section["id"],
        "name": format_string(section["name"], ctx.settings) or _default_name(course, section["section"], caller_zone(ctx)),
        "visible": section["visible"],
        "summary": summary,
        "summaryformat": format_,
        "section": section["section"],
        "hiddenbynumsections": 0,
        "component": section["component"],
        "itemid": section["itemid"],
    }


def _default_name(course: Course, number: int, here: tzinfo) -> str:
    """The name of a section without a name of its own; in the weekly format, its week."""
    if course["format"] in _NUMBERED:
        return f"{_NUMBERED[course['format']]} {number}"
    if number == 0:
        return "General"
    if course["format"] != "weeks":
        return "New section"
    # Weeks are reckoned by the calendar: clocks that are put forward or back do not move them.
    first = datetime.fromtimestamp(course["startdate"], here) + timedelta(weeks=number - 1)
    last = first + timedelta(days=6)
    return " - ".join(f"{day.day} {day:%B}" for day in (first, last))


class _Activities:
    """The activities of a course that the caller may see, loaded with a number of statements that depends only on their types."""

    def __init__(
        self,
        ctx: CallContext,
        course: Course,
        place: Context,
        wanted: Filter,
        delegated: Mapping[int, int],
        restrictions: Restrictions,
    ) -> None:
        """Load the activities that the filter includes; ``delegated`` has the sections of subsections, by the subsection."""
        self._ctx, self._wanted, self._restrictions = ctx, wanted, restrictions
        cols = course_modules.c
        query = select(course_modules, modules.c.name.label("modname")).select_from(
            course_modules.join(modules, modules.c.id == cols.module)
        )
        query = query.where(cols.course == course["id"], cols.deletioninprogress == 0).order_by(cols.id)
        every = ctx.db.execute(query).mappings().all()
        self._rows: dict[int, Row] = {
            row["id"]: {**row, "delegated": delegated.get(row["instance"]) if row["modname"] == "subsection" else None}
            for row in every
            if wanted.wants(row)
        }
        self._places = contexts.by_instances(ctx.db, Level.MODULE, self._rows)
        self._accesses = accesses(ctx, list(self._rows.values()), self._places)
        self._instances = overrides.effective(ctx, details(ctx, [(row["modname"], row["instance"]) for row in self._rows.values()]))
        self._stored = self._load_stored()
        tracked = bool(course["enablecompletion"]) and ctx.site.config.flag("enablecompletion")
        self._completion = completion.Activities(ctx, place, self._rows.values()) if tracked else None
        self._updates = ctx.has("moodle/course:update", place)
        self._here = caller_zone(ctx)

    def by_section(self, sections: Collection[RowMapping]) -> dict[int, list[dict[str, Any]]]:
        """The activities of each section in the section's order, by section id."""
        found: dict[int, list[dict[str, Any]]] = {}
        for section in sections:
            listed = [int(part) for part in (section["sequence"] or "").split(",") if part.isdecimal()]
            inside = [row["id"] for row in self._rows.values() if row["section"] == section["id"]]
            order = [cmid for cmid in listed if cmid in inside] + [cmid for cmid in inside if cmid not in listed]
            found[section["id"]] = [entry for cmid in order if (entry := self._entry(self._rows[cmid]))]
        return found

    def _load_stored(self) -> dict[int, ActivityContent]:
        """The content (files and chapters) of each activity, by context id."""
        db, cms = self._ctx.db, {place.id: self._rows[cmid] for cmid, place in self._places.items()}
        cols, of_context = files.c, dict[int, list[RowMapping]]()
        areas = or_(*(and_(cols.component == component, cols.filearea == area) for component, area in _AREAS))
        query = select(files).where(cols.contextid.in_(cms), areas, cols.filename != ".")
        for file in db.execute(query.order_by(cols.sortorder.desc(), cols.id)).mappings():
            of_context.setdefault(file["contextid"], []).append(file)
        books = {row["instance"]: contextid for contextid, row in cms.items() if row["modname"] == "book"}
        chapters, of_chapters = self._load_chapters(books)
        return {contextid: ActivityContent(of_context.get(contextid, ()), chapters.get(contextid, ()), of_chapters) for contextid in cms}

    def _load_chapters(self, books: Mapping[int, int]) -> tuple[dict[int, list[dict[Any, Any]]], dict[int, list[dict[str, Any]]]]:
        """The chapters of books that the caller may see, by context id, and the tags of chapters."""
        if not books:
            return {}, {}
        ctx, found = self._ctx, dict[int, list[dict[Any, Any]]]()
        places = {place.id: place for place in self._places.values()}
        query = select(book_chapters).where(book_chapters.c.bookid.in_(books)).order_by(book_chapters.c.pagenum)
        for chapter in ctx.db.execute(query).mappings():
            contextid = books[chapter["bookid"]]
            if not chapter["hidden"] or ctx.has("mod/book:viewhiddenchapters", places[contextid]):
                titled = {**chapter, "title": format_string(chapter["title"], ctx.settings)}
                found.setdefault(contextid, []).append(titled)
        ids = [chapter["id"] for chapters in found.values() for chapter in chapters]
        return found, tags.of_items(ctx, "mod_book", "book_chapters", ids)

    def _entry(self, row: Row) -> dict[str, Any] | None:
        """An activity in the form of the result, or None if the caller is not shown it."""
        place, instance = self._places.get(row["id"]), self._instances.get((row["modname"], row["instance"]))
        if place is None or instance is None:
            return None
        access = self._accesses[row["id"]]
        if not (access.usable or access.on_page):
            return None
        ctx, kind, stored = self._ctx, activity_type(row["modname"]), self._stored[place.id]
        component, picture = icon(row["modname"], stored)
        data = customdata(row, instance, stored, ctx.site.wwwroot)
        display = activity_display.of(ctx, row, instance, stored, self._here)
        found: dict[str, Any] = {
            "id": row["id"],
            "name": format_string(instance["name"], ctx.settings),
            "instance": row["instance"],
            "contextid": place.id,
            "uservisible": access.usable,
            "visible": row["visible"],
            "visibleoncoursepage": row["visibleoncoursepage"],
            "modicon": f"{theme_image(ctx.site, component, picture)}?filtericon=1",
            "modname": row["modname"],
            "purpose": kind.purpose,
            "branded": kind.is_branded,
            "modplural": kind.plural,
            "indent": row["indent"],
            "onclick": display.onclick,
            "afterlink": display.afterlink,
            "customdata": phpjson.write({**data, **display.data} or "").decode(),
            "noviewlink": not kind.has_page,
            "completion": row["completion"],
            "downloadcontent": row["downloadcontent"],
            "dates": kind.dates_of(instance, ctx.now),
            "groupmode": row["groupmode"],
        }
        if kind.has_badge:
            found["activitybadge"] = display.badge
        if kind.has_page and display.has_address:
            found["url"] = f"{ctx.site.wwwroot}/mod/{row['modname']}/view.php?id={row['id']}"
        if row["showdescription"] or not kind.has_page:
            found["description"] = self._description(row, instance, place)
        if access.told:
            found["availabilityinfo"] = self._restrictions.text(access.told)
        if self._updates or ctx.has("moodle/course:viewhiddenactivities", place):
            found["availability"] = row["availability"]
        if self._completion and row["completion"]:
            found["completiondata"] = self._completion.of(row)
        if kind.contents and access.usable:
            found |= self._contents(kind.contents(instance, stored, f"{ctx.site.wwwroot}/webservice/pluginfile.php/{place.id}"))
        return found

    def _description(self, row: Row, instance: Instance, place: Context) -> str:
        """The introduction of an activity as HTML."""
        ctx, component = self._ctx, f"mod_{row['modname']}"
        settings = msgspec.structs.replace(ctx.settings, raw=False, fileurl=True, file="pluginfile.php")
        text, _ = format_text(
            instance["intro"], instance["introformat"], settings, ctx.site, place, component=component, filearea="intro", trusted=True
        )
        return f'<div class="no-overflow">{text}</div>' if text else ""

    def _contents(self, entries: list[dict[str, Any]]) -> dict[str, Any]:
        """The contents of an activity, and their number, total size and media types."""
        # What is no address as the contract understands it is left out.
        entries = [entry for entry in entries if entry["type"] != "url" or clean(entry["fileurl"], URL, self._ctx.site)]
        info = {
            "filescount": len(entries),
            "filessize": sum(entry["filesize"] for entry in entries),
            "lastmodified": max((entry["timemodified"] for entry in entries), default=0),
            "mimetypes": list(dict.fromkeys(entry["mimetype"] for entry in entries if entry.get("mimetype"))),
            **({"repositorytype": ""} if entries else {}),
        }
        if self._wanted.excludecontents:
            return {"contents": [], "contentsinfo": info}
        # Entries that are no files can have names that are invalid as file names.
        cleaned = [{**entry, "filename": clean(entry["filename"], FILE, self._ctx.site)} for entry in entries]
        return {"contents": cleaned, "contentsinfo": info}

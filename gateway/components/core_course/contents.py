"""The sections of a course and the activities in them that a caller may see."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, select

from gateway.api import FILE, CallContext, Context, Level, clean, contexts, format_string, format_text
from gateway.api.tables import course_modules, course_sections, files, modules
from gateway.components.core_course import completion
from gateway.components.core_course.activities import ActivityContent, activity_type, icon
from gateway.components.core_course.course_modules import details, is_usable
from gateway.components.core_course.lib import Course, theme_image
from gateway.components.mod_book.tables import book_chapters

__all__ = ["Filter", "of_course", "section_numbered"]

# The components whose file area ``content`` holds the contents of an activity.
_WITH_FILES = ("mod_page", "mod_resource", "mod_folder")


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
    sections = [row for row in ctx.db.execute(query).mappings() if wanted.wants_section(row)]
    activities = {} if wanted.excludemodules else _Activities(ctx, course, place, wanted).by_section(sections)
    sees_hidden = ctx.has("moodle/course:viewhiddensections", place)
    found, stealth = [], []
    for section in sections:
        visible = bool(section["visible"]) or sees_hidden
        inside = activities.get(section["id"], [])
        if wanted.includestealthmodules and not visible:
            stealth += [entry for entry in inside if entry["visible"]]
        if not visible and options.get("hiddensections", 1):
            continue
        entry = _section(ctx, course, place, section) | {"uservisible": visible, "modules": inside if visible else []}
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
    )
    return {
        "id": section["id"],
        "name": format_string(section["name"], ctx.settings) or _default_name(course, section["section"]),
        "visible": section["visible"],
        "summary": summary,
        "summaryformat": format_,
        "section": section["section"],
        "hiddenbynumsections": 0,
        "component": section["component"],
        "itemid": section["itemid"],
    }


def _default_name(course: Course, number: int) -> str:
    """The name of a section without a name of its own; in the weekly format, its week."""
    if number == 0:
        return "General"
    if course["format"] != "weeks":
        return "New section"
    first = datetime.fromtimestamp(course["startdate"], UTC) + timedelta(weeks=number - 1)
    last = first + timedelta(days=6)
    return " - ".join(f"{day.day} {day:%B}" for day in (first, last))


class _Activities:
    """The activities of a course that the caller may see, loaded with a number of statements that depends only on their types."""

    def __init__(self, ctx: CallContext, course: Course, place: Context, wanted: Filter) -> None:
        """Load the activities that the filter includes."""
        self._ctx, self._wanted = ctx, wanted
        cols = course_modules.c
        query = select(course_modules, modules.c.name.label("modname")).select_from(
            course_modules.join(modules, modules.c.id == cols.module)
        )
        query = query.where(cols.course == course["id"], cols.deletioninprogress == 0).order_by(cols.id)
        self._rows = {row["id"]: row for row in ctx.db.execute(query).mappings() if wanted.wants(row)}
        self._places = contexts.by_instances(ctx.db, Level.MODULE, self._rows)
        self._instances = details(ctx, [(row["modname"], row["instance"]) for row in self._rows.values()])
        self._stored = self._load_stored()
        tracked = bool(course["enablecompletion"]) and ctx.site.config.flag("enablecompletion")
        self._completion = completion.Activities(ctx, place, self._rows.values()) if tracked else None
        self._updates = ctx.has("moodle/course:update", place)

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
        area = (cols.contextid.in_(cms), cols.component.in_(_WITH_FILES), cols.filearea == "content", cols.filename != ".")
        for file in db.execute(select(files).where(*area).order_by(cols.sortorder.desc(), cols.id)).mappings():
            of_context.setdefault(file["contextid"], []).append(file)
        books = {row["instance"]: contextid for contextid, row in cms.items() if row["modname"] == "book"}
        chapters: dict[int, list[RowMapping]] = {}
        if books:
            query = select(book_chapters).where(book_chapters.c.bookid.in_(books)).order_by(book_chapters.c.pagenum)
            for chapter in db.execute(query).mappings():
                chapters.setdefault(books[chapter["bookid"]], []).append(chapter)
        return {contextid: ActivityContent(of_context.get(contextid, ()), chapters.get(contextid, ())) for contextid in cms}

    def _entry(self, row: RowMapping) -> dict[str, Any] | None:
        """An activity in the form of the result, or None if the caller may not see it."""
        place, instance = self._places.get(row["id"]), self._instances.get((row["modname"], row["instance"]))
        if place is None or instance is None or not is_usable(self._ctx, row, place):
            return None
        ctx, kind, stored = self._ctx, activity_type(row["modname"]), self._stored[place.id]
        component, picture = icon(row["modname"], stored)
        found: dict[str, Any] = {
            "id": row["id"],
            "name": format_string(instance["name"], ctx.settings),
            "instance": row["instance"],
            "contextid": place.id,
            "uservisible": True,
            "visible": row["visible"],
            "visibleoncoursepage": row["visibleoncoursepage"],
            "modicon": f"{theme_image(ctx.site, component, picture)}?filtericon=1",
            "modname": row["modname"],
            "purpose": kind.purpose,
            "branded": False,
            "modplural": kind.plural,
            "indent": row["indent"],
            "onclick": "",
            "afterlink": None,
            "customdata": kind.customdata(instance, stored, ctx.site.wwwroot),
            "noviewlink": not kind.has_page,
            "completion": row["completion"],
            "downloadcontent": row["downloadcontent"],
            "dates": kind.dates_of(instance, ctx.now),
            "groupmode": row["groupmode"],
        }
        if kind.has_badge:
            found["activitybadge"] = {}
        if kind.has_page:
            found["url"] = f"{ctx.site.wwwroot}/mod/{row['modname']}/view.php?id={row['id']}"
        if row["showdescription"] or not kind.has_page:
            found["description"] = self._description(row, instance, place)
        if self._updates or ctx.has("moodle/course:viewhiddenactivities", place):
            found["availability"] = row["availability"]
        if self._completion and row["completion"]:
            found["completiondata"] = self._completion.of(row)
        if kind.contents:
            found |= self._contents(kind.contents(instance, stored, f"{ctx.site.wwwroot}/webservice/pluginfile.php/{place.id}"))
        return found

    def _description(self, row: RowMapping, instance: RowMapping, place: Context) -> str:
        """The introduction of an activity as HTML."""
        ctx, component = self._ctx, f"mod_{row['modname']}"
        settings = msgspec.structs.replace(ctx.settings, raw=False)
        text, _ = format_text(instance["intro"], instance["introformat"], settings, ctx.site, place, component=component, filearea="intro")
        return f'<div class="no-overflow">{text}</div>' if text else ""

    def _contents(self, entries: list[dict[str, Any]]) -> dict[str, Any]:
        """The contents of an activity, and their number, total size and media types."""
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

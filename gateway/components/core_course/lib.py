"""Courses: their rows, format options, contacts, files and pictures, and entering them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, func, select

from gateway.api import (
    SITE_COURSE,
    CallContext,
    CodedError,
    Context,
    GatewayError,
    Level,
    MissingRecord,
    SiteData,
    contexts,
    format_string,
    format_text,
)
from gateway.api.access import ENABLED
from gateway.api.areas import icon_of, path_in_address
from gateway.api.php import to_int
from gateway.api.tables import (
    course,
    course_categories,
    course_format_options,
    course_sections,
    enrol,
    files,
    role,
    role_assignments,
    user,
    user_enrolments,
)
from gateway.components.core_course import events
from gateway.components.core_course.events import Happening

__all__ = [
    "Course",
    "category_names",
    "contacts",
    "course_of_section",
    "courses",
    "enrolment_methods",
    "enter",
    "files_of",
    "format_options",
    "format_settings",
    "is_listed",
    "last_sections",
    "course_names",
    "note_view",
    "picture",
    "refusal",
    "require_entry",
    "require_listed",
    "theme_image",
    "validate_courses",
]

Course = RowMapping

_VIEWED = Happening("core", "course")


def courses(db: Connection, **where: object) -> list[Course]:
    """The courses whose columns have these values (or one of several, given a collection), by id."""
    conditions: list[ColumnElement[bool]] = [
        course.c[name].in_(value) if isinstance(value, Collection) and not isinstance(value, str) else course.c[name] == value
        for name, value in where.items()
    ]
    return list(db.execute(select(course).where(*conditions).order_by(course.c.id)).mappings().all())


def refusal(ctx: CallContext, context: Context | None) -> GatewayError | None:
    """The error that keeps the caller from entering a course, or None. A course without a context cannot be entered."""
    if context is None:
        return MissingRecord("course")
    try:
        ctx.validate(context)
    except GatewayError as error:
        return error
    return None


def require_entry(ctx: CallContext, context: Context | None, courseid: int) -> Context:
    """The context of a course, which the caller enters. Raises ``errorcoursecontextnotvalid`` if the caller may not."""
    error = refusal(ctx, context)
    if context is None or error is not None:
        raise CodedError("errorcoursecontextnotvalid", "webservice", debug=f"course {courseid}: {error.errorcode if error else ''}")
    return context


def validate_courses(ctx: CallContext, ids: Collection[int], *, keep_failing: bool = True) -> tuple[list[Course], list[dict[str, Any]]]:
    """The courses with these ids that exist, in the given order without duplicates, and a warning for each not to be entered.

    Courses that cannot be entered are included unless ``keep_failing`` is False. The source is ``docs/contract/encodings.md 1.6.``
    """
    rows = {row["id"]: row for row in courses(ctx.db, id=set(ids))}
    places = contexts.by_instances(ctx.db, Level.COURSE, rows)
    warnings = [
        {"item": "course", "itemid": courseid, "warningcode": "1", "message": ctx.message(error)}
        for courseid in dict.fromkeys(ids)
        if (error := refusal(ctx, places.get(courseid)))
    ]
    left_out = set() if keep_failing else {warning["itemid"] for warning in warnings}
    return [rows[courseid] for courseid in dict.fromkeys(ids) if courseid in rows and courseid not in left_out], warnings


def course_of_section(db: Connection, sectionid: int) -> int:
    """The id of a section's course, 0 if there is no such section."""
    return db.execute(select(course_sections.c.course).where(course_sections.c.id == sectionid)).scalar_one_or_none() or 0


def format_options(db: Connection, rows: Collection[Course]) -> dict[int, dict[str, int | str]]:
    """The stored course format options of each course, by course id; numeric values as int."""
    formats = {row["id"]: row["format"] for row in rows}
    found: dict[int, dict[str, int | str]] = {courseid: {} for courseid in formats}
    query = select(course_format_options).where(course_format_options.c.courseid.in_(formats), course_format_options.c.sectionid == 0)
    for row in db.execute(query.order_by(course_format_options.c.id)):
        if row.format == formats[row.courseid]:
            found[row.courseid][row.name] = to_int(row.value) if row.value.lstrip("-").isdecimal() else row.value
    return found


def format_settings(site: SiteData, format_: str) -> dict[str, str]:
    """The site's settings of a course format as strings, as the reference returns them."""
    setting = f"format_{format_}/indentation"
    return {"indentation": site.config[setting]} if setting in site.config else {}


def last_sections(db: Connection, courseids: Collection[int]) -> dict[int, int]:
    """The highest section number of each course, by course id; courses without sections are left out."""
    query = select(course_sections.c.course, func.max(course_sections.c.section)).where(course_sections.c.course.in_(courseids))
    return {row[0]: row[1] for row in db.execute(query.group_by(course_sections.c.course))}


def category_names(db: Connection, ids: Collection[int]) -> dict[int, str]:
    """The names of categories by id."""
    rows = db.execute(select(course_categories.c.id, course_categories.c.name).where(course_categories.c.id.in_(ids)))
    return {row.id: row.name for row in rows}


def contacts(db: Connection, site: SiteData, places: Mapping[int, Context], *, now: int) -> dict[int, list[RowMapping]]:
    """The contacts of each course by role and surname, by course id: enrolled users with a role that the site counts as course contact.

    ``places`` are the contexts of the courses.
    """
    roles = [int(role) for role in site.config.names("coursecontact") if role.isdecimal()]
    courseids = {context.id: courseid for courseid, context in places.items()}
    found: dict[int, list[RowMapping]] = {courseid: [] for courseid in places}
    if not roles:
        return found
    query = (
        select(role_assignments.c.contextid, user)
        .distinct()
        .select_from(
            role_assignments.join(user, user.c.id == role_assignments.c.userid)
            .join(role, role.c.id == role_assignments.c.roleid)
            .join(user_enrolments, user_enrolments.c.userid == user.c.id)
            .join(enrol, enrol.c.id == user_enrolments.c.enrolid)
        )
        .where(
            role_assignments.c.contextid.in_(courseids),
            role_assignments.c.roleid.in_(roles),
            user.c.deleted == 0,
            enrol.c.status == ENABLED,
            user_enrolments.c.status == ENABLED,
            (user_enrolments.c.timeend == 0) | (user_enrolments.c.timeend > now),
        )
        .order_by(role.c.sortorder, user.c.lastname, user.c.firstname, user.c.id)
        .add_columns(enrol.c.courseid, role.c.sortorder)
    )
    for row in db.execute(query).mappings():
        courseid = courseids[row["contextid"]]
        if row["courseid"] == courseid and all(known["id"] != row["id"] for known in found[courseid]):
            found[courseid].append(row)
    return found


def enrolment_methods(db: Connection, courseids: Collection[int]) -> dict[int, list[str]]:
    """The enabled enrolment methods of each course without duplicates, by course id."""
    found: dict[int, list[str]] = {courseid: [] for courseid in courseids}
    query = select(enrol.c.courseid, enrol.c.enrol).where(enrol.c.courseid.in_(courseids), enrol.c.status == ENABLED)
    for row in db.execute(query.order_by(enrol.c.sortorder, enrol.c.id)):
        if row.enrol not in found[row.courseid]:
            found[row.courseid].append(row.enrol)
    return found


# The file area with the pictures of a course. As recorded, less is told of its files than of those in other areas.
_OVERVIEW = "overviewfiles"


def files_of(db: Connection, site: SiteData, places: Mapping[int, Context], filearea: str) -> dict[int, list[dict[str, Any]]]:
    """The files in a file area of each course in the form of the result, by course id (``docs/contract/server.md 3.7``)."""
    courseids = {context.id: courseid for courseid, context in places.items()}
    found: dict[int, list[dict[str, Any]]] = {courseid: [] for courseid in places}
    cols = files.c
    query = (
        select(files)
        .where(cols.contextid.in_(courseids), cols.component == "course", cols.filearea == filearea, cols.filename != ".")
        .order_by(cols.itemid, cols.filepath, cols.filename)
    )
    for row in db.execute(query).mappings():
        path = f"{row['contextid']}/course/{filearea}{path_in_address(row)}"
        entry = {name: row[name] for name in ("filename", "filepath", "filesize", "timemodified", "mimetype")}
        entry["fileurl"] = f"{site.wwwroot}/webservice/pluginfile.php/{path}"
        if filearea != _OVERVIEW:
            entry |= {"isexternalfile": row["referencefileid"] is not None, "icon": icon_of(row["mimetype"], row["filename"])}
        found[courseids[row["contextid"]]].append(entry)
    return found


def picture(site: SiteData, context: Context, overview: Collection[Mapping[str, Any]]) -> str:
    """The URL of a course's picture: the first image of its overview files, or a generated one."""
    uploaded = next((file["fileurl"] for file in overview if str(file["mimetype"]).startswith("image/")), None)
    if uploaded:
        return str(uploaded).replace(f"{site.wwwroot}/webservice/", f"{site.wwwroot}/", 1)
    return f"{site.wwwroot}/pluginfile.php/{context.id}/course/generated/course.svg"


def course_names(ctx: CallContext, row: Course, context: Context) -> dict[str, Any]:
    """The id, the names and the summary of a course, in the form of the result."""
    fullname = format_string(row["fullname"], ctx.settings)
    summary, format_ = format_text(
        row["summary"], row["summaryformat"], ctx.settings, ctx.site, context, component="course", filearea="summary"
    )
    return {
        "id": row["id"],
        "fullname": fullname,
        "displayname": fullname,
        "shortname": format_string(row["shortname"], ctx.settings),
        "categoryid": row["category"],
        "summary": summary,
        "summaryformat": format_,
    }


def is_listed(ctx: CallContext, row: Course, context: Context) -> bool:
    """Whether the caller may see the entry of a course in lists of courses; ``context`` is that of the course."""
    if row["id"] == SITE_COURSE:
        return True
    if not (row["visible"] or ctx.has("moodle/course:viewhiddencourses", context)):
        return False
    return ctx.has("moodle/category:viewcourselist", Context(context.ids[-2], Level.COURSECAT, row["category"], context.ids[:-1]))


def require_listed(ctx: CallContext, row: Course, context: Context) -> None:
    """Raise ``coursehidden`` if the caller may neither see the entry of a course in lists nor enter the course."""
    if not is_listed(ctx, row, context) and refusal(ctx, context) is not None:
        raise CodedError("coursehidden")


def theme_image(site: SiteData, component: str, name: str) -> str:
    """The URL of an image of the theme."""
    return f"{site.wwwroot}/theme/image.php/{site.config['theme']}/{component}/{site.config.number('themerev') or 1}/{name}"


def enter(ctx: CallContext, courseid: int) -> tuple[Course, Context]:
    """The course and its context, which the caller enters. Raises ``MissingRecord``, or the error of a caller who may not enter."""
    place = contexts.by_instances(ctx.db, Level.COURSE, [courseid]).get(courseid)
    rows = courses(ctx.db, id=courseid)
    if place is None or not rows:
        # The reference looks for the context first, and that is what it misses.
        raise MissingRecord("context")
    return rows[0], ctx.validate(place)


def note_view(ctx: CallContext, place: Context, section: int) -> None:
    """Log that the caller has viewed a course or a section of it."""
    other = {"coursesectionnumber": section} if section else None
    events.note(ctx, _VIEWED, place, courseid=place.instance, other=other)

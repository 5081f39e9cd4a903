"""Web service functions that list courses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.api import (
    ALPHA,
    ALPHANUMEXT,
    BOOL,
    COMPONENT,
    INT,
    PLUGIN,
    RAW,
    READ,
    SAFEDIR,
    SEQUENCE,
    SITE_COURSE,
    TEXT,
    CallContext,
    InvalidParameter,
    Level,
    List,
    Struct,
    Value,
    clean,
    contexts,
    format_value,
    function,
    warnings,
)
from gateway.components.core_course import lib
from gateway.components.core_course.external.schemas import PUBLIC_COURSE
from gateway.components.core_course.lib import Course
from gateway.components.core_course.public import Public
from gateway.components.core_customfield.lib import Fields
from gateway.components.core_filters import lib as core_filters

COURSE = Struct(
    {
        "id": Value(INT, "id of the course"),
        "shortname": Value(RAW, "short name"),
        "categoryid": Value(INT, "id of the category"),
        "categorysortorder": Value(INT, "place in the order of the category", optional=True),
        "fullname": Value(RAW, "full name"),
        "displayname": Value(RAW, "name in lists"),
        "idnumber": Value(RAW, "number in another system", optional=True),
        "summary": Value(RAW, "summary"),
        "summaryformat": format_value("summary"),
        "format": Value(PLUGIN, "course format: site, topics, weeks …"),
        "showgrades": Value(INT, "whether grades are shown", optional=True),
        "newsitems": Value(INT, "how many announcements are shown", optional=True),
        "startdate": Value(INT, "when the course starts"),
        "enddate": Value(INT, "when the course ends, 0 for never"),
        "numsections": Value(INT, "number of sections", optional=True),
        "maxbytes": Value(INT, "largest file that may be uploaded", optional=True),
        "showreports": Value(INT, "whether activity reports are shown", optional=True),
        "visible": Value(INT, "whether students see the course", optional=True),
        "hiddensections": Value(INT, "how hidden sections are shown", optional=True),
        "groupmode": Value(INT, "group mode: 0 none, 1 separate, 2 visible", optional=True),
        "groupmodeforce": Value(INT, "whether the group mode holds for all activities", optional=True),
        "defaultgroupingid": Value(INT, "id of the default grouping", optional=True),
        "timecreated": Value(INT, "when it was created", optional=True),
        "timemodified": Value(INT, "when it was changed", optional=True),
        "enablecompletion": Value(INT, "whether completion is tracked", optional=True),
        "completionnotify": Value(INT, "not in use", optional=True),
        "lang": Value(SAFEDIR, "forced language", optional=True),
        "forcetheme": Value(PLUGIN, "forced theme", optional=True),
        "courseformatoptions": List(
            Struct({"name": Value(ALPHANUMEXT, "name of the option"), "value": Value(RAW, "its value")}),
            "options of the course format",
            optional=True,
        ),
        "showactivitydates": Value(BOOL, "whether the dates of activities are shown"),
        "showcompletionconditions": Value(BOOL, "whether the conditions of completion are shown"),
        "customfields": List(
            Struct(
                {
                    "name": Value(RAW, "name"),
                    "shortname": Value(ALPHANUMEXT, "short name"),
                    "type": Value(COMPONENT, "kind of field"),
                    "valueraw": Value(RAW, "stored value"),
                    "value": Value(RAW, "value as it is shown"),
                }
            ),
            "custom fields",
            optional=True,
        ),
    }
)

FOUND_COURSE = Struct(
    {
        **PUBLIC_COURSE,
        "idnumber": Value(RAW, "number in another system", optional=True),
        "format": Value(PLUGIN, "course format: site, topics, weeks …", optional=True),
        "showgrades": Value(INT, "whether grades are shown", optional=True),
        "newsitems": Value(INT, "how many announcements are shown", optional=True),
        "startdate": Value(INT, "when the course starts", optional=True),
        "enddate": Value(INT, "when the course ends, 0 for never", optional=True),
        "maxbytes": Value(INT, "largest file that may be uploaded", optional=True),
        "showreports": Value(INT, "whether activity reports are shown", optional=True),
        "visible": Value(INT, "whether students see the course", optional=True),
        "groupmode": Value(INT, "group mode: 0 none, 1 separate, 2 visible", optional=True),
        "groupmodeforce": Value(INT, "whether the group mode holds for all activities", optional=True),
        "defaultgroupingid": Value(INT, "id of the default grouping", optional=True),
        "enablecompletion": Value(INT, "whether completion is tracked", optional=True),
        "completionnotify": Value(INT, "not in use", optional=True),
        "lang": Value(SAFEDIR, "forced language", optional=True),
        "theme": Value(PLUGIN, "forced theme", optional=True),
        "marker": Value(INT, "highlighted section", optional=True),
        "legacyfiles": Value(INT, "whether files of an old version are in use", optional=True),
        "calendartype": Value(PLUGIN, "type of calendar", optional=True),
        "timecreated": Value(INT, "when it was created", optional=True),
        "timemodified": Value(INT, "when it was changed", optional=True),
        "requested": Value(INT, "whether somebody asked for the course", optional=True),
        "cacherev": Value(INT, "number of changes, for caches", optional=True),
        "filters": List(
            Struct(
                {
                    "filter": Value(PLUGIN, "name of the filter"),
                    "localstate": Value(INT, "state here: 1 on, -1 off, 0 inherited"),
                    "inheritedstate": Value(INT, "state above: 1 on, 0 off"),
                }
            ),
            "text filters",
            optional=True,
        ),
        "courseformatoptions": List(
            Struct({"name": Value(RAW, "name of the option"), "value": Value(RAW, "its value")}),
            "options of the course format",
            optional=True,
        ),
        "communicationroomname": Value(TEXT, "name of the chat room", optional=True),
        "communicationroomurl": Value(RAW, "address of the chat room", optional=True),
    }
)

# The columns for callers who may enter a course, and further ones for those who may change it.
_MEMBERS_FIELDS = (
    "format", "showgrades", "newsitems", "startdate", "enddate", "maxbytes", "showreports", "visible", "groupmode", "groupmodeforce",
    "defaultgroupingid", "enablecompletion", "completionnotify", "marker",
)  # fmt: skip
_MANAGERS_FIELDS = ("idnumber", "legacyfiles", "calendartype", "timecreated", "timemodified", "requested", "cacherev")

# The course formats whose options are returned; in the reference each format decides that.
_OPEN_FORMATS = frozenset({"topics", "weeks", "singleactivity", "social"})


@function(
    "core_course_get_courses",
    READ,
    params={
        "options": Struct(
            {"ids": List(Value(INT, "id of a course"), "the courses; all unless given", optional=True)}, "which courses", default=[]
        )
    },
    returns=List(COURSE),
    capabilities=["moodle/course:view", "moodle/course:update", "moodle/course:viewhiddencourses"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_courses(ctx: CallContext, options: dict[str, Any]) -> list[dict[str, Any]]:
    """Return courses that the caller may view without being enrolled."""
    courses = lib.courses(ctx.db, id=options["ids"]) if "ids" in options else lib.courses(ctx.db)
    places = contexts.by_instances(ctx.db, Level.COURSE, [course["id"] for course in courses])
    chosen = lib.format_options(ctx.db, courses)
    sections = lib.last_sections(ctx.db, places)
    fields = Fields(ctx, "core_course", "course", places)
    found = []
    for course in courses:
        context = places[course["id"]]
        lib.require_entry(ctx, context, course["id"])
        if course["id"] != SITE_COURSE:
            ctx.require("moodle/course:view", context)
        manages = ctx.has("moodle/course:update", context)
        if not (manages or course["visible"] or ctx.has("moodle/course:viewhiddencourses", context)):
            continue
        format_options = chosen[course["id"]]
        entry = lib.course_names(ctx, course, context)
        entry |= {field: course[field] for field in ("format", "startdate", "enddate", "showactivitydates", "showcompletionconditions")}
        entry["numsections"] = format_options.get("numsections", sections.get(course["id"], 0))
        if custom := fields.of(course["id"], context, edits=manages):
            entry["customfields"] = custom
        if manages:
            entry |= {field: course[field] for field in COURSE.members if field in course and field not in entry}
            entry |= {
                "categorysortorder": course["sortorder"],
                "forcetheme": course["theme"],
                "courseformatoptions": _options(format_options),
            }
            if "hiddensections" in format_options:
                entry["hiddensections"] = format_options["hiddensections"]
        found.append(entry)
    return found


@function(
    "core_course_get_courses_by_field",
    READ,
    params={
        "field": Value(ALPHA, "what to search: id, ids, shortname, idnumber, category or sectionid; all courses unless given", default=""),
        "value": Value(RAW, "value to find", default=""),
    },
    returns=Struct({"courses": List(FOUND_COURSE, "the courses found"), "warnings": warnings()}),
    services=["moodle_mobile_app"],
)
def get_courses_by_field(ctx: CallContext, field: str, value: object) -> dict[str, Any]:
    """Find courses by the value of one field, with as much of each as the caller may see."""
    courses, warned = _search(ctx, field, value)
    places = contexts.by_instances(ctx.db, Level.COURSE, [course["id"] for course in courses])
    public = Public(ctx, courses, places)
    chosen = lib.format_options(ctx.db, courses)
    filters = core_filters.available(ctx, list(places.values()))
    found = []
    for course in courses:
        context = places[course["id"]]
        manages = ctx.has("moodle/course:update", context)
        if not (course["visible"] or manages or ctx.has("moodle/course:viewhiddencourses", context)):
            continue
        if lib.refusal(ctx, context) is not None:
            # Callers who may not enter a course can still see its public entry.
            if course["id"] == SITE_COURSE or ctx.has("moodle/category:viewcourselist", context):
                found.append(public.of(course))
            continue
        entry = public.of(course)
        entry |= {name: course[name] for name in (*_MEMBERS_FIELDS, *(_MANAGERS_FIELDS if manages else ()))}
        entry["lang"] = course["lang"] if ctx.site.has_language(course["lang"]) else ""
        entry["theme"] = course["theme"] if ctx.site.has_theme(course["theme"]) else ""
        entry["filters"] = filters[context.id]
        if course["format"] in _OPEN_FORMATS:
            entry["courseformatoptions"] = _options({**chosen[course["id"]], **lib.format_settings(ctx.site, course["format"])})
        found.append(entry)
    return {"courses": found, "warnings": warned}


def _search(ctx: CallContext, field: str, value: object) -> tuple[list[Course], list[dict[str, Any]]]:
    """The courses with that value of a field; in a search by ids, with a warning for each that the caller may not enter.

    Raises ``InvalidParameter`` for a field that cannot be searched.
    """
    text = "" if value is None else str(value)
    match field:
        case "":
            return lib.courses(ctx.db), []
        case "id" | "category":
            return lib.courses(ctx.db, **{field: clean(text, INT, ctx.site)}), []
        case "ids":
            ids = [int(item or "0") for item in str(clean(text, SEQUENCE, ctx.site)).split(",")]
            return lib.validate_courses(ctx, ids)
        case "shortname":
            return lib.courses(ctx.db, shortname=clean(text, TEXT, ctx.site)), []
        case "idnumber":
            return lib.courses(ctx.db, idnumber=clean(text, RAW, ctx.site)), []
        case "sectionid":
            return lib.courses(ctx.db, id=lib.course_of_section(ctx.db, int(str(clean(text, INT, ctx.site))))), []
        case _:
            raise InvalidParameter("must be id, ids, shortname, idnumber, category or sectionid", path="field")


def _options(options: Mapping[str, object]) -> list[dict[str, object]]:
    """Course format options in the form of the result."""
    return [{"name": name, "value": value} for name, value in options.items()]

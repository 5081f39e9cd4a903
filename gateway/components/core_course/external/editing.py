"""Web service functions that create, change and delete courses."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHANUMEXT,
    INT,
    PLUGIN,
    RAW,
    SAFEDIR,
    SITE_COURSE,
    TEXT,
    WRITE,
    CallContext,
    CodedError,
    Context,
    Description,
    FromSetting,
    GatewayError,
    Level,
    List,
    Struct,
    Value,
    contexts,
    format_value,
    function,
    validate_format,
    warning,
    warnings,
)
from gateway.components.core_course import categories, editing, lib
from gateway.components.core_course.external.schemas import COURSE_ID

_VISIBLE = Value(INT, "whether students see the course", optional=True)
_HIDDEN_SECTIONS = Value(INT, "how hidden sections are shown: 0 as such, 1 not at all", optional=True)
_COMPLETION_NOTIFY = Value(INT, "not in use", optional=True)
_ENABLE_COMPLETION = Value(INT, "whether completion is tracked", optional=True)
_FORMAT_OPTIONS = List(
    Struct({"name": Value(ALPHANUMEXT, "name of the option"), "value": Value(RAW, "its value")}), "options of the format", optional=True
)
_LAST: dict[str, Description] = {
    "lang": Value(SAFEDIR, "forced language", optional=True),
    "forcetheme": Value(PLUGIN, "forced theme, where the site allows that", optional=True),
    "courseformatoptions": _FORMAT_OPTIONS,
    "customfields": List(
        Struct({"shortname": Value(ALPHANUMEXT, "short name of the field"), "value": Value(RAW, "its value")}),
        "custom fields",
        optional=True,
    ),
}

_NEW_COURSE = Struct(
    {
        "fullname": Value(TEXT, "full name"),
        "shortname": Value(TEXT, "short name, unique in the site"),
        "categoryid": Value(INT, "id of the category"),
        "idnumber": Value(RAW, "number in another system, unique in the site", optional=True),
        "summary": Value(RAW, "summary", optional=True),
        "summaryformat": format_value("summary", default="1"),
        "format": Value(PLUGIN, "course format: topics, weeks, social …", default=FromSetting("moodlecourse/format")),
        "showgrades": Value(INT, "whether grades are shown", default=FromSetting("moodlecourse/showgrades")),
        "newsitems": Value(INT, "how many announcements are shown", default=FromSetting("moodlecourse/newsitems")),
        "startdate": Value(INT, "when the course starts; today unless given", optional=True),
        "enddate": Value(INT, "when it ends, 0 for never; a year later unless given", optional=True),
        "numsections": Value(INT, "number of sections beside the first", optional=True),
        "maxbytes": Value(INT, "largest file that may be uploaded, 0 for the site's limit", default=FromSetting("moodlecourse/maxbytes")),
        "showreports": Value(INT, "whether activity reports are shown", default=FromSetting("moodlecourse/showreports")),
        "visible": _VISIBLE,
        "hiddensections": _HIDDEN_SECTIONS,
        "groupmode": Value(INT, "group mode: 0 none, 1 separate, 2 visible", default=FromSetting("moodlecourse/groupmode")),
        "groupmodeforce": Value(INT, "whether the group mode holds for all activities", default=FromSetting("moodlecourse/groupmodeforce")),
        "defaultgroupingid": Value(INT, "id of the default grouping", default=0),
        "enablecompletion": _ENABLE_COMPLETION,
        "completionnotify": _COMPLETION_NOTIFY,
        **_LAST,
    }
)

_CHANGED_COURSE = Struct(
    {
        "id": COURSE_ID,
        "fullname": Value(TEXT, "full name", optional=True),
        "shortname": Value(TEXT, "short name, unique in the site", optional=True),
        "categoryid": Value(INT, "id of the category", optional=True),
        "idnumber": Value(RAW, "number in another system, unique in the site", optional=True),
        "summary": Value(RAW, "summary", optional=True),
        "summaryformat": format_value("summary", optional=True),
        "format": Value(PLUGIN, "course format: topics, weeks, social …", optional=True),
        "showgrades": Value(INT, "whether grades are shown", optional=True),
        "newsitems": Value(INT, "how many announcements are shown", optional=True),
        "startdate": Value(INT, "when the course starts", optional=True),
        "enddate": Value(INT, "when it ends, 0 for never", optional=True),
        "numsections": Value(INT, "not in use: sections are added one by one", optional=True),
        "maxbytes": Value(INT, "largest file that may be uploaded, 0 for the site's limit", optional=True),
        "showreports": Value(INT, "whether activity reports are shown", optional=True),
        "visible": _VISIBLE,
        "hiddensections": _HIDDEN_SECTIONS,
        "groupmode": Value(INT, "group mode: 0 none, 1 separate, 2 visible", optional=True),
        "groupmodeforce": Value(INT, "whether the group mode holds for all activities", optional=True),
        "defaultgroupingid": Value(INT, "id of the default grouping", optional=True),
        "enablecompletion": _ENABLE_COMPLETION,
        "completionnotify": _COMPLETION_NOTIFY,
        **_LAST,
    }
)

# The columns whose change requires a capability of its own.
_GUARDED = {
    "fullname": "moodle/course:changefullname",
    "shortname": "moodle/course:changeshortname",
    "idnumber": "moodle/course:changeidnumber",
    "summary": "moodle/course:changesummary",
    "summaryformat": "moodle/course:changesummary",
    "visible": "moodle/course:visibility",
}


@function(
    "core_course_create_courses",
    WRITE,
    params={"courses": List(_NEW_COURSE, "the courses to create")},
    returns=List(Struct({"id": COURSE_ID, "shortname": Value(RAW, "short name")})),
    capabilities=["moodle/course:create", "moodle/course:visibility"],
)
def create_courses(ctx: CallContext, courses: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Create courses: all of them, or none."""
    places = contexts.by_instances(ctx.db, Level.COURSECAT, {given["categoryid"] for given in courses})
    created = []
    for given in courses:
        place = _enter_category(ctx, places.get(given["categoryid"]))
        ctx.require("moodle/course:create", place)
        _require_names(given)
        values = _clean(ctx, given, place)
        if not ctx.has("moodle/course:visibility", place):
            values["visible"] = categories.by_id(ctx.db, given["categoryid"])["visible"]
        validate_format(int(given["summaryformat"]))
        values.setdefault("enablecompletion", 1)
        if not ctx.site.config.flag("enablecompletion"):
            values["enablecompletion"] = 0
        created.append({"id": editing.create(ctx, values), "shortname": given["shortname"]})
    return created


@function(
    "core_course_update_courses",
    WRITE,
    params={"courses": List(_CHANGED_COURSE, "the courses to change")},
    returns=Struct({"warnings": warnings()}),
    capabilities=[
        "moodle/course:update",
        "moodle/course:changecategory",
        "moodle/course:changefullname",
        "moodle/course:changeshortname",
        "moodle/course:changeidnumber",
        "moodle/course:changesummary",
        "moodle/course:visibility",
    ],
)
def update_courses(ctx: CallContext, courses: list[dict[str, Any]]) -> dict[str, Any]:
    """Change courses; one that cannot be changed stays as it is, and a warning says why."""
    warned = []
    for given in courses:
        try:
            _update(ctx, given)
        except GatewayError as error:
            warned.append(warning("course", given["id"], error.errorcode, ctx.message(error)))
    return {"warnings": warned}


@function(
    "core_course_delete_courses",
    WRITE,
    params={"courseids": List(COURSE_ID, "the courses to delete")},
    returns=Struct({"warnings": warnings()}),
    capabilities=["moodle/course:delete"],
)
def delete_courses(ctx: CallContext, courseids: list[int]) -> dict[str, Any]:
    """Delete courses with all that is in them; one that cannot be deleted stays, and a warning says why."""
    warned = []
    for courseid in courseids:
        place = contexts.by_instances(ctx.db, Level.COURSE, [courseid]).get(courseid)
        if place is None:
            warned.append(warning("course", courseid, "unknowncourseidnumber", "There is no such course."))
        elif not ctx.has("moodle/course:delete", ctx.validate(place)):
            warned.append(warning("course", courseid, "cannotdeletecourse", "You may not delete this course."))
        elif courseid == SITE_COURSE:
            warned.append(warning("course", courseid, "cannotdeletecategorycourse", "This course stands for the site."))
        else:
            editing.delete_course(ctx, place)
    categories.renumber(ctx.db)
    return {"warnings": warned}


def _update(ctx: CallContext, given: dict[str, Any]) -> None:
    """Change a course. Raises an error before anything is changed."""
    place = ctx.validate(contexts.by_instance(ctx.db, Level.COURSE, given["id"]))
    (row,) = lib.courses(ctx.db, id=given["id"])
    ctx.require("moodle/course:update", place)
    if given.get("categoryid") not in (None, row["category"]):
        ctx.require("moodle/course:changecategory", place)
        target = categories.place_of(ctx.db, categories.by_id(ctx.db, given["categoryid"])["id"])
        ctx.require("moodle/course:changecategory", target)
    for name, capability in _GUARDED.items():
        if name in given and given[name] != row[name]:
            ctx.require(capability, place)
    _require_names({name: given[name] for name in ("fullname", "shortname") if given.get(name) not in (None, row[name])})
    if given.get("summaryformat") is not None:
        validate_format(int(given["summaryformat"]))
    editing.change(ctx, row, place, _clean(ctx, given, place))


def _clean(ctx: CallContext, given: dict[str, Any], place: Context) -> dict[str, Any]:
    """The given columns that the caller and the site allow. Raises ``errorinvalidparam`` for unknown languages and themes."""
    values = {name: value for name, value in given.items() if name not in ("lang", "forcetheme")}
    if lang := given.get("lang"):
        if not ctx.site.has_language(lang):
            raise CodedError("errorinvalidparam", "webservice")
        if ctx.has("moodle/course:setforcedlanguage", place):
            values["lang"] = lang
    if (theme := given.get("forcetheme")) is not None and ctx.site.config.flag("allowcoursethemes"):
        if theme and not ctx.site.has_theme(theme):
            raise CodedError("errorinvalidparam", "webservice")
        values["theme"] = theme
    return values


def _require_names(given: dict[str, Any]) -> None:
    """Raise ``errorinvalidparam`` for an empty name."""
    if any(name in given and not given[name].strip() for name in ("fullname", "shortname")):
        raise CodedError("errorinvalidparam", "webservice")


def _enter_category(ctx: CallContext, place: Context | None) -> Context:
    """The context of a category, which the caller enters. Raises ``errorcatcontextnotvalid`` if the caller may not."""
    try:
        if place is not None:
            return ctx.validate(place)
    except GatewayError as error:
        raise CodedError("errorcatcontextnotvalid", "webservice", debug=error.errorcode) from error
    raise CodedError("errorcatcontextnotvalid", "webservice")

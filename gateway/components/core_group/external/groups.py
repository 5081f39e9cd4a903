"""Web service functions for groups."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHANUM,
    BOOL,
    INT,
    RAW,
    READ,
    TEXT,
    URL,
    WRITE,
    CallContext,
    InvalidParameter,
    Level,
    List,
    MissingRecord,
    Struct,
    Value,
    contexts,
    format_string,
    format_value,
    function,
    validate_format,
    warnings,
)
from gateway.components.core_course import lib as courses
from gateway.components.core_group import lib
from gateway.components.core_group.external.schemas import (
    COURSE_ID,
    CUSTOM_FIELDS,
    DESCRIPTION,
    GIVEN_FIELDS,
    GROUP,
    GROUP_ID,
    NAME,
    PARTICIPATION,
    VISIBILITY,
)

_CHANGED_GROUP = Struct(
    {
        "id": GROUP_ID,
        "name": NAME,
        "description": Value(RAW, "description", optional=True),
        "descriptionformat": format_value("description", default="1"),
        "enrolmentkey": Value(RAW, "key that enrols into the group", optional=True),
        "idnumber": Value(RAW, "number in another system", optional=True),
        "visibility": Value(TEXT, VISIBILITY, optional=True),
        "participation": Value(BOOL, PARTICIPATION, optional=True),
        "customfields": GIVEN_FIELDS,
    }
)

_NEW_GROUP = Struct(
    {
        "courseid": COURSE_ID,
        "name": NAME,
        "description": DESCRIPTION,
        "descriptionformat": format_value("description", default="1"),
        "enrolmentkey": Value(RAW, "key that enrols into the group", optional=True),
        "idnumber": Value(RAW, "number in another system", optional=True),
        "visibility": Value(INT, VISIBILITY, default=0),
        "participation": Value(BOOL, PARTICIPATION, default=True),
        "customfields": GIVEN_FIELDS,
    }
)


@function(
    "core_group_create_groups",
    WRITE,
    params={"groups": List(_NEW_GROUP, "the groups to create")},
    returns=List(Struct({**GROUP, "customfields": GIVEN_FIELDS})),
    capabilities=["moodle/course:managegroups"],
)
def create_groups(ctx: CallContext, groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Create groups in courses: all of them, or none."""
    places = contexts.by_instances(ctx.db, Level.COURSE, {group["courseid"] for group in groups})
    created = []
    for index, group in enumerate(groups):
        _require_name(ctx, group["courseid"], group["name"], f"groups[{index}].name")
        context = courses.require_entry(ctx, places.get(group["courseid"]), group["courseid"])
        ctx.require("moodle/course:managegroups", context)
        lib.require_visibility(group["visibility"], f"groups[{index}].visibility")
        validate_format(int(group["descriptionformat"]))
        created.append(lib.create(ctx.db, group, now=ctx.now))
    return created


@function(
    "core_group_update_groups",
    WRITE,
    params={"groups": List(_CHANGED_GROUP, "the groups to change")},
    returns=None,
    capabilities=["moodle/course:managegroups"],
)
def update_groups(ctx: CallContext, groups: list[dict[str, Any]]) -> None:
    """Change groups; what is left out stays as it is."""
    for index, group in enumerate(groups):
        known = lib.groups_by_id(ctx.db, [group["id"]]).get(group["id"])
        if known is None:
            raise InvalidParameter("is not the id of a group", path=f"groups[{index}].id")
        _require_name(ctx, known["courseid"], group["name"], f"groups[{index}].name", except_name=known["name"])
        lib.manage(ctx, known["courseid"])
        if group.get("visibility") is not None:
            group["visibility"] = lib.require_visibility(group["visibility"], f"groups[{index}].visibility")
        validate_format(int(group["descriptionformat"]))
        lib.change(ctx.db, known, group, now=ctx.now)


@function(
    "core_group_delete_groups",
    WRITE,
    params={"groupids": List(GROUP_ID, "the groups to delete")},
    returns=None,
    capabilities=["moodle/course:managegroups"],
)
def delete_groups(ctx: CallContext, groupids: list[int]) -> None:
    """Delete groups; ids of no group are passed over."""
    for group in lib.groups_by_id(ctx.db, groupids).values():
        lib.manage(ctx, group["courseid"])
        lib.delete_group(ctx.db, group["id"])


@function(
    "core_group_get_groups",
    READ,
    params={"groupids": List(GROUP_ID, "the groups")},
    returns=List(Struct({**GROUP, "customfields": CUSTOM_FIELDS})),
    capabilities=["moodle/course:managegroups"],
)
def get_groups(ctx: CallContext, groupids: list[int]) -> list[dict[str, Any]]:
    """Return groups by their ids, with all there is to know of them."""
    known = lib.groups_by_id(ctx.db, groupids)
    found = []
    for groupid in dict.fromkeys(groupids):
        if groupid not in known:
            raise MissingRecord("groups")
        context = lib.manage(ctx, known[groupid]["courseid"])
        found.append({**lib.group_result(ctx, known[groupid], context), "customfields": []})
    return found


@function(
    "core_group_get_course_groups",
    READ,
    params={"courseid": COURSE_ID},
    returns=List(Struct(GROUP)),
    capabilities=["moodle/course:managegroups"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_course_groups(ctx: CallContext, courseid: int) -> list[dict[str, Any]]:
    """Return the groups of a course, by name."""
    context = lib.manage(ctx, courseid)
    return [lib.group_result(ctx, group, context) for group in lib.groups_of_course(ctx, context)]


@function(
    "core_group_get_groups_for_selector",
    READ,
    params={"courseid": COURSE_ID, "cmid": Value(INT, "id of the activity, where its groups are meant", default=0)},
    returns=Struct(
        {
            "groups": List(
                Struct(
                    {
                        "id": Value(ALPHANUM, "id of the group, 0 for all participants"),
                        "name": Value(TEXT, "name"),
                        "groupimageurl": Value(URL, "address of the picture", optional=True),
                    }
                ),
                "the groups to choose from",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_groups_for_selector(ctx: CallContext, courseid: int, cmid: int) -> dict[str, Any]:
    """Return the groups that the caller may choose from in lists of people."""
    if cmid:
        activity = lib.activity_groups(ctx.db, cmid)
        context = ctx.validate(contexts.by_instance(ctx.db, Level.MODULE, cmid))
        course = contexts.by_instance(ctx.db, Level.COURSE, activity.course)
        of_all, rows = lib.selectable(ctx, course, activity, context)
    else:
        course = ctx.validate(contexts.by_instance(ctx.db, Level.COURSE, courseid))
        row = courses.courses(ctx.db, id=courseid)[0]
        of_all, rows = lib.selectable(ctx, course, lib.GroupSettings(courseid, row["groupmode"], row["defaultgroupingid"]), course)
    everybody = {"id": "0", "name": "All participants", "groupimageurl": courses.theme_image(ctx.site, "core", "g/g1")}
    listed = [
        {
            "id": str(group["id"]),
            "name": format_string(group["name"], ctx.settings),
            "groupimageurl": lib.picture_url(ctx.site, group, course) or lib.generated_picture_url(ctx.site, group, course),
        }
        for group in rows
    ]
    return {"groups": [everybody, *listed] if of_all else listed, "warnings": []}


def _require_name(ctx: CallContext, courseid: int, name: str, path: str, *, except_name: str | None = None) -> None:
    """Raise ``InvalidParameter`` for a name that is empty or that another group of the course has."""
    if not name.strip():
        raise InvalidParameter("must not be empty", path=path)
    if name != except_name and lib.name_taken(ctx.db, courseid, name):
        raise InvalidParameter("is the name of another group of the course", path=path)

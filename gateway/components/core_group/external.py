"""What is offered about groups."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHANUMEXT,
    BOOL,
    INT,
    RAW,
    TEXT,
    WRITE,
    CallContext,
    InvalidParameter,
    Level,
    List,
    Struct,
    Value,
    contexts,
    format_value,
    function,
    validate_format,
)
from gateway.components.core_course import lib as courses
from gateway.components.core_group import lib

CUSTOM_FIELDS = List(
    Struct({"shortname": Value(ALPHANUMEXT, "short name of the field"), "value": Value(RAW, "its value")}),
    "custom fields",
    optional=True,
)

NEW_GROUP = Struct(
    {
        "courseid": Value(INT, "id of the course"),
        "name": Value(TEXT, "name, unique in the course"),
        "description": Value(RAW, "description"),
        "descriptionformat": format_value("description", default="1"),
        "enrolmentkey": Value(RAW, "key that enrols into the group", optional=True),
        "idnumber": Value(RAW, "number in another system", optional=True),
        "visibility": Value(INT, "who sees membership: 0 all, 1 members, 2 each their own, 3 nobody", default=0),
        "participation": Value(BOOL, "whether activities can be done as this group", default=True),
        "customfields": CUSTOM_FIELDS,
    }
)

GROUP = Struct(
    {
        "id": Value(INT, "id of the group"),
        "courseid": Value(INT, "id of the course"),
        "name": Value(TEXT, "name, unique in the course"),
        "description": Value(RAW, "description"),
        "descriptionformat": format_value("description"),
        "enrolmentkey": Value(RAW, "key that enrols into the group"),
        "idnumber": Value(RAW, "number in another system"),
        "visibility": Value(INT, "who sees membership: 0 all, 1 members, 2 each their own, 3 nobody"),
        "participation": Value(BOOL, "whether activities can be done as this group"),
        "customfields": CUSTOM_FIELDS,
    }
)


@function(
    "core_group_create_groups",
    WRITE,
    params={"groups": List(NEW_GROUP, "the groups to create")},
    returns=List(GROUP),
    capabilities=["moodle/course:managegroups"],
)
def create_groups(ctx: CallContext, groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Create groups in courses: all of them, or none."""
    places = contexts.by_instances(ctx.db, Level.COURSE, {group["courseid"] for group in groups})
    created = []
    for index, group in enumerate(groups):
        if not group["name"].strip():
            raise InvalidParameter("must not be empty", path=f"groups[{index}].name")
        if lib.name_taken(ctx.db, group["courseid"], group["name"]):
            raise InvalidParameter("is the name of another group of the course", path=f"groups[{index}].name")
        context = courses.require_entry(ctx, places.get(group["courseid"]), group["courseid"])
        ctx.require("moodle/course:managegroups", context)
        validate_format(int(group["descriptionformat"]))
        created.append(lib.create(ctx.db, group, now=ctx.now))
    return created

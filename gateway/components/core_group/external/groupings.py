"""Web service functions for groupings, which are sets of groups of a course."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    BOOL,
    RAW,
    READ,
    WRITE,
    CallContext,
    Description,
    InvalidParameter,
    Level,
    List,
    MissingRecord,
    Struct,
    Value,
    contexts,
    format_value,
    function,
    validate_format,
)
from gateway.components.core_group import groupings as lib
from gateway.components.core_group.external.schemas import (
    COURSE_ID,
    CUSTOM_FIELDS,
    DESCRIPTION,
    GIVEN_FIELDS,
    GROUP,
    GROUP_ID,
    GROUPING,
    GROUPING_ID,
    NAME,
)
from gateway.components.core_group.lib import group_result, groups_by_id, manage

_TOLD: dict[str, Description] = {
    "name": NAME,
    "description": DESCRIPTION,
    "descriptionformat": format_value("description", default="1"),
    "idnumber": Value(RAW, "number in another system", optional=True),
    "customfields": GIVEN_FIELDS,
}

_GROUP_IN_GROUPING = {name: value for name, value in GROUP.items() if name not in ("visibility", "participation")}

_PAIR = Struct({"groupingid": GROUPING_ID, "groupid": GROUP_ID})


@function(
    "core_group_create_groupings",
    WRITE,
    params={"groupings": List(Struct({"courseid": COURSE_ID, **_TOLD}), "the groupings to create")},
    returns=List(Struct({**GROUPING, "customfields": GIVEN_FIELDS})),
)
def create_groupings(ctx: CallContext, groupings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Create groupings in courses: all of them, or none."""
    created = []
    for index, grouping in enumerate(groupings):
        _require_name(ctx, grouping["courseid"], grouping["name"], f"groupings[{index}].name")
        manage(ctx, grouping["courseid"])
        validate_format(int(grouping["descriptionformat"]))
        created.append(lib.create(ctx.db, grouping, now=ctx.now))
    return created


@function(
    "core_group_update_groupings",
    WRITE,
    params={"groupings": List(Struct({"id": GROUPING_ID, **_TOLD}), "the groupings to change")},
    returns=None,
)
def update_groupings(ctx: CallContext, groupings: list[dict[str, Any]]) -> None:
    """Change groupings."""
    for index, grouping in enumerate(groupings):
        known = lib.by_id(ctx.db, [grouping["id"]]).get(grouping["id"])
        if known is None:
            raise InvalidParameter("is not the id of a grouping", path=f"groupings[{index}].id")
        _require_name(ctx, known["courseid"], grouping["name"], f"groupings[{index}].name", except_name=known["name"])
        manage(ctx, known["courseid"])
        validate_format(int(grouping["descriptionformat"]))
        lib.change(ctx.db, known, grouping, now=ctx.now)


@function("core_group_delete_groupings", WRITE, params={"groupingids": List(GROUPING_ID, "the groupings to delete")}, returns=None)
def delete_groupings(ctx: CallContext, groupingids: list[int]) -> None:
    """Delete groupings, but not the groups in them; ids of no grouping are passed over."""
    for grouping in lib.by_id(ctx.db, groupingids).values():
        manage(ctx, grouping["courseid"])
        lib.delete_grouping(ctx.db, grouping["id"])


@function(
    "core_group_get_course_groupings",
    READ,
    params={"courseid": COURSE_ID},
    returns=List(Struct(GROUPING)),
    services=["moodle_mobile_app"],
)
def get_course_groupings(ctx: CallContext, courseid: int) -> list[dict[str, Any]]:
    """Return the groupings of a course, by name."""
    contexts.by_instance(ctx.db, Level.COURSE, courseid)
    context = manage(ctx, courseid)
    return [lib.grouping_result(ctx, grouping, context) for grouping in lib.of_course(ctx.db, courseid)]


@function(
    "core_group_get_groupings",
    READ,
    params={
        "groupingids": List(GROUPING_ID, "the groupings"),
        "returngroups": Value(BOOL, "whether to return the groups in them as well", default=0),
    },
    returns=List(
        Struct(
            {
                **GROUPING,
                "customfields": CUSTOM_FIELDS,
                "groups": List(Struct({**_GROUP_IN_GROUPING, "customfields": CUSTOM_FIELDS}), "the groups in the grouping", optional=True),
            }
        )
    ),
)
def get_groupings(ctx: CallContext, groupingids: list[int], returngroups: bool) -> list[dict[str, Any]]:
    """Return groupings by their ids, with the groups in them if they are asked for."""
    known = lib.by_id(ctx.db, groupingids)
    groups = lib.groups_in(ctx.db, groupingids) if returngroups else {}
    found = []
    for groupingid in groupingids:
        if groupingid not in known:
            raise MissingRecord("groupings")
        context = manage(ctx, known[groupingid]["courseid"])
        entry: dict[str, Any] = {**lib.grouping_result(ctx, known[groupingid], context), "customfields": []}
        if in_grouping := groups.get(groupingid):
            entry["groups"] = [{**group_result(ctx, group, context), "customfields": []} for group in in_grouping]
        found.append(entry)
    return found


@function("core_group_assign_grouping", WRITE, params={"assignments": List(_PAIR, "which groups, into which groupings")}, returns=None)
def assign_grouping(ctx: CallContext, assignments: list[dict[str, int]]) -> None:
    """Put groups into groupings; a group that is in it already stays there."""
    for pair in assignments:
        if _manages(ctx, pair, when_in_it=False):
            lib.put_in(ctx.db, pair["groupingid"], pair["groupid"], now=ctx.now)


@function(
    "core_group_unassign_grouping", WRITE, params={"unassignments": List(_PAIR, "which groups, out of which groupings")}, returns=None
)
def unassign_grouping(ctx: CallContext, unassignments: list[dict[str, int]]) -> None:
    """Take groups out of groupings; a group that is not in it is passed over."""
    for pair in unassignments:
        if _manages(ctx, pair, when_in_it=True):
            lib.take_out(ctx.db, pair["groupingid"], pair["groupid"])


def _manages(ctx: CallContext, pair: dict[str, int], *, when_in_it: bool) -> bool:
    """Whether a group is in a grouping or not, as ``when_in_it`` says; if so, the caller must be allowed to manage groups.

    Raises ``MissingRecord`` where one of them does not exist.
    """
    grouping = lib.by_id(ctx.db, [pair["groupingid"]]).get(pair["groupingid"])
    if grouping is None:
        raise MissingRecord("groupings")
    if pair["groupid"] not in groups_by_id(ctx.db, [pair["groupid"]]):
        raise MissingRecord("groups")
    if lib.is_in(ctx.db, pair["groupingid"], pair["groupid"]) is not when_in_it:
        return False
    manage(ctx, grouping["courseid"])
    return True


def _require_name(ctx: CallContext, courseid: int, name: str, path: str, *, except_name: str | None = None) -> None:
    """Raise ``InvalidParameter`` for a name that is empty or that another grouping of the course has."""
    if not name.strip():
        raise InvalidParameter("must not be empty", path=path)
    if name != except_name and lib.name_taken(ctx.db, courseid, name):
        raise InvalidParameter("is the name of another grouping of the course", path=path)

"""Web service functions for cohorts."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    ALPHANUM,
    ALPHANUMEXT,
    BOOL,
    INT,
    RAW,
    READ,
    TEXT,
    THEME,
    WRITE,
    CallContext,
    CodingError,
    Context,
    Description,
    InvalidParameter,
    List,
    MissingCapability,
    MissingRecord,
    Struct,
    Value,
    contexts,
    format_value,
    function,
    validate_format,
    warnings,
)
from gateway.api.rows import window
from gateway.components.core_cohort import lib
from gateway.components.core_user import lib as users

_MANAGE, _VIEW, _ASSIGN = "moodle/cohort:manage", "moodle/cohort:view", "moodle/cohort:assign"

_COHORT_ID = Value(INT, "id of the cohort")

_TOLD: dict[str, Description] = {
    "categorytype": Struct(
        {"type": Value(TEXT, "what value is: id or idnumber of a category, or system"), "value": Value(RAW, "its value")},
        "where the cohort belongs",
    ),
    "name": Value(RAW, "name"),
    "idnumber": Value(RAW, "number in another system, unique in the site"),
    "description": Value(RAW, "description", optional=True),
    "descriptionformat": format_value("description", default="1"),
    "visible": Value(BOOL, "whether it is offered in courses", optional=True),
    "theme": Value(THEME, "theme of its members, where the site allows that", optional=True),
    "customfields": List(
        Struct({"shortname": Value(ALPHANUMEXT, "short name of the field"), "value": Value(RAW, "its value")}),
        "custom fields",
        optional=True,
    ),
}

_COHORT: dict[str, Description] = {
    "id": _COHORT_ID,
    "name": Value(RAW, "name"),
    "idnumber": Value(RAW, "number in another system"),
    "description": Value(RAW, "description"),
    "descriptionformat": format_value("description"),
    "visible": Value(BOOL, "whether it is offered in courses"),
    "theme": Value(THEME, "theme of its members", optional=True),
}

_FULL_COHORT = Struct(
    {
        **_COHORT,
        "customfields": List(
            Struct(
                {
                    "name": Value(RAW, "name of the field"),
                    "shortname": Value(RAW, "short name of the field"),
                    "type": Value(ALPHANUMEXT, "kind of field"),
                    "valueraw": Value(RAW, "stored value"),
                    "value": Value(RAW, "value as it is shown"),
                }
            ),
            "custom fields",
            optional=True,
        ),
    }
)
# Whole schools become members by one call.
_MOST_MEMBERS = 5_000


@function(
    "core_cohort_create_cohorts",
    WRITE,
    params={"cohorts": List(Struct(_TOLD), "the cohorts to create")},
    returns=List(Struct(_COHORT)),
    capabilities=[_MANAGE],
)
def create_cohorts(ctx: CallContext, cohorts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Create cohorts: all of them, or none."""
    created = []
    for index, cohort in enumerate(cohorts):
        place = _place(ctx, cohort["categorytype"], f"cohorts[{index}].categorytype")
        if lib.idnumber_taken(ctx.db, cohort["idnumber"]):
            raise InvalidParameter("is the id number of another cohort", path=f"cohorts[{index}].idnumber")
        ctx.require(_MANAGE, ctx.validate(place))
        lib.require_theme(ctx.site, cohort.get("theme"))
        validate_format(int(cohort["descriptionformat"]))
        created.append(lib.cohort_result(ctx, lib.create(ctx.db, ctx.site, cohort, place, now=ctx.now), place))
    return created


@function(
    "core_cohort_update_cohorts",
    WRITE,
    params={"cohorts": List(Struct({"id": _COHORT_ID, **_TOLD}), "the cohorts to change")},
    returns=None,
    capabilities=[_MANAGE],
)
def update_cohorts(ctx: CallContext, cohorts: list[dict[str, Any]]) -> None:
    """Change cohorts, or move them to another category."""
    for index, cohort in enumerate(cohorts):
        if not cohort["name"].strip():
            raise InvalidParameter("must not be empty", path=f"cohorts[{index}].name")
        known, old = _cohort(ctx, cohort["id"])
        ctx.require(_MANAGE, old)
        place = _place(ctx, cohort["categorytype"], f"cohorts[{index}].categorytype")
        if place.id != old.id:
            ctx.require(_MANAGE, ctx.validate(place))
        lib.require_theme(ctx.site, cohort.get("theme"))
        validate_format(int(cohort["descriptionformat"]))
        lib.change(ctx.db, ctx.site, known, cohort, place, now=ctx.now)


@function(
    "core_cohort_delete_cohorts",
    WRITE,
    params={"cohortids": List(_COHORT_ID, "the cohorts to delete")},
    returns=None,
    capabilities=[_MANAGE],
    ajax=True,
)
def delete_cohorts(ctx: CallContext, cohortids: list[int]) -> None:
    """Delete cohorts."""
    for cohortid in cohortids:
        _, place = _cohort(ctx, cohortid)
        ctx.require(_MANAGE, ctx.validate(place))
        lib.delete_cohort(ctx.db, cohortid)


@function(
    "core_cohort_get_cohorts",
    READ,
    params={"cohortids": List(_COHORT_ID, "the cohorts; all unless given", default=[])},
    returns=List(_FULL_COHORT),
    capabilities=[_VIEW],
)
def get_cohorts(ctx: CallContext, cohortids: list[int]) -> list[dict[str, Any]]:
    """Return cohorts by their ids, or all of them."""
    found = []
    for cohort, place in lib.with_places(ctx.db, lib.cohorts(ctx.db, cohortids or None)):
        _require_any(ctx, _VIEW, ctx.validate(place))
        found.append({**lib.cohort_result(ctx, cohort, place), "customfields": []})
    return found


@function(
    "core_cohort_search_cohorts",
    READ,
    params={
        "query": Value(RAW, "text to find in the name, the id number or the description"),
        "context": Struct(
            {
                "contextid": Value(INT, "id of the context", default=0),
                "contextlevel": Value(ALPHANUM, "its level, where there is no id: system, coursecat, course …", default=""),
                "instanceid": Value(INT, "id of what the context is of", default=0),
            },
            "where to look",
        ),
        "includes": Value(ALPHA, "self: there alone; parents: above as well; all: everywhere", default="parents"),
        "limitfrom": Value(INT, "how many to skip", default=0),
        "limitnum": Value(INT, "how many to return at most", default=25),
    },
    returns=Struct({"cohorts": List(_FULL_COHORT, "the cohorts found")}),
    capabilities=[_VIEW],
    ajax=True,
)
def search_cohorts(ctx: CallContext, query: str, context: dict[str, Any], includes: str, limitfrom: int, limitnum: int) -> dict[str, Any]:
    """Find cohorts by a text, in one place and above it or everywhere."""
    place = ctx.validate(contexts.from_parameters(ctx.db, context["contextid"], context["contextlevel"], context["instanceid"]))
    if not ctx.has(_MANAGE, place):
        ctx.require(_VIEW, place)
    part = window(limitfrom, limitnum)
    above: list[lib.Cohort] = []
    match includes:
        case "self":
            rows = lib.search(ctx.db, query, [place.id], part)
        case "parents":
            rows, above = lib.search(ctx.db, query, [place.id], part), lib.search_above(ctx, query, place, part)
        case "all":
            rows = lib.search(ctx.db, query, lib.readable_places(ctx), part)
        case _:
            raise CodingError("includes must be parents, self or all", message="Cohorts can be searched in parents, self or all.")
    found = [lib.cohort_result(ctx, row, where) for row, where in lib.with_places(ctx.db, rows)]
    return {"cohorts": [{**cohort, "customfields": []} for cohort in (*found, *map(lib.brief_result, above))]}


@function(
    "core_cohort_get_cohort_members",
    READ,
    params={"cohortids": List(_COHORT_ID, "the cohorts")},
    returns=List(Struct({"cohortid": _COHORT_ID, "userids": List(Value(INT, "id of a user"), "the members, by surname")})),
    capabilities=[_VIEW],
)
def get_cohort_members(ctx: CallContext, cohortids: list[int]) -> list[dict[str, Any]]:
    """Return who is in cohorts."""
    for cohortid in cohortids:
        _require_any(ctx, _VIEW, ctx.validate(_cohort(ctx, cohortid)[1]))
    people = lib.members(ctx.db, cohortids)
    return [{"cohortid": cohortid, "userids": people[cohortid]} for cohortid in cohortids]


@function(
    "core_cohort_add_cohort_members",
    WRITE,
    params={
        "members": List(
            Struct(
                {
                    "cohorttype": Struct(
                        {"type": Value(ALPHANUMEXT, "what value is: id or idnumber"), "value": Value(RAW, "its value")}, "which cohort"
                    ),
                    "usertype": Struct(
                        {"type": Value(ALPHANUMEXT, "what value is: id or username"), "value": Value(RAW, "its value")}, "which user"
                    ),
                }
            ),
            "who, and to which cohort",
            most=_MOST_MEMBERS,
        )
    },
    returns=Struct({"warnings": warnings()}),
    capabilities=[_ASSIGN],
)
def add_cohort_members(ctx: CallContext, members: list[dict[str, Any]]) -> dict[str, Any]:
    """Add people to cohorts; those that are not found, or are in it already, are warned of."""
    warned = []
    for member in members:
        try:
            cohortid, userid = lib.cohort_named(ctx.db, **member["cohorttype"]), lib.user_named(ctx.db, **member["usertype"])
            if userid in lib.members(ctx.db, [cohortid], userid)[cohortid]:
                raise lib.NotAdded("3", "The user is in this cohort already.")
        except lib.NotAdded as reason:
            warned.append({"warningcode": reason.code, "message": reason.message})
            continue
        _require_any(ctx, _ASSIGN, ctx.validate(_cohort(ctx, cohortid)[1]))
        lib.add_member(ctx.db, cohortid, userid, now=ctx.now)
    return {"warnings": warned}


@function(
    "core_cohort_delete_cohort_members",
    WRITE,
    params={
        "members": List(
            Struct({"cohortid": _COHORT_ID, "userid": Value(INT, "id of the user")}), "who, and of which cohort", most=_MOST_MEMBERS
        )
    },
    returns=None,
    capabilities=[_ASSIGN],
)
def delete_cohort_members(ctx: CallContext, members: list[dict[str, int]]) -> None:
    """Take people out of cohorts."""
    people = {row["id"] for row in users.by_field(ctx.db, "id", [member["userid"] for member in members])}
    for member in members:
        _, place = _cohort(ctx, member["cohortid"])
        if member["userid"] not in people:
            raise MissingRecord("user")
        _require_any(ctx, _ASSIGN, ctx.validate(place))
        lib.remove_member(ctx.db, member["cohortid"], member["userid"])


def _cohort(ctx: CallContext, cohortid: int) -> tuple[lib.Cohort, Context]:
    """The cohort and its context. Raises ``MissingRecord`` if it does not exist."""
    for found in lib.with_places(ctx.db, lib.cohorts(ctx.db, [cohortid])):
        return found
    raise MissingRecord("cohort")


def _place(ctx: CallContext, named: dict[str, str], path: str) -> Context:
    """The context that the parameter ``categorytype`` names. Raises ``InvalidParameter`` if there is none."""
    if named["type"] not in ("system", "id", "idnumber"):
        raise InvalidParameter("must be id, idnumber or system", path=f"{path}.type")
    place = lib.place_named(ctx.db, named["type"], named["value"])
    if place is None:
        raise InvalidParameter("is that of no category", path=f"{path}.value")
    return place


def _require_any(ctx: CallContext, capability: str, place: Context) -> None:
    """Raise ``MissingCapability`` unless the caller may manage cohorts in a context, or holds ``capability`` there."""
    if not (ctx.has(_MANAGE, place) or ctx.has(capability, place)):
        raise MissingCapability(capability)

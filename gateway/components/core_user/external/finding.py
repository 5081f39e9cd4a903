"""Web service functions that search users."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    BOOL,
    INT,
    RAW,
    RAW_TRIMMED,
    READ,
    SYSTEM,
    TEXT,
    USERNAME,
    CallContext,
    CodedError,
    CodingError,
    InvalidParameter,
    Level,
    List,
    ParamType,
    Struct,
    Value,
    clean,
    contexts,
    function,
    loosely_equal,
    warnings,
)
from gateway.components.core_user import lib, search
from gateway.components.core_user.details import Details, of_users_in_courses
from gateway.components.core_user.schemas import MEMBER, USER

# The capabilities that decide which details of users are returned.
_VIEWING = ("moodle/user:viewdetails", "moodle/user:viewhiddendetails", "moodle/course:useremail", "moodle/user:update")

_AT_A_TIME = 500

# The fields by which users can be found, and the types of their values.
_SEARCHABLE: dict[str, ParamType] = {"id": INT, "idnumber": RAW, "username": USERNAME, "email": RAW_TRIMMED}


@function(
    "core_user_get_users_by_field",
    READ,
    params={
        "field": Value(ALPHA, "what to search: id, idnumber, username or email"),
        "values": List(Value(RAW, "value to find"), "what to find"),
    },
    returns=List(USER),
    capabilities=_VIEWING,
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_users_by_field(ctx: CallContext, field: str, values: list[Any]) -> list[dict[str, Any]]:
    """Find users by the value of one field; those whom the caller may not see are left out."""
    kind = _SEARCHABLE.get(field)
    if kind is None:
        raise CodingError("field must be id, idnumber, username or email", message="Users cannot be searched by this field.")
    wanted = []
    for index, value in enumerate(values):
        cleaned = clean(value, kind, ctx.site)
        if not loosely_equal(value, cleaned):
            raise InvalidParameter(f"is not a valid {field}", path=f"values[{index}]")
        wanted.append(cleaned)
    users = lib.by_field(ctx.db, field, wanted, deleted=True)
    ctx.validate(SYSTEM)
    # A user whose result lacks the searched field is left out: the caller may not see its value.
    return [user for user in _seen(ctx, users) if user.get(field)]


@function(
    "core_user_get_users",
    READ,
    params={
        "criteria": List(
            Struct(
                {
                    "key": Value(ALPHA, "what to search: id, lastname, firstname, idnumber, username, email or auth"),
                    "value": Value(RAW, "value to find; in names and addresses % stands for anything"),
                }
            ),
            "what must hold of a user, each key once",
        )
    },
    returns=Struct({"users": List(USER, "the users found"), "warnings": warnings(item="key that cannot be searched")}),
    capabilities=_VIEWING,
)
def get_users(ctx: CallContext, criteria: list[dict[str, Any]]) -> dict[str, Any]:
    """Find users for whom all criteria hold; those whom the caller may not see are left out."""
    wanted: dict[str, Any] = {}
    warned = []
    for criterion in criteria:
        key = criterion["key"]
        if key in wanted:
            raise CodedError("keyalreadyset", debug=f"{key} is given twice")
        wanted[key] = criterion["value"]
        if key not in search.KEYS:
            message = "Users cannot be searched by this key."
            warned.append({"item": key, "warningcode": "invalidfieldparameter", "message": message})
    usable = {key: clean(value, search.KEYS[key], ctx.site) for key, value in wanted.items() if key in search.KEYS}
    users = search.by_criteria(ctx.db, usable)
    return {"users": [user for user in _seen(ctx, users) if all(user.get(key) for key in usable)], "warnings": warned}


@function(
    "core_user_get_course_user_profiles",
    READ,
    params={
        "userlist": List(
            Struct({"userid": Value(INT, "id of the user"), "courseid": Value(INT, "id of the course")}),
            "users, each with the course in which to look at them",
        )
    },
    returns=List(MEMBER),
    capabilities=[*_VIEWING, "moodle/site:accessallgroups"],
    services=["moodle_mobile_app"],
)
def get_course_user_profiles(ctx: CallContext, userlist: list[dict[str, int]]) -> list[dict[str, Any]]:
    """Return what the caller may see of users as members of a course."""
    courseids = {item["userid"]: item["courseid"] for item in userlist}
    courses = lib.courses(ctx.db, courseids.values())
    users = lib.by_field(ctx.db, "id", list(courseids))
    found: dict[int, dict[str, Any] | None] = {}
    for courseid in dict.fromkeys(courseids[user["id"]] for user in users):
        place = contexts.by_instances(ctx.db, Level.COURSE, [courseid]).get(courseid)
        if place is None:
            index = next(index for index, item in enumerate(userlist) if item["courseid"] == courseid)
            raise InvalidParameter("is not the id of a course", path=f"userlist[{index}].courseid")
        ctx.validate(place)
        members = [user for user in users if courseids[user["id"]] == courseid]
        details = Details(ctx, members, course=(courses[courseid], place))
        found |= {user["id"]: details.of(user) for user in members}
    return [entry for user in users if (entry := found[user["id"]])]


@function(
    "core_user_search_identity",
    READ,
    params={"query": Value(RAW, "part of a name, or of what identifies people on this site")},
    returns=Struct(
        {
            "list": List(
                Struct(
                    {
                        "id": Value(INT, "id of the user"),
                        "fullname": Value(RAW, "full name"),
                        "extrafields": List(
                            Struct({"name": Value(TEXT, "name of the field"), "value": Value(TEXT, "its value")}),
                            "what identifies the user",
                            optional=True,
                        ),
                    }
                ),
                "the users found",
            ),
            "maxusersperpage": Value(INT, "how many are returned at most"),
            "overflow": Value(BOOL, "whether there are more"),
        }
    ),
    capabilities=["moodle/user:viewalldetails"],
    ajax=True,
)
def search_identity(ctx: CallContext, query: str) -> dict[str, Any]:
    """Find users by name or by an identity field."""
    ctx.validate(SYSTEM)
    ctx.require("moodle/user:viewalldetails", SYSTEM)
    most = ctx.site.config.number("maxusersperpage")
    fields = search.identity_fields(ctx.site) if ctx.has("moodle/site:viewuseridentity", SYSTEM) else []
    users = search.by_text(ctx.db, ctx.site, query, fields, most=most + 1)
    complete = ctx.has("moodle/site:viewfullnames", SYSTEM)
    results = [
        {
            "id": user["id"],
            "fullname": lib.fullname(ctx.site, user, complete=complete),
            "extrafields": search.identity_results(user, fields),
        }
        for user in users[:most]
    ]
    return {"list": results, "maxusersperpage": most, "overflow": len(users) > most}


def _seen(ctx: CallContext, users: list[lib.User]) -> list[dict[str, Any]]:
    """The details of users that the caller may see, loaded in batches of the size that a statement allows."""
    found = []
    for start in range(0, len(users), _AT_A_TIME):
        found += of_users_in_courses(ctx, users[start : start + _AT_A_TIME])
    return found

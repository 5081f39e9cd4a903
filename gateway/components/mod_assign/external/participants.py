"""The external functions about the participants of assignments."""

from __future__ import annotations

from typing import Any

from gateway.api import ALPHA, BOOL, INT, NOTAGS, RAW, READ, TEXT, URL, CallContext, List, Struct, Value, function
from gateway.components.core_user.schemas import MEMBER, USER
from gateway.components.mod_assign import participants

# Members of a user result that graders do not get.
_WITHHELD = frozenset({"auth", "confirmed", "lang", "calendartype", "theme", "timezone", "mailformat"})


@function(
    "mod_assign_list_participants",
    READ,
    params={
        "assignid": Value(INT, "id of the assignment"),
        "groupid": Value(INT, "id of the group"),
        "filter": Value(RAW, "words in the name of the user"),
        "skip": Value(INT, "how many to leave out at the beginning", default=0),
        "limit": Value(INT, "how many to return at most, 0 for all", default=0),
        "onlyids": Value(BOOL, "whether to return ids and names alone", default=False),
        "includeenrolments": Value(BOOL, "whether to return the courses of each user", default=True),
        "tablesort": Value(BOOL, "whether to order as the caller has ordered the table", default=False),
    },
    returns=List(
        Struct(
            {
                **{name: member for name, member in USER.members.items() if name not in _WITHHELD},
                "profileimageurlsmall": Value(URL, "address of the small picture", optional=True),
                "profileimageurl": Value(URL, "address of the picture", optional=True),
                "recordid": Value(INT, "id that stands for the user where nobody may see who it is"),
                "groups": List(
                    Struct({"id": Value(INT, "id"), "name": Value(RAW, "name"), "description": Value(RAW, "description")}),
                    "groups in the course",
                    optional=True,
                ),
                "roles": MEMBER.members["roles"],
                "enrolledcourses": MEMBER.members["enrolledcourses"],
                "submitted": Value(BOOL, "whether there is a submission"),
                "requiregrading": Value(BOOL, "whether it waits for a grade"),
                "grantedextension": Value(BOOL, "whether the user may submit later"),
                "submissionstatus": Value(ALPHA, "status of the submission", optional=True),
                "groupid": Value(INT, "id of the group", optional=True),
                "groupname": Value(TEXT, "name of the group", optional=True),
            }
        )
    ),
    capabilities=["mod/assign:view", "mod/assign:viewgrades"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def list_participants(
    ctx: CallContext,
    assignid: int,
    groupid: int,
    filter: str,
    skip: int,
    limit: int,
    onlyids: bool,
    includeenrolments: bool,
    tablesort: bool,
) -> list[dict[str, Any]]:
    """Return the participants of an assignment, with the state of each submission."""
    assignment, course = participants.enter(ctx, assignid)
    participants.require_view_grades(ctx, assignment)
    words, names = filter.casefold(), participants.Names(ctx, assignment)
    rows = names.ordered(participants.visible_participants(ctx, assignment, course, groupid))
    if tablesort:
        # Callers have no order of their own for the table of submissions here; without one, it is that of the ids.
        rows.sort(key=lambda row: int(row["id"]))
    rows = [row for row in rows if words in names.of(row).casefold()]
    page = rows[max(skip, 0) :]
    rows = page[:limit] if limit > 0 else page
    return participants.participant_results(ctx, assignment, course, rows, ids_only=onlyids, with_courses=includeenrolments)


@function(
    "mod_assign_get_participant",
    READ,
    params={
        "assignid": Value(INT, "id of the assignment"),
        "userid": Value(INT, "id of the user"),
        "embeduser": Value(BOOL, "whether to describe the user", default=False),
    },
    returns=Struct(
        {
            "id": Value(INT, "id"),
            "fullname": Value(NOTAGS, "full name"),
            "submitted": Value(BOOL, "whether there is a submission"),
            "requiregrading": Value(BOOL, "whether it waits for a grade"),
            "grantedextension": Value(BOOL, "whether the user may submit later"),
            "blindmarking": Value(BOOL, "whether graders do not see who submitted"),
            "allowsubmissionsfromdate": Value(INT, "from when on submissions are taken"),
            "duedate": Value(INT, "when it is due"),
            "cutoffdate": Value(INT, "until when submissions are taken"),
            "duedatestr": Value(TEXT, "the due date in words"),
            "groupid": Value(INT, "id of the group", optional=True),
            "groupname": Value(TEXT, "name of the group", optional=True),
            "submissionstatus": Value(ALPHA, "status of the submission", optional=True),
            "user": Struct(USER.members, "the user", optional=True),
        }
    ),
    capabilities=["mod/assign:view", "mod/assign:viewgrades"],
    services=["moodle_mobile_app"],
    ajax=True,
)
def get_participant(ctx: CallContext, assignid: int, userid: int, embeduser: bool) -> dict[str, Any]:
    """Return a participant of an assignment, with the state of the submission."""
    assignment, course = participants.enter(ctx, assignid)
    participants.require_view_grades(ctx, assignment)
    return participants.participant_result(ctx, assignment, course, userid, with_user=embeduser)

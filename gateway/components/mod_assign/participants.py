"""The participants of an assignment, and the state of each participant's submission and grade."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import RowMapping, bindparam, select

from gateway.api import CallContext, CodedError, Level, MissingCapability, MissingRecord, caller_zone, contexts, date_text, format_string
from gateway.components.core_course import course_modules
from gateway.components.core_course import lib as courses
from gateway.components.core_course.lib import Course
from gateway.components.core_enrol.participants import ParticipantQuery, participants
from gateway.components.core_user.details import FIELDS, Details
from gateway.components.core_user.lib import User, fullname
from gateway.components.mod_assign import overrides
from gateway.components.mod_assign.submissions import Assignment, visible_userids
from gateway.components.mod_assign.tables import assign, assign_grades, assign_submission, assign_user_flags, assign_user_mapping
from gateway.components.mod_assign.teams import Teams

__all__ = [
    "Names",
    "ParticipantStates",
    "enter",
    "is_blind",
    "participant_results",
    "visible_participants",
    "require_view_grades",
    "participant_result",
]

_ASSIGNMENT = select(assign).where(assign.c.id == bindparam("id"))
_SUBMITTED = select(assign_submission).where(assign_submission.c.assignment == bindparam("id"), assign_submission.c.latest == 1)
_GRADED = select(assign_grades).where(assign_grades.c.assignment == bindparam("id")).order_by(assign_grades.c.attemptnumber)
_FLAGGED = select(assign_user_flags).where(assign_user_flags.c.assignment == bindparam("id"))

_MAPPED = select(assign_user_mapping.c.id, assign_user_mapping.c.userid).where(assign_user_mapping.c.assignment == bindparam("id"))

# The ``recordid`` of a participant whose name graders see.
_NO_RECORD_ID = -1

_DATE_AND_TIME = "%d %B %Y, %I:%M %p"


def enter(ctx: CallContext, assignid: int) -> tuple[Assignment, Course]:
    """Validate the context of an assignment; returns the assignment and its course. Raises ``MissingRecord`` and errors of access."""
    row = ctx.db.execute(_ASSIGNMENT, {"id": assignid}).mappings().first()
    if row is None:
        raise MissingRecord("assign")
    module = course_modules.by_instance(ctx.db, "assign", assignid)
    context = ctx.validate(contexts.by_instance(ctx.db, Level.MODULE, module["id"]))
    ctx.require("mod/assign:view", context)
    return Assignment(row, module, context), courses.courses(ctx.db, id=row["course"])[0]


def require_view_grades(ctx: CallContext, assignment: Assignment) -> None:
    """Raise ``nopermission`` unless the caller may see the grades of an assignment."""
    if not (ctx.has("mod/assign:viewgrades", assignment.context) or ctx.has("mod/assign:grade", assignment.context)):
        raise MissingCapability("mod/assign:viewgrades", "nopermission")


def visible_participants(ctx: CallContext, assignment: Assignment, course: Course, groupid: int = 0) -> list[User]:
    """The users who may submit, by name: those of one group if given, and only those whose submissions the caller may see.

    Suspended accounts take no part.
    """
    # The groups of the course keep nobody apart here: those of the activity do.
    chosen = ParticipantQuery(
        capability="mod/assign:submit", groupid=max(groupid, 0), across_groups=True, onlyactive=True, sortby="siteorder"
    )
    rows = participants(ctx, course, assignment.context, chosen)
    seen = visible_userids(ctx, assignment, (row["id"] for row in rows))
    return [row for row in rows if row["id"] in seen and not row["suspended"]]


class Names:
    """The names of participants as the caller sees them: numbers where marking is blind."""

    def __init__(self, ctx: CallContext, assignment: Assignment) -> None:
        """Load the numbers of the participants of an assignment with blind marking."""
        self._site, self._complete = ctx.site, ctx.has("moodle/site:viewfullnames", assignment.context)
        self.blind = is_blind(assignment)
        rows = ctx.db.execute(_MAPPED, {"id": assignment.row["id"]}) if self.blind else ()
        self._numbers = {row.userid: row.id for row in rows}
        self._sees_names = not self.blind or ctx.has("mod/assign:viewblinddetails", assignment.context)

    def number(self, userid: int) -> int:
        """The number of a participant, -1 where names are seen and for those who have none yet."""
        return int(self._numbers.get(userid, _NO_RECORD_ID))

    def of(self, row: User) -> str:
        """The name of a participant."""
        name = fullname(self._site, row, complete=self._complete)
        if not self.blind:
            return name
        number = self._numbers.get(row["id"])
        alias = "Participant" if number is None else f"Participant {number}"
        return f"{alias} ({name})" if self._sees_names else alias

    def ordered(self, rows: Collection[User]) -> list[User]:
        """Participants in an order that does not tell who they are, where marking is blind."""
        return sorted(rows, key=lambda row: (row["id"] not in self._numbers, self.number(row["id"]))) if self.blind else list(rows)


def is_blind(assignment: Assignment) -> bool:
    """Whether graders do not see whose submission they mark."""
    return bool(assignment.row["blindmarking"] and not assignment.row["revealidentities"])


class ParticipantStates:
    """The submissions, grades and flags of all users in one assignment, loaded at once, by user id."""

    def __init__(self, ctx: CallContext, assignid: int) -> None:
        """Load the latest submissions, the grades of the attempts that these are, and the flags."""
        self.submissions, self.flags = (
            {row["userid"]: row for row in ctx.db.execute(statement, {"id": assignid}).mappings()} for statement in (_SUBMITTED, _FLAGGED)
        )
        self.grades = {
            row["userid"]: row
            for row in ctx.db.execute(_GRADED, {"id": assignid}).mappings()
            if row["userid"] not in self.submissions or row["attemptnumber"] == self.submissions[row["userid"]]["attemptnumber"]
        }

    def submitted(self, userid: int) -> bool:
        """Whether the user's latest submission is submitted, not a draft."""
        submission = self.submissions.get(userid)
        return submission is not None and submission["status"] == "submitted"

    def needs_grading(self, userid: int) -> bool:
        """Whether the user has submitted and was not graded since."""
        grade = self.grades.get(userid)
        return self.submitted(userid) and not _is_graded_since(grade, self.submissions[userid])

    def extension(self, userid: int) -> int:
        """The extended due date of the user, 0 without an extension."""
        flags = self.flags.get(userid)
        return int(flags["extensionduedate"]) if flags is not None else 0

    def submission_fields(self, userid: int) -> dict[str, Any]:
        """The members of a participant result that describe the user's submission."""
        submission = self.submissions.get(userid)
        return {
            "submitted": self.submitted(userid),
            "requiregrading": self.needs_grading(userid),
            "grantedextension": self.extension(userid) > 0,
            "submissionstatus": submission["status"] if submission is not None else "",
        }


def _is_graded_since(grade: RowMapping | None, submission: RowMapping) -> bool:
    """Whether a grade was given after the submission was last changed."""
    return grade is not None and grade["grade"] >= 0 and bool(grade["timemodified"] > submission["timemodified"])


def participant_results(
    ctx: CallContext, assignment: Assignment, course: Course, users: Collection[User], *, ids_only: bool, with_courses: bool
) -> list[dict[str, Any]]:
    """The result of ``list_participants`` for these users, with the fields of each account that the caller may see."""
    states, names = ParticipantStates(ctx, assignment.row["id"]), Names(ctx, assignment)
    if ids_only or names.blind:
        return [
            {"id": row["id"], "fullname": names.of(row), "recordid": names.number(row["id"]), **states.submission_fields(row["id"])}
            for row in users
        ]
    fields = FIELDS if with_courses else tuple(name for name in FIELDS if name != "enrolledcourses")
    course_context = contexts.by_instance(ctx.db, Level.COURSE, course["id"])
    details = Details(ctx, users, fields, (course, course_context))
    return [
        {
            **(details.of(row) or {"id": row["id"], "fullname": names.of(row)}),
            "recordid": _NO_RECORD_ID,
            **states.submission_fields(row["id"]),
        }
        for row in users
    ]


def participant_result(ctx: CallContext, assignment: Assignment, course: Course, userid: int, *, with_user: bool) -> dict[str, Any]:
    """The result of ``get_participant``. Raises ``usernotincourse`` for a user who is no participant that the caller may see."""
    found = next((row for row in visible_participants(ctx, assignment, course) if row["id"] == userid), None)
    if found is None:
        raise CodedError("usernotincourse")
    row, names = overrides.effective(ctx, [assignment.row], userid)[assignment.row["id"]], Names(ctx, assignment)
    dates = {name: row[name] for name in ("allowsubmissionsfromdate", "duedate", "cutoffdate")}
    timezone = caller_zone(ctx)
    due = date_text(dates["duedate"], _DATE_AND_TIME, timezone) if dates["duedate"] else ""
    answer = {
        "id": userid,
        "fullname": names.of(found),
        **ParticipantStates(ctx, assignment.row["id"]).submission_fields(userid),
        **dates,
        "duedatestr": due,
    }
    answer["blindmarking"] = names.blind
    if row["teamsubmission"] and (team := Teams(ctx, assignment, [userid]).of(userid)):
        answer |= {"groupid": team["id"], "groupname": format_string(team["name"], ctx.settings)}
    if with_user and not names.blind:
        course_context = contexts.by_instance(ctx.db, Level.COURSE, course["id"])
        answer["user"] = Details(ctx, [found], FIELDS, (course, course_context)).of(found)
    return answer

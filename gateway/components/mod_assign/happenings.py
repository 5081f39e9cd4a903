"""The events of assignments in the site's log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gateway.api import CallContext
from gateway.components.core_course import events
from gateway.components.core_course.events import Edulevel, Happening
from gateway.components.mod_assign.submissions import Assignment

__all__ = [
    "COPIED",
    "EXTENDED",
    "GRADED",
    "GRADING_TABLE_VIEWED",
    "LOCKED",
    "REMOVED",
    "REVEALED",
    "STATEMENT_ACCEPTED",
    "STATUS_UPDATED",
    "STATUS_VIEWED",
    "SUBMITTED",
    "UNLOCKED",
    "VIEWED",
    "WORKFLOW_UPDATED",
    "log",
    "saved",
]

_NAME, _SUBMISSIONS, _FLAGS = "mod_assign", "assign_submission", "assign_user_flags"

VIEWED: Final = Happening(_NAME, "course_module", "assign")
STATUS_VIEWED: Final = Happening(_NAME, "submission_status", "assign", edulevel=Edulevel.OTHER)
GRADING_TABLE_VIEWED: Final = Happening(_NAME, "grading_table", edulevel=Edulevel.TEACHING)
SUBMITTED: Final = Happening(_NAME, "assessable", _SUBMISSIONS, "submitted", "u")
STATEMENT_ACCEPTED: Final = Happening(_NAME, "statement", _SUBMISSIONS, "accepted")
STATUS_UPDATED: Final = Happening(_NAME, "submission_status", _SUBMISSIONS, "updated", "u", Edulevel.TEACHING)
REMOVED: Final = Happening(_NAME, "submission", _SUBMISSIONS, "removed", "u")
COPIED: Final = Happening(_NAME, "submission", _SUBMISSIONS, "duplicated", "c")
GRADED: Final = Happening(_NAME, "submission", "assign_grades", "graded", "u", Edulevel.TEACHING)
LOCKED: Final = Happening(_NAME, "submission", "assign", "locked", "u", Edulevel.TEACHING)
UNLOCKED: Final = Happening(_NAME, "submission", "assign", "unlocked", "u", Edulevel.TEACHING)
EXTENDED: Final = Happening(_NAME, "extension", "assign", "granted", "u", Edulevel.TEACHING)
WORKFLOW_UPDATED: Final = Happening(_NAME, "workflow_state", _FLAGS, "updated", "u", Edulevel.TEACHING)
REVEALED: Final = Happening(_NAME, "identities", "assign", "revealed", "u", Edulevel.TEACHING)


def saved(plugin: str, *, first: bool) -> Happening:
    """The event of storing what a kind of submission has, for the ``first`` time or again."""
    component = f"assignsubmission_{plugin}"
    return Happening(component, "submission", component, *(("created", "c") if first else ("updated", "u")))


def log(
    ctx: CallContext,
    assignment: Assignment,
    what: Happening,
    objectid: int | None = None,
    *,
    userid: int | None = None,
    other: Mapping[str, object] | None = None,
) -> None:
    """Log what the caller has done in an assignment: to an object, by default the assignment, and about a user."""
    events.note(
        ctx,
        what,
        assignment.context,
        courseid=assignment.row["course"],
        objectid=assignment.row["id"] if objectid is None else objectid,
        relateduserid=userid,
        other=other,
    )

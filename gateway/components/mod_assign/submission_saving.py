"""Handing in: saving a draft or an attempt, submitting it, taking it back, beginning with what was handed in before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gateway.api import CallContext
from gateway.components.core_course.lib import Course
from gateway.components.mod_assign import completing, happenings, notices, opening, publishing, user_flags
from gateway.components.mod_assign.attempts import UNLIMITED, Attempts, Status, Submission
from gateway.components.mod_assign.statements import statement
from gateway.components.mod_assign.submission_contents import SubmissionContents
from gateway.components.mod_assign.submissions import Assignment

__all__ = ["Handing"]

_CLOSED: Final = "You cannot hand in anything here now."
_NO_TEAM: Final = "You are in no group, or in several, and must be in one to hand in anything."
_EMPTY: Final = "There is nothing in it."
_UNSTATED: Final = "You have not agreed to the statement."
_NOT_REOPENED: Final = "There is no attempt that could begin with what was handed in before."


class Handing:
    """What can be done about what one user hands in for an assignment: by this user, or by others where it says so."""

    def __init__(self, ctx: CallContext, assignment: Assignment, course: Course, userid: int) -> None:
        """Load the dates that the user has, and the user's team."""
        self._ctx, self._course, self.userid = ctx, course, userid
        self.assignment = opening.for_user(ctx, assignment, userid)
        self.attempts = Attempts(ctx, assignment, course, userid)
        self._contents = SubmissionContents(ctx, assignment)

    def is_open(self) -> bool:
        """Whether the user may still change what they hand in."""
        flags = user_flags.of_user(self._ctx, self.assignment.row["id"], self.userid)
        return opening.is_open(self._ctx, self.assignment, self.userid, self.attempts.latest(), flags)

    def save(self, given: Mapping[str, Any]) -> list[str]:
        """Save what the caller hands in, and return why it does not count, in words; see ``SubmissionContents.save``.

        It is a draft where there are drafts, and is submitted otherwise. Raises ``MissingCapability``.
        """
        if refused := self._refusal():
            return [refused]
        self._require_submit()
        row = self.attempts.begun()
        refusals = self._contents.save(row["id"], given)
        if self._contents.is_empty(row["id"]):
            refusals.append(_EMPTY)
        if not refusals:
            self._hand_in(row)
        return refusals

    def submit(self, *, stated: bool) -> list[str]:
        """Submit for good what the caller has handed in so far, and return why that cannot be, in words.

        ``stated`` says whether they agree to the statement that may be asked for. Raises ``MissingCapability``.
        """
        self._require_submit()
        row = self.attempts.begun()
        if refused := self._refusal():
            return [refused]
        if statement(self._ctx.site, self.assignment.row) and not stated:
            return [_UNSTATED]
        if row["status"] == Status.SUBMITTED:
            return [_CLOSED]
        row = self._store(row, Status.SUBMITTED)
        if stated:
            happenings.log(self._ctx, self.assignment, happenings.STATEMENT_ACCEPTED, row["id"])
        self._tell(row)
        return []

    def copy(self) -> list[str]:
        """Begin a reopened attempt with what was handed in before, and return why that cannot be, in words.

        Raises ``MissingCapability``.
        """
        self._require_submit()
        row = self.attempts.begun()
        if row["status"] != Status.REOPENED:
            return [_NOT_REOPENED]
        if refused := self._refusal():
            return [refused]
        before = self.attempts.numbered(row["attemptnumber"] - 1) if row["attemptnumber"] else None
        if before is not None:
            self._contents.copy(before["id"], row["id"])
            happenings.log(self._ctx, self.assignment, happenings.COPIED, row["id"], userid=self.userid)
        self._hand_in(row)
        return []

    def remove(self) -> str:
        """Delete what the user has handed in last, and return the code of why that cannot be; empty if it is done."""
        row = self.attempts.latest()
        if row is None or row["status"] in (Status.NEW, Status.REOPENED):
            return "submissionnotfoundtoremove"
        if not opening.may_edit(self._ctx, self.assignment, self.attempts):
            return "couldnotremovesubmission"
        self._contents.remove(row["id"])
        row = self._store(row, Status.REOPENED if row["attemptnumber"] else Status.NEW, touch=False)
        happenings.log(self._ctx, self.assignment, happenings.REMOVED, row["id"], userid=self.userid)
        self._log_status(row)
        return ""

    def revert(self) -> bool:
        """Let what was submitted be changed again, and return whether there is anything. For graders."""
        row = self.attempts.latest()
        if row is None:
            return False
        self._log_status(self._store(row, Status.DRAFT if self.assignment.row["submissiondrafts"] else Status.REOPENED, touch=False))
        return True

    def reopen(self, number: int) -> None:
        """Begin the attempt with that number, for graders, and unlock what they have locked."""
        self._store(self.attempts.begun(number), Status.REOPENED, touch=False)
        flags = user_flags.of_user(self._ctx, self.assignment.row["id"], self.userid)
        if flags is not None and flags["locked"]:
            user_flags.change(self._ctx, self.assignment.row["id"], self.userid, locked=0)
            happenings.log(self._ctx, self.assignment, happenings.UNLOCKED, userid=self.userid)

    def start(self) -> tuple[int, list[str]]:
        """Let the time for the caller's attempt run, where there is a time limit.

        Returns the id of the attempt, 0 if none was begun, and the codes of the reasons for that. Raises ``MissingCapability``.
        """
        row, latest = self.assignment.row, self.attempts.latest()
        is_limited = bool(self._ctx.site.config.flag("assign/enabletimelimit") and row["timelimit"])
        unfinished = latest is not None and latest["status"] != Status.SUBMITTED
        refused = [] if self.is_open() else ["submissionnotopen"]
        refused += [] if is_limited else ["timelimitnotenabled"]
        refused += ["opensubmissionexists"] if unfinished and latest and (latest["timestarted"] or not is_limited) else []
        if refused:
            return 0, refused
        self._require_submit()
        number = 0 if latest is None else latest["attemptnumber"] + int(not unfinished)
        if row["maxattempts"] != UNLIMITED and number >= max(row["maxattempts"], 1):
            return 0, ["submissionnotopen"]
        begun = self.attempts.begun(number)
        self.attempts.start(begun)
        return int(begun["id"]), []

    def _hand_in(self, row: Submission) -> None:
        """Let an attempt count as handed in, as a draft or for good; for all members of a team where one does for all."""
        status = Status.DRAFT if self.assignment.row["submissiondrafts"] else Status.SUBMITTED
        if self.attempts.team is not None and not self.assignment.row["requireallteammemberssubmit"]:
            self.attempts.store_members(row, status)
        row = self._store(row, status)
        if status == Status.SUBMITTED:
            self._tell(row)

    def _store(self, row: Submission, status: Status, *, touch: bool = True) -> Submission:
        """Set the status of an attempt; the gradebook is told of the time, and completion follows."""
        row = self.attempts.store(row, status, touch=touch)
        publishing.note_submission(self._ctx, self.assignment, self.attempts, row)
        completing.note(self._ctx, self.assignment, self.attempts)
        return row

    def _tell(self, row: Submission) -> None:
        """Tell the log, graders and the user that something was submitted."""
        editable = not self.assignment.row["submissiondrafts"]
        happenings.log(self._ctx, self.assignment, happenings.SUBMITTED, row["id"], other={"submission_editable": editable})
        notices.submitted(self._ctx, self.assignment, self._course, self.userid)

    def _log_status(self, row: Submission) -> None:
        happenings.log(
            self._ctx, self.assignment, happenings.STATUS_UPDATED, row["id"], userid=self.userid, other={"newstatus": row["status"]}
        )

    def _refusal(self) -> str:
        """Why the user may not hand in now; empty if they may."""
        if not self.is_open():
            return _CLOSED
        team = self.attempts.team
        return _NO_TEAM if team is not None and not team.may_submit else ""

    def _require_submit(self) -> None:
        self._ctx.require("mod/assign:submit", self.assignment.context)

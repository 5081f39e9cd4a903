"""Attempts: what a user, or a team together, has handed in for an assignment, as rows of ``assign_submission``.

In an assignment of teams there is one row for the team, which names the group (0 for those without one) and no user, and one for
each member, which says how far this member is. An attempt is handed in by a team when one member, or every one, has done so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import select, update

from gateway.api import CallContext
from gateway.api.rows import insert_missing
from gateway.components.core_course.lib import Course
from gateway.components.mod_assign.own_team import OwnTeam
from gateway.components.mod_assign.submissions import Assignment
from gateway.components.mod_assign.tables import assign_submission

__all__ = ["UNLIMITED", "Attempts", "Status", "Submission"]

Submission = Mapping[Any, Any]
"""A row of ``assign_submission``."""

UNLIMITED: Final = -1
"""The value of ``maxattempts`` for any number of attempts."""

_COLS = assign_submission.c


class Status(StrEnum):
    """How far an attempt is (the values of ``assign_submission.status``)."""

    NEW = "new"
    REOPENED = "reopened"
    DRAFT = "draft"
    SUBMITTED = "submitted"


class Attempts:
    """The attempts of one user at an assignment; those of the user's team, where teams hand in together."""

    def __init__(self, ctx: CallContext, assignment: Assignment, course: Course, userid: int) -> None:
        """Load the team of the user, if there are teams."""
        self._ctx, self._assignid, self.userid = ctx, assignment.row["id"], userid
        self.team = OwnTeam(ctx, assignment, course, userid) if assignment.row["teamsubmission"] else None
        self._needs_all = bool(assignment.row["requireallteammemberssubmit"])

    def latest(self) -> Submission | None:
        """The latest attempt, None before the first."""
        return self._found(*self._owner)

    def numbered(self, number: int) -> Submission | None:
        """The attempt with that number, counted from 0; the latest one for a negative number."""
        return self._found(*self._owner, number)

    def begun(self, number: int = -1) -> Submission:
        """The attempt with that number, or the latest one; it is begun if there is none."""
        return self._begun(*self._owner, number)

    def store(self, row: Submission, status: Status, *, touch: bool) -> Submission:
        """Set the status of an attempt; returns it as it is then. With ``touch`` it counts as changed now.

        In a team it is the status of the user's part; that of the attempt follows from the parts of all members.
        """
        values = {"status": status.value} | ({"timemodified": self._ctx.now} if touch else {})
        if self.team is not None:
            mine = self._begun(self.userid, 0, row["attemptnumber"])
            self._update(mine["id"], values)
            values["status"] = self._of_team(row["attemptnumber"], status).value
        self._update(row["id"], values)
        return {**row, **values}

    def store_members(self, row: Submission, status: Status) -> None:
        """Set the status of the parts that the other members of a team have in an attempt, which count as changed now."""
        if self.team is not None:
            members = [member for member in self.team.members if member != self.userid]
            self._set_members(members, row["attemptnumber"], {"status": status.value, "timemodified": self._ctx.now})

    def start(self, row: Submission) -> None:
        """Note that the time for an attempt runs from now on."""
        self._update(row["id"], {"timestarted": self._ctx.now})

    @property
    def _owner(self) -> tuple[int, int]:
        """The user and the group that rows of the attempts name."""
        return (self.userid, 0) if self.team is None else (0, self.team.groupid)

    def _of_team(self, number: int, status: Status) -> Status:
        """The status of the team's attempt, after the user's part of it has got ``status``."""
        assert self.team is not None
        members = [member for member in self.team.members if member != self.userid]
        if status in (Status.NEW, Status.REOPENED):
            self._set_members(members, number, {"status": status.value})
            return status
        query = select(_COLS.userid).where(
            _COLS.assignment == self._assignid,
            _COLS.groupid == 0,
            _COLS.attemptnumber == number,
            _COLS.status == Status.SUBMITTED,
            _COLS.userid.in_([*members, self.userid]),
        )
        submitted = set(self._ctx.db.execute(query).scalars())
        done = submitted.issuperset([*members, self.userid]) if self._needs_all else bool(submitted)
        return Status.SUBMITTED if done else Status.DRAFT

    def _set_members(self, members: Iterable[int], number: int, values: Mapping[str, Any]) -> None:
        """Set columns of the parts of members of the team, which are begun where there are none."""
        for member in members:
            self._update(self._begun(member, 0, number)["id"], values)

    def _found(self, userid: int, groupid: int, number: int = -1) -> Submission | None:
        """The row of a user or group for the attempt with that number, or for the latest one."""
        query = select(assign_submission).where(_COLS.assignment == self._assignid, _COLS.userid == userid, _COLS.groupid == groupid)
        if number >= 0:
            query = query.where(_COLS.attemptnumber == number)
        return self._ctx.db.execute(query.order_by(_COLS.attemptnumber.desc()).limit(1)).mappings().first()

    def _begun(self, userid: int, groupid: int, number: int = -1) -> Submission:
        """The row of a user or group for an attempt, which is made if there is none."""
        found = self._found(userid, groupid, number)
        if found is not None:
            return found
        latest = self._found(userid, groupid)
        is_latest = latest is None or latest["attemptnumber"] < number
        key = {"assignment": self._assignid, "userid": userid, "groupid": groupid, "attemptnumber": max(number, 0)}
        if is_latest:
            theirs = _COLS.assignment == self._assignid, _COLS.userid == userid, _COLS.groupid == groupid
            self._ctx.db.execute(update(assign_submission).where(*theirs).values(latest=0))
        now = self._ctx.now
        insert_missing(
            self._ctx.db,
            assign_submission,
            key,
            {"timecreated": now, "timemodified": now, "status": Status.NEW.value, "latest": int(is_latest)},
        )
        begun = self._found(userid, groupid, number)
        assert begun is not None
        return begun

    def _update(self, rowid: int, values: Mapping[str, Any]) -> None:
        self._ctx.db.execute(update(assign_submission).where(_COLS.id == rowid).values(**values))

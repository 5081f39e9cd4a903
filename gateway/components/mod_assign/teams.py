"""Teams: the groups whose members hand in one submission together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from gateway.api import CallContext
from gateway.api.tables import groupings_groups, groups, groups_members
from gateway.components.mod_assign.submissions import Assignment

__all__ = ["Teams", "team_of"]

# A row of ``assign``.
Row = Mapping[Any, Any]


def team_of(db: Connection, assignment: Row, userid: int) -> int:
    """The id of the group with which a user hands in; 0 for the team of all who are not in exactly one."""
    team = _only(_groups(db, assignment, [userid])[userid])
    return 0 if team is None else int(team["id"])


def _groups(db: Connection, assignment: Row, userids: Collection[int]) -> dict[int, list[RowMapping]]:
    """The groups of users that count for the teams of an assignment, by user."""
    query = select(groups_members.c.userid, groups.c.id, groups.c.name).join(groups, groups.c.id == groups_members.c.groupid)
    query = query.where(groups.c.courseid == assignment["course"], groups.c.participation == 1, groups_members.c.userid.in_(userids))
    if assignment["teamsubmissiongroupingid"]:
        in_grouping = select(groupings_groups.c.groupid).where(groupings_groups.c.groupingid == assignment["teamsubmissiongroupingid"])
        query = query.where(groups.c.id.in_(in_grouping))
    found: dict[int, list[RowMapping]] = {userid: [] for userid in userids}
    for row in db.execute(query.order_by(groups.c.name, groups.c.id)).mappings():
        found[row["userid"]].append(row)
    return found


def _only(mine: Sequence[RowMapping]) -> RowMapping | None:
    """The group of somebody who is in exactly one."""
    return mine[0] if len(mine) == 1 else None


class Teams:
    """The groups of an assignment's participants: those that take part in activities and belong to the grouping of its teams."""

    def __init__(self, ctx: CallContext, assignment: Assignment, userids: Collection[int]) -> None:
        """Load the groups of users."""
        self.groups = _groups(ctx.db, assignment.row, userids)

    def of(self, userid: int) -> RowMapping | None:
        """The team of a user: their group if they are in exactly one; None for the team of all others."""
        return _only(self.groups.get(userid, ()))

    def members(self, groupid: int) -> list[int]:
        """The ids of the users in a team, 0 for the team of those without a group."""
        return [userid for userid in self.groups if ((team := self.of(userid)) and team["id"]) == (groupid or None)]

    def count(self, *, with_others: bool) -> int:
        """How many teams there are; ``with_others`` if those without a group may submit as a team."""
        teams = {group["id"] for mine in self.groups.values() for group in mine}
        return len(teams) + int(with_others and bool(self.members(0)))

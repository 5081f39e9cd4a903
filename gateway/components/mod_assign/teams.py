"""Teams: the groups whose members hand in one submission together."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import RowMapping, select

from gateway.api import CallContext
from gateway.api.tables import groupings_groups, groups, groups_members
from gateway.components.mod_assign.submissions import Assignment

__all__ = ["Teams"]


class Teams:
    """The groups of an assignment's participants: those that take part in activities and belong to the grouping of its teams."""

    def __init__(self, ctx: CallContext, assignment: Assignment, userids: Collection[int]) -> None:
        """Load the groups of users."""
        row = assignment.row
        query = select(groups_members.c.userid, groups.c.id, groups.c.name).join(groups, groups.c.id == groups_members.c.groupid)
        query = query.where(groups.c.courseid == row["course"], groups.c.participation == 1, groups_members.c.userid.in_(userids))
        if row["teamsubmissiongroupingid"]:
            in_grouping = select(groupings_groups.c.groupid).where(groupings_groups.c.groupingid == row["teamsubmissiongroupingid"])
            query = query.where(groups.c.id.in_(in_grouping))
        self.groups: dict[int, list[RowMapping]] = {userid: [] for userid in userids}
        for found in ctx.db.execute(query.order_by(groups.c.name, groups.c.id)).mappings():
            self.groups[found["userid"]].append(found)

    def of(self, userid: int) -> RowMapping | None:
        """The team of a user: their group if they are in exactly one; None for the team of all others."""
        mine = self.groups.get(userid, [])
        return mine[0] if len(mine) == 1 else None

    def members(self, groupid: int) -> list[int]:
        """The ids of the users in a team, 0 for the team of those without a group."""
        return [userid for userid in self.groups if ((team := self.of(userid)) and team["id"]) == (groupid or None)]

    def count(self, *, with_others: bool) -> int:
        """How many teams there are; ``with_others`` if those without a group may submit as a team."""
        teams = {group["id"] for mine in self.groups.values() for group in mine}
        return len(teams) + int(with_others and bool(self.members(0)))

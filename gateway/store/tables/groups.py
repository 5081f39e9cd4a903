"""Groups and groupings of courses."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from gateway.store.columns import key, long, metadata, number, text

__all__ = ["groups", "groups_members", "groupings", "groupings_groups"]

groups = Table(
    "groups",
    metadata,
    key(),
    number("courseid"),
    text("idnumber"),
    text("name"),
    long("description", null=True),
    number("descriptionformat"),
    text("enrolmentkey", null=True),
    number("picture"),
    number("visibility"),
    number("participation", default=1),
    number("timecreated"),
    number("timemodified"),
    Index("groups_courseid_name", "courseid", "name"),
    Index("groups_idnumber", "idnumber"),
)

groups_members = Table(
    "groups_members",
    metadata,
    key(),
    number("groupid"),
    number("userid"),
    number("timeadded"),
    text("component"),
    number("itemid"),
    Index("groups_members_groupid", "groupid"),
    Index("groups_members_itemid", "itemid"),
    UniqueConstraint("userid", "groupid"),
)

groupings = Table(
    "groupings",
    metadata,
    key(),
    number("courseid"),
    text("name"),
    text("idnumber"),
    long("description", null=True),
    number("descriptionformat"),
    long("configdata", null=True),
    number("timecreated"),
    number("timemodified"),
    Index("groupings_courseid", "courseid"),
)

groupings_groups = Table(
    "groupings_groups",
    metadata,
    key(),
    number("groupingid"),
    number("groupid"),
    number("timeadded"),
    Index("groupings_groups_groupingid", "groupingid"),
    Index("groupings_groups_groupid", "groupid"),
)

"""What groups are, and creating them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from gateway.api import CodedError
from gateway.store.rows import insert_row
from gateway.store.tables.groups import groups

__all__ = ["create", "name_taken"]

# Who sees that somebody is a member (the values of groups.visibility).
VISIBLE_TO_ALL, VISIBLE_TO_MEMBERS, VISIBLE_TO_OWNER, VISIBLE_TO_NONE = 0, 1, 2, 3


def name_taken(db: Connection, courseid: int, name: str) -> bool:
    """Whether the course has a group of exactly that name."""
    return db.execute(select(groups.c.id).where(groups.c.courseid == courseid, groups.c.name == name)).first() is not None


def create(db: Connection, group: Mapping[str, Any], *, now: int) -> dict[str, Any]:
    """Add a group to its course and return its row.

    ``group`` has courseid, name, description, descriptionformat, visibility and participation, and may
    have enrolmentkey and idnumber. Raises ``idnumbertaken`` for an id number that the course already has.
    """
    idnumber = str(group.get("idnumber") or "").strip()
    if idnumber and db.execute(select(groups.c.id).where(groups.c.courseid == group["courseid"], groups.c.idnumber == idnumber)).first():
        raise CodedError("idnumbertaken", "error")
    row = {
        "courseid": group["courseid"],
        "name": group["name"].strip(),
        "idnumber": idnumber,
        "description": group["description"],
        "descriptionformat": group["descriptionformat"],
        "enrolmentkey": str(group.get("enrolmentkey") or ""),
        "visibility": group["visibility"],
        # A group whose members do not see each other cannot act as a group.
        "participation": int(group["participation"] and group["visibility"] in (VISIBLE_TO_ALL, VISIBLE_TO_MEMBERS)),
        "timecreated": now,
        "timemodified": now,
    }
    return {"id": insert_row(db, groups, row), **row}

"""What graders do about users beside grading: locks, extensions, notes, and telling who they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import update

from gateway.api import CallContext, CallSettings, enrolments, format_text
from gateway.components.core_calendar import personal
from gateway.components.core_course.lib import Course
from gateway.components.mod_assign import happenings, user_flags
from gateway.components.mod_assign.grading import Grading
from gateway.components.mod_assign.submissions import Assignment, visible_userids
from gateway.components.mod_assign.tables import assign

__all__ = ["extend", "reveal", "set_flags", "set_lock"]

_EXTENSION: Final = "extension"
# Descriptions of events are stored with the addresses of pages, not of clients.
_ON_PAGES: Final = CallSettings(file="pluginfile.php")


def set_lock(ctx: CallContext, assignment: Assignment, userids: Collection[int], *, locked: bool) -> list[int]:
    """Lock what users hand in, or unlock it; returns those for whom the caller may not. Raises ``MissingCapability``."""
    ctx.require("mod/assign:grade", assignment.context)
    seen = visible_userids(ctx, assignment, userids)
    what = happenings.LOCKED if locked else happenings.UNLOCKED
    for userid in (one for one in dict.fromkeys(userids) if one in seen):
        user_flags.change(ctx, assignment.row["id"], userid, locked=int(locked))
        happenings.log(ctx, assignment, what, userid=userid)
    return [userid for userid in userids if userid not in seen]


def set_flags(ctx: CallContext, assignment: Assignment, wanted: Collection[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Note of each user what is given by the columns of the flags; returns the result of each. Raises ``MissingCapability``."""
    ctx.require("mod/assign:grade", assignment.context)
    seen = visible_userids(ctx, assignment, [entry["userid"] for entry in wanted])
    results: list[dict[str, Any]] = []
    for entry in wanted:
        userid = entry["userid"]
        if userid in seen and userid > 0:
            values = {name: value for name, value in entry.items() if name != "userid"}
            results.append({"id": user_flags.change(ctx, assignment.row["id"], userid, **values), "userid": userid})
        else:
            results.append({"id": -1, "userid": userid, "errormessage": "You do not see this user's work."})
    return results


def extend(ctx: CallContext, assignment: Assignment, userid: int, until: int) -> bool:
    """Give a user time until then, 0 for no more than others; returns whether that can be. Raises ``MissingCapability``."""
    ctx.require("mod/assign:grantextension", assignment.context)
    row = assignment.row
    takes_part = enrolments.is_enrolled(ctx.db, userid, row["course"]) and ctx.has("mod/assign:submit", assignment.context, userid)
    if not takes_part or not visible_userids(ctx, assignment, [userid]):
        return False
    if until and until < max(row["duedate"], row["allowsubmissionsfromdate"]):
        return False
    user_flags.change(ctx, row["id"], userid, extensionduedate=until)
    intro, _ = format_text(
        row["intro"], row["introformat"], _ON_PAGES, ctx.site, assignment.context, component="mod_assign", filearea="intro", trusted=True
    )
    described = f'<div class="no-overflow">{intro}</div>'
    personal.put(ctx, ("assign", row["id"]), userid, _EXTENSION, until, f"{row['name']} is due (extension)", described)
    happenings.log(ctx, assignment, happenings.EXTENDED, userid=userid)
    return True


def reveal(ctx: CallContext, assignment: Assignment, course: Course) -> bool:
    """Tell graders who users are, and the gradebook their grades; returns whether there is anything to tell.

    Raises ``MissingCapability``.
    """
    ctx.require("mod/assign:revealidentities", assignment.context)
    row = assignment.row
    if row["revealidentities"] or not row["blindmarking"]:
        return False
    ctx.db.execute(update(assign).where(assign.c.id == row["id"]).values(revealidentities=1))
    revealed = msgspec.structs.replace(assignment, row={**row, "revealidentities": 1})
    Grading(ctx, revealed, course).publish_all()
    happenings.log(ctx, assignment, happenings.REVEALED)
    return True

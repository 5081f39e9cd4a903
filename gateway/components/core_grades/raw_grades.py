"""Grades as activities give them, written into the gradebook; totals and completion follow from them.

What is locked stays as it is; where somebody has set a grade by hand, only what the activity gave is kept beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import bindparam, select, update

from gateway.api import MISSING, CallContext
from gateway.api.rows import insert_missing
from gateway.components.core_grades import items, totals
from gateway.components.core_grades.ranges import PLACES, adjusted
from gateway.components.core_grades.tables import grade_grades, grade_items

__all__ = ["Given", "grade_of", "item_of", "write", "write_alone"]

# The format of feedback that nobody has written.
_PLAIN: Final = 2
_COLS = grade_grades.c
_ITEM = select(grade_items).where(
    grade_items.c.itemtype == "mod",
    grade_items.c.itemmodule == bindparam("modname"),
    grade_items.c.iteminstance == bindparam("instance"),
    grade_items.c.itemnumber == bindparam("number"),
)


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What an activity gives a user: a grade, None for none, with the feedback, or only the time at which something was handed in.

    ``grade`` and ``feedback`` stay as they are where they are ``MISSING``. ``by`` is the id of the user who graded or handed in.
    """

    userid: int
    by: int
    grade: Any = MISSING
    feedback: Any = MISSING
    feedback_format: int = 0
    graded: int | None = None
    submitted: int | None = None


def item_of(ctx: CallContext, modname: str, instance: int, number: int = 0) -> Mapping[Any, Any] | None:
    """The item of an activity in the gradebook; None if it is not graded."""
    return ctx.db.execute(_ITEM, {"modname": modname, "instance": instance, "number": number}).mappings().first()


def grade_of(ctx: CallContext, item: Mapping[Any, Any], userid: int) -> Mapping[Any, Any] | None:
    """The grade of a user in an item; None if there is none."""
    query = select(grade_grades).where(_COLS.itemid == item["id"], _COLS.userid == userid)
    return ctx.db.execute(query).mappings().first()


def write(ctx: CallContext, item: Mapping[Any, Any], given: Iterable[Given]) -> None:
    """Write what an activity gives users into its item, and make the totals anew that follow from it."""
    totals.refresh(ctx, item["courseid"], item["id"], write_alone(ctx, item, given))


def write_alone(ctx: CallContext, item: Mapping[Any, Any], given: Iterable[Given]) -> list[int]:
    """Write what an activity gives users into its item; returns the ids of those whose totals are to be made anew then.

    For those who write often: ``totals.refresh`` for all users at once takes as many statements as for one.
    """
    if items.is_locked(item, ctx.now) or item["calculation"]:
        return []
    return [one.userid for one in given if _write(ctx, item, one)]


def _write(ctx: CallContext, item: Mapping[Any, Any], given: Given) -> bool:
    """Write what a user is given, and return whether anything has changed."""
    known = grade_of(ctx, item, given.userid)
    if known is not None and items.is_locked(known, ctx.now):
        return False
    values = _values(ctx, item, known, given)
    key = {"itemid": item["id"], "userid": given.userid}
    if known is None:
        nothing = {"hidden": 0, "locked": 0, "locktime": 0, "overridden": 0, "excluded": 0, "aggregationstatus": "unknown"}
        insert_missing(ctx.db, grade_grades, key, {**nothing, **values})
        return True
    changes = {name: value for name, value in values.items() if known[name] != value}
    if changes.keys() - {"usermodified"}:
        ctx.db.execute(update(grade_grades).where(_COLS.id == known["id"]).values(**changes))
    return bool(changes.keys() - {"usermodified"})


def _values(ctx: CallContext, item: Mapping[Any, Any], known: Mapping[Any, Any] | None, given: Given) -> dict[str, Any]:
    """The columns of a grade after an activity has given something."""
    before: Mapping[Any, Any] = known or {
        "rawgrade": None,
        "feedback": None,
        "feedbackformat": _PLAIN,
        "finalgrade": None,
        "timemodified": None,
    }
    raw = before["rawgrade"] if given.grade is MISSING else given.grade
    values: dict[str, Any] = {
        "rawgrade": None if raw is None else round(raw, PLACES),
        "rawgrademin": item["grademin"],
        "rawgrademax": item["grademax"],
        "rawscaleid": item["scaleid"],
        "usermodified": given.by,
        "timecreated": given.submitted,
        "feedback": before["feedback"],
        "feedbackformat": before["feedbackformat"],
    }
    if given.feedback is not MISSING:
        values |= {"feedback": given.feedback or None, "feedbackformat": given.feedback_format}
    if known is not None and known["overridden"]:
        return values
    values["finalgrade"] = adjusted(ctx.site, item, values["rawgrade"], item["grademin"], item["grademax"])
    if values["rawgrade"] is None and values["feedback"] is None:
        values["timemodified"] = None
    elif given.graded is not None:
        values["timemodified"] = given.graded
    elif values["finalgrade"] != before["finalgrade"] or values["feedback"] != before["feedback"]:
        values["timemodified"] = ctx.now
    else:
        values["timemodified"] = before["timemodified"]
    return values

"""Grades and items as other systems write them: what an activity gives, from outside of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any, Final

from sqlalchemy import delete, select, update

from gateway.api import CallContext, InvalidParameter
from gateway.api.rows import insert_row
from gateway.components.core_grades import categories, items, raw_grades, totals, weights
from gateway.components.core_grades.display import GradeType
from gateway.components.core_grades.ranges import adjusted
from gateway.components.core_grades.raw_grades import Given
from gateway.components.core_grades.tables import grade_grades, grade_items, scale
from gateway.components.core_user import lib as users

__all__ = ["Outcome", "update_activity"]


class Outcome(IntEnum):
    """What came of writing grades (the numbers that clients are told)."""

    DONE = 0
    FAILED = 1
    LOCKED = 4


_NEW: Final[Mapping[str, Any]] = {"gradetype": GradeType.VALUE, "grademax": 100.0, "multfactor": 1.0, "itemtype": "mod"}
# The members that are columns of an item.
_COLUMNS: Final = ("itemname", "idnumber", "gradetype", "grademax", "grademin", "scaleid", "multfactor", "plusfactor", "hidden")
# The columns on which final grades depend.
_RANGE: Final = frozenset({"gradetype", "grademax", "grademin", "scaleid", "multfactor", "plusfactor"})
_COLS = grade_grades.c


def update_activity(
    ctx: CallContext, module: Mapping[Any, Any], number: int, grades: Sequence[Mapping[str, Any]], details: Mapping[str, Any]
) -> Outcome:
    """Change an item of an activity as ``details`` say, and write what the activity gives people."""
    item = raw_grades.item_of(ctx, module["modname"], module["instance"], number)
    if details.get("deleted"):
        return _remove(ctx, item)
    if item is None:
        item = _add(ctx, module, number, details)
    elif items.is_locked(item, ctx.now):
        return Outcome.LOCKED
    else:
        item = _change(ctx, item, details)
    if item["calculation"] or (grades and item["gradetype"] not in (GradeType.VALUE, GradeType.SCALE)):
        return Outcome.FAILED if grades else Outcome.DONE
    given = [Given(userid=one["studentid"], by=ctx.userid, grade=one["grade"], graded=ctx.now) for one in _of_people(ctx, grades)]
    raw_grades.write(ctx, item, given)
    return Outcome.DONE


def _of_people(ctx: CallContext, grades: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The grades of people whose accounts exist, the last of each person."""
    last = {one["studentid"]: one for one in grades}
    known = {row["id"] for row in users.by_field(ctx.db, "id", list(last))}
    return [one for userid, one in last.items() if userid in known]


def _remove(ctx: CallContext, item: Mapping[Any, Any] | None) -> Outcome:
    """Delete an item with its grades, and make the totals anew that they were part of."""
    if item is None:
        return Outcome.DONE
    userids = list(ctx.db.execute(select(_COLS.userid).where(_COLS.itemid == item["id"])).scalars())
    ctx.db.execute(delete(grade_grades).where(_COLS.itemid == item["id"]))
    ctx.db.execute(delete(grade_items).where(grade_items.c.id == item["id"]))
    weights.refresh(ctx, item["courseid"], item["categoryid"])
    book = items.book(ctx.db, item["courseid"])
    beside = next((other for other in book.items if other["categoryid"] == item["categoryid"]), None)
    if beside is not None:
        totals.refresh(ctx, item["courseid"], beside["id"], userids)
    return Outcome.DONE


def _add(ctx: CallContext, module: Mapping[Any, Any], number: int, details: Mapping[str, Any]) -> Mapping[Any, Any]:
    """Add the item of an activity, in the category of the course."""
    courseid, made = module["course"], {"timecreated": ctx.now, "timemodified": ctx.now}
    place = {"categoryid": categories.of_course(ctx, courseid), "sortorder": categories.next_position(ctx, courseid)}
    of = {"itemmodule": module["modname"], "iteminstance": module["instance"], "itemnumber": number, "itemname": module["name"]}
    row = {**_NEW, **made, **place, **of, "courseid": courseid, **_columns(ctx, details)}
    itemid = insert_row(ctx.db, grade_items, row)
    weights.refresh(ctx, courseid, place["categoryid"])
    return ctx.db.execute(select(grade_items).where(grade_items.c.id == itemid)).mappings().one()


def _change(ctx: CallContext, item: Mapping[Any, Any], details: Mapping[str, Any]) -> Mapping[Any, Any]:
    """Change an item, and the final grades that follow from its range."""
    changes = {name: value for name, value in _columns(ctx, details).items() if item[name] != value}
    if not changes:
        return item
    ctx.db.execute(update(grade_items).where(grade_items.c.id == item["id"]).values(**changes, timemodified=ctx.now))
    changed = ctx.db.execute(select(grade_items).where(grade_items.c.id == item["id"])).mappings().one()
    if changes.keys() & _RANGE:
        weights.refresh(ctx, item["courseid"], item["categoryid"])
        _adjust(ctx, changed)
    return changed


def _adjust(ctx: CallContext, item: Mapping[Any, Any]) -> None:
    """Make the final grades of an item anew from what the activity gave, and the totals that follow."""
    userids = []
    for row in ctx.db.execute(select(grade_grades).where(_COLS.itemid == item["id"])).mappings().all():
        userids.append(row["userid"])
        if row["overridden"] or items.is_locked(row, ctx.now):
            continue
        final = adjusted(ctx.site, item, row["rawgrade"], row["rawgrademin"], row["rawgrademax"])
        ctx.db.execute(update(grade_grades).where(_COLS.id == row["id"]).values(finalgrade=final))
    totals.refresh(ctx, item["courseid"], item["id"], userids)


def _columns(ctx: CallContext, details: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of an item that ``details`` give; a scale gives the range. Raises ``InvalidParameter``."""
    columns = {name: details[name] for name in _COLUMNS if details.get(name) is not None}
    if "idnumber" in columns:
        columns["idnumber"] = str(columns["idnumber"])
    if "hidden" in columns:
        columns["hidden"] = int(columns["hidden"])
    if columns.get("gradetype", GradeType.VALUE) not in list(GradeType):
        raise InvalidParameter("is no type of grades", path="itemdetails => gradetype")
    if columns.get("gradetype") == GradeType.SCALE:
        words = ctx.db.execute(select(scale.c.scale).where(scale.c.id == columns.get("scaleid", 0))).scalar()
        if words is None:
            raise InvalidParameter("is no scale", path="itemdetails => scaleid")
        columns |= {"grademin": 1.0, "grademax": float(len(words.split(",")))}
    if columns.get("grademin", 0.0) > columns.get("grademax", float("inf")):
        raise InvalidParameter("is higher than the highest grade", path="itemdetails => grademin")
    return columns

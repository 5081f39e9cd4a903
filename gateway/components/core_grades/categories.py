"""Making grade categories, each with the item of its total."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import func, select, update

from gateway.api import CallContext, InvalidParameter
from gateway.api.rows import insert_row
from gateway.components.core_grades import items, totals, weights
from gateway.components.core_grades.aggregation import Aggregation
from gateway.components.core_grades.display import GradeType
from gateway.components.core_grades.tables import grade_categories, grade_grades, grade_items

__all__ = ["create", "next_position", "of_course"]

# The name of the category of the course, which is shown under the name of the course.
_UNNAMED: Final = "?"
_HIGHEST: Final = 100.0
# The options that are columns of a category, and those that are columns of its total.
_OF_CATEGORY: Final = ("aggregation", "aggregateonlygraded", "aggregateoutcomes", "droplow")
_OF_TOTAL: Final = ("itemname", "iteminfo", "idnumber", "gradetype", "grademax", "grademin", "gradepass", "display", "decimals", "locktime")


def of_course(ctx: CallContext, courseid: int) -> int:
    """The id of the category that all others of a course are in; it is made where there is none yet."""
    cols = grade_categories.c
    known = ctx.db.execute(select(cols.id).where(cols.courseid == courseid, cols.parent.is_(None))).scalars().first()
    return known if known is not None else _add(ctx, courseid, None, {"fullname": _UNNAMED}, {"itemtype": "course"})


def create(ctx: CallContext, courseid: int, fullname: str, options: Mapping[str, Any]) -> int:
    """Make a category, with the totals that it is part of, and return its id. Raises ``InvalidParameter``."""
    parent = _parent(ctx, courseid, options)
    total = {name: options[name] for name in _OF_TOTAL if options.get(name) is not None}
    if options.get("hiddenuntil"):
        total["hidden"] = options["hiddenuntil"]
    if options.get("weightoverride"):
        total |= {"weightoverride": 1, "aggregationcoef2": _share(options.get("aggregationcoef2"))}
    own: dict[str, Any] = {name: int(options[name]) for name in _OF_CATEGORY if options.get(name) is not None}
    if own.get("aggregation", Aggregation.NATURAL) not in list(Aggregation):
        raise InvalidParameter("is no way to make totals", path="aggregation")
    own |= {"fullname": fullname, "hidden": total.get("hidden", 0)}
    categoryid = _add(ctx, courseid, parent, own, {**total, "itemtype": "category"})
    weights.refresh(ctx, courseid, categoryid)
    _refresh_totals(ctx, courseid, categoryid, parent)
    return categoryid


def next_position(ctx: CallContext, courseid: int) -> int:
    """The position after the last item of a course."""
    last = ctx.db.execute(select(func.max(grade_items.c.sortorder)).where(grade_items.c.courseid == courseid)).scalar()
    return (last or 0) + 1


def _parent(ctx: CallContext, courseid: int, options: Mapping[str, Any]) -> int:
    """The id of the category that a new one is to be in."""
    cols, of_items = grade_categories.c, grade_items.c
    if options.get("parentcategoryid") is not None:
        query = select(cols.id).where(cols.id == options["parentcategoryid"], cols.courseid == courseid)
    elif options.get("parentcategoryidnumber") is not None:
        query = select(of_items.iteminstance).where(
            of_items.idnumber == options["parentcategoryidnumber"], of_items.courseid == courseid, of_items.itemtype.in_(items.AGGREGATES)
        )
    else:
        return of_course(ctx, courseid)
    found = ctx.db.execute(query).scalars().first()
    if found is None:
        raise InvalidParameter("is no category of the course", path="parentcategoryid")
    return int(found)


def _share(given: Any) -> float:
    """A weight as a part of the whole, from a text; what is no number is 0."""
    try:
        return min(max(float(given or 0), 0.0), 1.0)
    except ValueError:
        return 0.0


def _add(ctx: CallContext, courseid: int, parent: int | None, category: Mapping[str, Any], total: Mapping[str, Any]) -> int:
    """Add a category and its total, and return the id of the category."""
    cols = grade_categories.c
    around = None if parent is None else ctx.db.execute(select(grade_categories).where(cols.id == parent)).mappings().one()
    made = {"courseid": courseid, "timecreated": ctx.now, "timemodified": ctx.now}
    usual = {"aggregation": Aggregation.NATURAL, "aggregateonlygraded": 1, "parent": parent, "depth": around["depth"] + 1 if around else 1}
    categoryid = insert_row(ctx.db, grade_categories, {**made, **usual, **category})
    path = f"{around['path'] if around else '/'}{categoryid}/"
    ctx.db.execute(update(grade_categories).where(cols.id == categoryid).values(path=path))
    usual = {"gradetype": GradeType.VALUE, "grademax": _HIGHEST, "multfactor": 1.0, "sortorder": next_position(ctx, courseid)}
    insert_row(ctx.db, grade_items, {**made, **usual, **total, "iteminstance": categoryid})
    return categoryid


def _refresh_totals(ctx: CallContext, courseid: int, categoryid: int, parent: int) -> None:
    """Make the totals anew around a new category, of those who have grades beside it."""
    book = items.book(ctx.db, courseid)
    around, own = book.categories[parent], book.total(book.categories[categoryid])
    beside = [item if child is None else book.total(child) for item, child in book.children(around)]
    cols = grade_grades.c
    query = select(cols.userid).where(cols.itemid.in_([item["id"] for item in beside if item is not None])).distinct()
    if own is not None:
        totals.refresh(ctx, courseid, own["id"], list(ctx.db.execute(query).scalars()))

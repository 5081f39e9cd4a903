"""The totals of a whole recorded gradebook, made anew, and what changes them or does not."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from gateway.components.core_grades import raw_grades, totals
from gateway.components.core_grades.raw_grades import Given
from gateway.components.core_grades.tables import grade_categories, grade_grades, grade_items
from gateway.pipeline.context import CallContext
from gateway.server.host import Gateway
from tests.unit.app_fixtures import registry
from tests.unit.college import college, context_of

__all__ = ["college", "registry"]

NOW = 1800000000
COURSE, ESSAY, ESSAY_CATEGORY, TOTAL = 2, 7, 31, 1  # of the recorded school, as is the student
STUDENT = 20
_COLS = grade_grades.c
_MADE = ("finalgrade", "aggregationstatus", "aggregationweight", "rawgrademin", "rawgrademax")


def made(ctx: CallContext) -> dict[tuple[int, int], tuple[Any, ...]]:
    """The grades of the course, by item and user, as far as totals have to do with them; numbers are rounded."""
    query = select(grade_grades).join(grade_items, grade_items.c.id == _COLS.itemid).where(grade_items.c.courseid == COURSE)
    return {
        (row["itemid"], row["userid"]): tuple(round(row[name] or 0, 4) if name != "aggregationstatus" else row[name] for name in _MADE)
        for row in ctx.db.execute(query).mappings()
    }


async def test_totals_made_anew_are_those_that_were_recorded(college: Gateway) -> None:
    def work(ctx: CallContext) -> Any:
        before = made(ctx)
        rows = ctx.db.execute(select(grade_items).where(grade_items.c.courseid == COURSE)).mappings().all()
        own = {row["id"]: row for row in rows if row["itemtype"] not in ("course", "category")}
        ctx.db.execute(update(grade_grades).where(_COLS.itemid.in_(own)).values(aggregationstatus="unknown", aggregationweight=0))
        whole = [row["id"] for row in rows if row["id"] not in own]
        ctx.db.execute(update(grade_grades).where(_COLS.itemid.in_(whole)).values(finalgrade=None, aggregationstatus="unknown"))
        depths = {row.id: row.depth for row in ctx.db.execute(select(grade_categories.c.id, grade_categories.c.depth))}
        for itemid in sorted(own, key=lambda itemid: -depths[own[itemid]["categoryid"]]):
            totals.refresh(ctx, COURSE, itemid, sorted({userid for of, userid in before if of == itemid}))
        return before, made(ctx)

    before, after = await context_of(college, "admin", work, now=NOW)
    assert {place: after[place] for place in before} == before
    assert {values[0] for place, values in after.items() if place not in before} <= {0}


@pytest.fixture
def essay(college: Gateway) -> Any:
    """Write a grade of the student for the essay, after changing columns of an item and of its grades."""

    async def write(value: float | None, item: dict[str, Any], grade: dict[str, Any], itemid: int = ESSAY) -> dict[int, Any]:
        def work(ctx: CallContext) -> dict[int, Any]:
            if item:
                ctx.db.execute(update(grade_items).where(grade_items.c.id == itemid).values(**item))
            if grade:
                ctx.db.execute(update(grade_grades).where(_COLS.itemid == itemid, _COLS.userid == STUDENT).values(**grade))
            row = raw_grades.item_of(ctx, "assign", 1)
            assert row is not None
            raw_grades.write(ctx, row, [Given(userid=STUDENT, by=4, grade=value, graded=NOW)])
            query = select(_COLS.itemid, _COLS.finalgrade).where(_COLS.userid == STUDENT)
            return {row.itemid: row.finalgrade for row in ctx.db.execute(query)}

        return await context_of(college, "admin", work, now=NOW)

    return write


async def test_a_grade_reaches_the_totals_around_it(essay: Any) -> None:
    found = await essay(71.25, {}, {})
    assert (found[ESSAY], found[ESSAY_CATEGORY], found[TOTAL]) == (71.25, 71.25, 71.25)
    found = await essay(None, {}, {})
    assert (found[ESSAY], found[ESSAY_CATEGORY], found[TOTAL]) == (None, None, None)


async def test_a_grade_is_brought_into_the_range_of_its_item(essay: Any) -> None:
    assert (await essay(30.0, {"multfactor": 2.0, "plusfactor": 5.0}, {}))[ESSAY] == 65.0
    assert (await essay(60.0, {}, {}))[ESSAY] == 100.0


@pytest.mark.parametrize("item", [{"locked": 1}, {"locktime": 5}, {"calculation": "=1"}])
async def test_an_item_that_is_locked_or_calculated_takes_no_grades(essay: Any, item: dict[str, Any]) -> None:
    assert (await essay(50.0, item, {}))[ESSAY] is None


async def test_a_grade_that_is_locked_or_set_by_hand_stays(essay: Any) -> None:
    assert (await essay(50.0, {}, {"finalgrade": 9.0, "locked": 1}))[ESSAY] == 9.0
    assert (await essay(50.0, {}, {"finalgrade": 9.0, "locked": 0, "overridden": 5}))[ESSAY] == 9.0


@pytest.mark.parametrize(
    ("item", "grade"), [({"locked": 1}, {}), ({}, {"overridden": 5}), ({}, {"locked": 1}), ({"calculation": "=1"}, {})]
)
async def test_a_total_that_is_held_fast_stays(essay: Any, item: dict[str, Any], grade: dict[str, Any]) -> None:
    assert (await essay(50.0, item, grade, ESSAY_CATEGORY))[ESSAY_CATEGORY] is None


async def test_what_is_excluded_counts_for_nothing(essay: Any) -> None:
    found = await essay(50.0, {}, {"excluded": 5})
    assert (found[ESSAY], found[ESSAY_CATEGORY]) == (50.0, None)

"""Rating items and taking ratings back; the grades of their authors follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import delete, select, update

from gateway.api import CallContext, CodedError
from gateway.api.access import GroupMode, own_groups
from gateway.api.rows import insert_row
from gateway.api.tables import groups
from gateway.components.core_grades import raw_grades
from gateway.components.core_grades.raw_grades import Given
from gateway.components.core_rating import rated_items
from gateway.components.core_rating.item_ratings import AGGREGATES, CAPABILITIES, UNRATED, ItemRatings, RatingArea
from gateway.components.core_rating.lib import RatedItem, scale_words
from gateway.components.core_rating.rated_items import RatedKind
from gateway.components.core_rating.tables import rating

__all__ = ["RatingError", "rate"]

_COUNTED: Final = (2, 5)  # how many ratings there are, and their sum
_EVERYBODY: Final = -1


class RatingError(CodedError):
    """A rating that is not valid."""

    wire_class = "rating_exception"


def rate(ctx: CallContext, subject: RatedItem, scaleid: int, given: int, rateduserid: int) -> dict[str, Any]:
    """Rate an item and return what its ratings come to, as far as the caller may see that. Raises ``ratepermissiondenied``."""
    kind = rated_items.kind_of(subject.component, subject.area)
    if kind is None or not ctx.has("moodle/rating:rate", subject.context) or not ctx.has(kind.capability, subject.context):
        raise CodedError("ratepermissiondenied", "rating")
    row = rated_items.rated_item(ctx, kind, subject.context, subject.itemid)
    if row is None:
        raise RatingError("invaliditemid", "rating")
    _check(ctx, subject, row, scaleid, given, rateduserid)
    _store(ctx, subject, scaleid, given)
    _grade(ctx, kind, subject, row)
    return _result(ctx, subject, row)


def _check(ctx: CallContext, subject: RatedItem, row: Mapping[Any, Any], scaleid: int, given: int, rateduserid: int) -> None:
    """Refuse what is no rating of the item, or not by this caller, or not now. Raises ``RatingError``."""
    if row["userid"] == ctx.userid or not row["assessed"]:
        raise RatingError("nopermissiontorate", "rating")
    if row["userid"] != rateduserid:
        raise RatingError("invaliduserid", "rating")
    if row["scale"] != scaleid:
        raise RatingError("invalidscaleid", "rating")
    highest = scaleid if scaleid >= 0 else len(scale_words(ctx, scaleid))
    if given != UNRATED and not 0 <= given <= highest:
        raise RatingError("invalidnum", "rating")
    start, end = row["assesstimestart"], row["assesstimefinish"]
    if start and end and not start <= row["created"] <= end:
        raise RatingError("notavailable", "rating")
    if not _sees_group(ctx, subject, row) or (row["private"] and not ctx.has("mod/forum:readprivatereplies", subject.context)):
        raise RatingError("nopermissiontorate", "rating")


def _sees_group(ctx: CallContext, subject: RatedItem, row: Mapping[Any, Any]) -> bool:
    """Whether the group mode lets the caller see the item."""
    mode = row["coursegroupmode"] if row["groupmodeforce"] else row["groupmode"]
    if row["groupid"] in (0, _EVERYBODY) or mode != GroupMode.SEPARATE or ctx.has("moodle/site:accessallgroups", subject.context):
        return True
    return ctx.db.execute(own_groups(ctx, subject.context).where(groups.c.id == row["groupid"])).first() is not None


def _store(ctx: CallContext, subject: RatedItem, scaleid: int, given: int) -> None:
    """Keep the caller's rating of an item, or take it back."""
    cols = rating.c
    key = {"contextid": subject.context.id, "component": subject.component, "ratingarea": subject.area, "itemid": subject.itemid}
    own = [cols[name] == value for name, value in key.items()] + [cols.userid == ctx.userid]
    if given == UNRATED:
        ctx.db.execute(delete(rating).where(*own))
        return
    values = {"rating": given, "scaleid": scaleid, "timemodified": ctx.now}
    if ctx.db.execute(select(cols.id).where(*own)).first() is not None:
        ctx.db.execute(update(rating).where(*own).values(**values))
    else:
        insert_row(ctx.db, rating, {**key, **values, "userid": ctx.userid, "timecreated": ctx.now})


def _grade(ctx: CallContext, kind: RatedKind, subject: RatedItem, row: Mapping[Any, Any]) -> None:
    """Give the author of an item the grade that follows from the ratings of all their items in the activity."""
    item = raw_grades.item_of(ctx, kind.modname, row["instance"])
    if item is not None:
        found = rated_items.received(ctx, kind, subject.context, subject.area, row)
        grade = _total(row["assessed"], found, item["grademax"], whole=row["scale"] < 0)
        raw_grades.write(ctx, item, [Given(userid=row["userid"], by=ctx.userid, grade=grade, graded=ctx.now)])


def _total(how: int, given: Sequence[int], highest: float, *, whole: bool) -> float | None:
    """What ratings come to as a grade; on a scale one of its words."""
    if not given:
        return None
    found = float(AGGREGATES[how](given))
    return min(float(int(found + 0.5)) if whole else found, highest)


def _result(ctx: CallContext, subject: RatedItem, row: Mapping[Any, Any]) -> dict[str, Any]:
    """What the ratings of an item come to, in the form of the result."""
    area = RatingArea(
        context=subject.context,
        component=subject.component,
        area=subject.area,
        aggregation=row["assessed"],
        scaleid=row["scale"],
        start=row["assesstimestart"],
        end=row["assesstimefinish"],
        may=lambda name: ctx.has(f"mod/{subject.component.removeprefix('mod_')}:{CAPABILITIES[name]}", subject.context),
    )
    return {"success": True, **ItemRatings(ctx, area, [row]).after_rating(row), "itemid": subject.itemid, "warnings": []}

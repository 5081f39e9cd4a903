"""What the ratings of items come to, and what the caller may do with them: view, rate."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import msgspec
from sqlalchemy import select

from gateway.api import CallContext, Context
from gateway.components.core_grades.tables import scale
from gateway.components.core_rating.tables import rating

__all__ = ["AGGREGATES", "CAPABILITIES", "UNRATED", "ItemRatings", "RatingArea"]

# Values of the column ``assessed``: how the ratings of an item are aggregated.
_AVERAGE, _COUNT, _MAXIMUM, _MINIMUM, _SUM = 1, 2, 3, 4, 5
_LABELS = {
    _AVERAGE: "Average of ratings",
    _COUNT: "Count of ratings",
    _MAXIMUM: "Maximum rating",
    _MINIMUM: "Minimum rating",
    _SUM: "Sum of ratings",
}
AGGREGATES: dict[int, Callable[[Sequence[int]], float]] = {
    _AVERAGE: lambda given: sum(given) / len(given),
    _COUNT: len,
    _MAXIMUM: max,
    _MINIMUM: min,
    _SUM: sum,
}
UNRATED = -999
"""The value that takes a rating back."""

CAPABILITIES = {"view": "viewrating", "viewany": "viewanyrating", "viewall": "viewallratings", "rate": "rate"}
"""The names of the capabilities of activities for what may be done with ratings."""


Item = Mapping[Any, Any]


class RatingArea(msgspec.Struct, frozen=True, kw_only=True):
    """Where items are rated and how: the context, component and area, the aggregation, the highest rating or the scale.

    Items that were created outside ``start`` to ``end`` (0 for no limits) are not rated. ``may`` tells whether the component
    lets the caller ``view``, ``viewany``, ``viewall`` or ``rate``.
    """

    context: Context
    component: str
    area: str
    aggregation: int
    scaleid: int
    start: int
    end: int
    may: Callable[[str], bool]


class ItemRatings:
    """The ratings of items, which are rows with ``id``, ``userid`` (the author) and ``created``."""

    def __init__(self, ctx: CallContext, area: RatingArea, items: Sequence[Item]) -> None:
        """Load the ratings of all items."""
        self._ctx, self._area, self._items = ctx, area, items
        cols = rating.c
        query = (
            select(cols.itemid, cols.userid, cols.scaleid, cols.rating)
            .where(cols.contextid == area.context.id, cols.component == area.component, cols.ratingarea == area.area)
            .where(cols.itemid.in_([item["id"] for item in items]))
        )
        self._given: dict[int, list[int]] = {}
        self._own: dict[int, Mapping[Any, Any]] = {}
        for row in ctx.db.execute(query).mappings():
            self._given.setdefault(row["itemid"], []).append(row["rating"])
            if row["userid"] == ctx.userid:
                self._own[row["itemid"]] = row

    @cached_property
    def _permissions(self) -> dict[str, bool]:
        """What both the site and the component let the caller do."""
        ctx, area = self._ctx, self._area
        return {name: ctx.has(f"moodle/rating:{name}", area.context) and area.may(name) for name in ("view", "viewany", "viewall", "rate")}

    @cached_property
    def _scale(self) -> dict[str, Any]:
        """The scale in the form of the result, with its words if it has words."""
        scaleid = self._area.scaleid
        points = {"id": scaleid, "courseid": None, "name": None, "max": scaleid, "isnumeric": True}
        if scaleid >= 0:
            return points
        row = self._ctx.db.execute(select(scale).where(-scale.c.id == scaleid)).mappings().first()
        if row is None:
            return points
        words = [{"value": value, "name": word} for value, word in enumerate(row["scale"].split(","), 1)]
        named = {"courseid": row["courseid"], "name": row["name"], "max": len(words), "isnumeric": False}
        return {"id": scaleid, **named, "items": words[::-1]}

    def may_view(self, item: Item) -> bool:
        """Whether the caller may see what the ratings of an item come to."""
        return self._permissions["view" if item["userid"] == self._ctx.userid else "viewany"]

    def may_rate(self, item: Item) -> bool:
        """Whether the caller may rate an item."""
        area = self._area
        if item["userid"] == self._ctx.userid or not self._permissions["rate"]:
            return False
        return not (area.start and area.end) or area.start <= item["created"] <= area.end

    def information(self) -> dict[str, Any]:
        """The result ``ratinginfo``: what the caller may do, the scale, and the ratings of the items."""
        rates = any(self.may_rate(item) for item in self._items)
        return {
            **_place(self._area),
            "canviewall": self._permissions["viewall"] if self._items else None,
            "canviewany": self._permissions["viewany"] if self._items else None,
            "scales": [self._scale] if rates and self._area.scaleid else [],
            "ratings": [self._rating_result(item) for item in self._items],
        }

    def after_rating(self, item: Item) -> dict[str, Any]:
        """What the ratings of an item come to and how many there are, for a caller who may see that."""
        if not self.may_view(item):
            return {}
        return {"aggregate": self._aggregate_text(item), "count": len(self._given.get(item["id"], ()))}

    def _rating_result(self, item: Item) -> dict[str, Any]:
        """The ratings of one item in the form of the result."""
        own = self._own.get(item["id"])
        result = {
            "itemid": item["id"],
            "scaleid": own and own["scaleid"],
            "userid": own and own["userid"],
            "rating": self._own_rating(item),
            "canrate": self.may_rate(item),
            "canviewaggregate": self.may_view(item),
        }
        if not result["canviewaggregate"]:
            return result
        aggregate = {"aggregate": self._aggregate(item), "aggregatestr": self._aggregate_text(item), "aggregatelabel": self._label}
        return {**result, **aggregate, "count": len(self._given.get(item["id"], ()))}

    def _own_rating(self, item: Item) -> int | None:
        """The rating that the caller has given an item, at most the present maximum."""
        own = self._own.get(item["id"])
        return min(own["rating"], self._scale["max"]) if own else None

    def _aggregate(self, item: Item) -> float | None:
        """What the ratings of an item come to; None without ratings."""
        given = self._given.get(item["id"])
        if not given:
            return None
        found = AGGREGATES[self._area.aggregation](given)
        return found if self._area.aggregation in (_COUNT, _SUM) else min(found, self._scale["max"])

    def _aggregate_text(self, item: Item) -> str:
        """What the ratings of an item come to, as text: points, or a word of the scale; empty where ratings are counted."""
        aggregate = self._aggregate(item)
        if not aggregate or self._area.aggregation == _COUNT:
            return ""
        if self._area.aggregation == _SUM or self._scale["isnumeric"]:
            return f"{round(aggregate, 1):g}"
        words = {word["value"]: word["name"] for word in self._scale["items"]}
        return str(words.get(int(aggregate + 0.5), ""))

    @property
    def _label(self) -> str:
        """The label before what ratings come to."""
        return f"{_LABELS[self._area.aggregation]}: "

    def markup(self, item: Item) -> str:
        """The HTML that shows the ratings of an item, with a form if the caller may rate it; empty for a caller who may do neither."""
        shown = self._shown(item) if self.may_view(item) else ""
        if not self.may_rate(item):
            return shown
        own, numeric = self._own_rating(item), self._scale["isnumeric"]
        choices = [(value, str(value)) for value in range(self._scale["max"] + 1)] if numeric else []
        choices += [(word["value"], word["name"]) for word in self._scale.get("items", ())]
        hidden = {
            **_address_of(self._area, item),
            "returnurl": html.escape(self._ctx.peer.url(self._ctx.site.wwwroot)),
            "rateduserid": item["userid"],
            "aggregation": self._area.aggregation,
            "sesskey": "",
        }
        inputs = "".join(f'<input type="hidden" name="{name}" value="{html.escape(str(value))}">' for name, value in hidden.items())
        options = "".join(
            f'<option value="{value}"{" selected" if value == own else ""}>{html.escape(text)}</option>'
            for value, text in [(UNRATED, "Rate..."), *choices]
        )
        return (
            f'<form id="postrating{item["id"]}" class="postratingform" method="post" action="{self._ctx.site.wwwroot}/rating/rate.php">'
            f'<div class="ratingform">{inputs}{shown}<select name="rating" class="postratingmenu ratinginput">{options}</select>'
            '<input type="submit" value="Rate"></div></form>'
        )

    def _shown(self, item: Item) -> str:
        """The HTML with what the ratings of an item come to, and a link to all of them if the caller may see those."""
        itemid, count = item["id"], len(self._given.get(item["id"], ()))
        numbers = (
            f'<span id="ratingaggregate{itemid}" class="ratingaggregate">{html.escape(self._aggregate_text(item))}</span> '
            f'<span id="ratingcount{itemid}" class="ratingcount">{f"({count})" if count else "-"}</span> '
        )
        if self._permissions["viewall"]:
            page = f"{self._ctx.site.wwwroot}/rating/index.php?{urlencode(_address_of(self._area, item))}"
            numbers = f'<a href="{page}" id="action_link{self._ctx.now:08x}{itemid:05x}" class="" >{numbers}</a>'
        label = f'<span class="rating-aggregate-label">{self._label}</span>'
        return f'<span class="rating-aggregate-container">{label}{numbers}</span>'


def _place(area: RatingArea) -> dict[str, Any]:
    """The members that name an area."""
    return {"contextid": area.context.id, "component": area.component, "ratingarea": area.area}


def _address_of(area: RatingArea, item: Item) -> dict[str, Any]:
    """The parameters that name an item to the pages for ratings."""
    return {**_place(area), "itemid": item["id"], "scaleid": area.scaleid}

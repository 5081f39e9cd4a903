"""Web service functions for ratings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gateway.api import (
    ALPHA,
    AREA,
    BOOL,
    COMPONENT,
    INT,
    NOTAGS,
    READ,
    TEXT,
    URL,
    WRITE,
    CallContext,
    Description,
    List,
    Struct,
    Value,
    function,
    warnings,
)
from gateway.components.core_rating import giving, lib

_ITEM: Final[Mapping[str, Description]] = {
    "contextlevel": Value(ALPHA, "level of the context"),
    "instanceid": Value(INT, "id of what it is the context of"),
    "component": Value(COMPONENT, "component"),
    "ratingarea": Value(AREA, "area of the component"),
    "itemid": Value(INT, "id of what is rated"),
    "scaleid": Value(INT, "highest rating, or the scale as a negative id"),
}


@function(
    "core_rating_get_item_ratings",
    READ,
    params={
        **_ITEM,
        "sort": Value(ALPHA, "order: firstname, rating or timemodified"),
    },
    returns=Struct(
        {
            "ratings": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "userid": Value(INT, "id of who has rated"),
                        "userpictureurl": Value(URL, "address of their picture"),
                        "userfullname": Value(NOTAGS, "their full name"),
                        "rating": Value(NOTAGS, "the rating, as people read it"),
                        "timemodified": Value(INT, "when it was last changed"),
                    }
                ),
                "the ratings",
            ),
            "warnings": warnings(),
        }
    ),
    capabilities=["moodle/rating:view"],
    services=["moodle_mobile_app"],
)
def get_item_ratings(
    ctx: CallContext, contextlevel: str, instanceid: int, component: str, ratingarea: str, itemid: int, scaleid: int, sort: str
) -> dict[str, Any]:
    """Return the ratings of an item."""
    place = lib.enter(ctx, contextlevel, instanceid)
    return {"ratings": lib.ratings(ctx, lib.RatedItem(place, component, ratingarea, itemid), scaleid, sort), "warnings": []}


@function(
    "core_rating_add_rating",
    WRITE,
    params={
        **_ITEM,
        "rating": Value(INT, "the rating; -999 takes it back"),
        "rateduserid": Value(INT, "id of who has written what is rated"),
        "aggregation": Value(INT, "what ratings come to, which the activity itself says", default=0),
    },
    returns=Struct(
        {
            "success": Value(BOOL, "true"),
            "aggregate": Value(TEXT, "what the ratings come to now", optional=True),
            "count": Value(INT, "how many ratings there are", optional=True),
            "itemid": Value(INT, "id of what is rated", optional=True),
            "warnings": warnings(),
        }
    ),
    capabilities=["moodle/rating:rate"],
    services=["moodle_mobile_app"],
)
def add_rating(
    ctx: CallContext,
    contextlevel: str,
    instanceid: int,
    component: str,
    ratingarea: str,
    itemid: int,
    scaleid: int,
    rating: int,
    rateduserid: int,
    aggregation: int,
) -> dict[str, Any]:
    """Rate an item, and return what its ratings come to."""
    place = lib.enter(ctx, contextlevel, instanceid)
    return giving.rate(ctx, lib.RatedItem(place, component, ratingarea, itemid), scaleid, rating, rateduserid)

"""Web service functions for ratings."""

from __future__ import annotations

from typing import Any

from gateway.api import ALPHA, AREA, COMPONENT, INT, NOTAGS, READ, URL, CallContext, List, Struct, Value, function, warnings
from gateway.components.core_rating import lib


@function(
    "core_rating_get_item_ratings",
    READ,
    params={
        "contextlevel": Value(ALPHA, "level of the context"),
        "instanceid": Value(INT, "id of what it is the context of"),
        "component": Value(COMPONENT, "component"),
        "ratingarea": Value(AREA, "area of the component"),
        "itemid": Value(INT, "id of what is rated"),
        "scaleid": Value(INT, "highest rating, or the scale as a negative id"),
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

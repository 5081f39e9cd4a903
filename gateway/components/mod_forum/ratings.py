"""The ratings of posts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.components.core_rating.item_ratings import CAPABILITIES, ItemRatings, RatingArea
from gateway.components.mod_forum.access import ForumAccess

__all__ = ["post_ratings", "rating_information"]


def post_ratings(access: ForumAccess, posts: Sequence[Any]) -> ItemRatings | None:
    """The ratings of posts; None in a forum whose posts are not rated."""
    row = access.row
    if not row["assessed"]:
        return None
    area = RatingArea(
        context=access.context,
        component="mod_forum",
        area="post",
        aggregation=row["assessed"],
        scaleid=row["scale"],
        start=row["assesstimestart"],
        end=row["assesstimefinish"],
        may=lambda name: access.may(CAPABILITIES[name]),
    )
    return ItemRatings(access.ctx, area, posts)


def rating_information(access: ForumAccess, posts: Sequence[Any]) -> dict[str, Any]:
    """The result ``ratinginfo`` for posts of a forum."""
    ratings = post_ratings(access, posts)
    if ratings is not None:
        return ratings.information()
    place = {"contextid": access.context.id, "component": "mod_forum", "ratingarea": "post"}
    return {**place, "canviewall": None, "canviewany": None, "scales": [], "ratings": []}

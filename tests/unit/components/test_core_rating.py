"""Ratings of posts: what they come to, who sees it, and who may rate."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from gateway.components.core_grades.tables import grade_grades, grade_items, scale
from gateway.components.core_rating.tables import rating
from gateway.components.mod_forum.tables import forum, forum_discussions, forum_posts
from gateway.server.host import Gateway
from tests.unit.app_fixtures import statement
from tests.unit.components.site import ALGEBRA, STUDENT, STUDENT2, TEACHER, add, place, refused, told

FORUM, POST = 900, 1


@pytest.fixture(autouse=True)
def rated(gateway: Gateway) -> None:
    """A forum whose posts are rated in up to 100 points, with a post of the student that two people have rated."""
    contextid = place(gateway, FORUM, "forum", type="general", assessed=1, scale=100)
    add(gateway, forum_discussions, id=1, course=ALGEBRA, forum=FORUM, firstpost=POST, userid=STUDENT, groupid=-1, name="Why")
    add(gateway, forum_posts, id=POST, discussion=1, userid=STUDENT, subject="Why", message="so", created=50)
    for userid, points in ((TEACHER, 80), (STUDENT2, 61)):
        same = {"contextid": contextid, "component": "mod_forum", "ratingarea": "post", "itemid": POST, "scaleid": 100}
        statement(gateway, insert(rating).values(**same, userid=userid, rating=points))


async def seen(gateway: Gateway, by: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    """What is told of all ratings, of those of the post, and the HTML of the post's rating."""
    found = await told(gateway, "mod_forum_get_discussion_posts", by=by, discussionid=1)
    return found["ratinginfo"], found["ratinginfo"]["ratings"][0], found["posts"][0]["html"]["rating"]


def setting(gateway: Gateway, **values: object) -> None:
    statement(gateway, update(forum).where(forum.c.id == FORUM).values(**values))


async def test_a_teacher_sees_and_gives_ratings(gateway: Gateway) -> None:
    info, post, shown = await seen(gateway, "teacher")
    assert (info["canviewall"], info["canviewany"], info["scales"][0]["max"]) == (True, True, 100)
    assert (post["aggregate"], post["aggregatestr"], post["count"], post["rating"], post["canrate"]) == (70.5, "70.5", 2, 80, True)
    assert '<option value="80" selected>' in shown
    assert len(re.findall("<option ", shown)) == 102
    assert f'name="rateduserid" value="{STUDENT}"' in shown


async def test_an_author_sees_the_own_rating_alone(gateway: Gateway) -> None:
    info, post, shown = await seen(gateway, "student")
    assert (info["canviewall"], info["canviewany"], info["scales"]) == (False, False, [])
    assert (post["canrate"], post["aggregate"], post["rating"]) == (False, 70.5, None)
    assert ('class="ratingaggregate">70.5<' in shown, "<form" in shown, "<a " in shown) == (True, False, False)
    _, others, nothing = await seen(gateway, "student2")
    assert ("aggregate" in others, others["canviewaggregate"], nothing) == (False, False, "")


@pytest.mark.parametrize(("method", "aggregate", "text"), [(2, 2, ""), (3, 80, "80"), (4, 61, "61"), (5, 141, "141")])
async def test_the_ways_to_aggregate(gateway: Gateway, method: int, aggregate: int, text: str) -> None:
    setting(gateway, assessed=method)
    _, post, _ = await seen(gateway, "teacher")
    assert (post["aggregate"], post["aggregatestr"]) == (aggregate, text)


async def test_ratings_are_at_most_the_present_maximum(gateway: Gateway) -> None:
    setting(gateway, scale=50)
    _, post, _ = await seen(gateway, "teacher")
    assert (post["aggregate"], post["rating"]) == (50, 50)


async def test_ratings_on_a_scale_of_words(gateway: Gateway) -> None:
    add(gateway, scale, id=70, courseid=0, name="Words", scale="poor,good,best")
    statement(gateway, update(rating).values(rating=2))
    setting(gateway, scale=-70)
    info, post, shown = await seen(gateway, "teacher")
    assert [word["name"] for word in info["scales"][0]["items"]] == ["best", "good", "poor"]
    assert (post["aggregatestr"], '<option value="2" selected>good<' in shown) == ("good", True)
    setting(gateway, scale=-71)
    info, _, _ = await seen(gateway, "teacher")
    assert (info["scales"][0]["isnumeric"], info["scales"][0]["max"]) == (True, -71)


async def test_posts_outside_the_period_of_rating_are_not_rated(gateway: Gateway) -> None:
    setting(gateway, assesstimestart=60, assesstimefinish=70)
    info, post, shown = await seen(gateway, "teacher")
    assert (info["scales"], post["canrate"], "<form" in shown, "rating/index.php" in shown) == ([], False, False, True)


async def test_in_a_forum_without_ratings_nothing_is_told_of_them(gateway: Gateway) -> None:
    setting(gateway, assessed=0)
    found = await told(gateway, "mod_forum_get_discussion_posts", by="teacher", discussionid=1)
    assert (found["ratinginfo"]["canviewall"], found["ratinginfo"]["ratings"]) == (None, [])
    assert found["posts"][0]["html"]["rating"] is None


async def rate(gateway: Gateway, points: int, by: str = "teacher", refuse: bool = False, **more: Any) -> Any:
    given = {"contextlevel": "module", "instanceid": FORUM, "component": "mod_forum", "ratingarea": "post", "itemid": POST}
    given |= {"scaleid": 100, "rateduserid": STUDENT, "rating": points, **more}
    return await (refused if refuse else told)(gateway, "core_rating_add_rating", by=by, **given)


async def test_a_rating_is_given_changed_and_taken_back_and_the_grade_follows(gateway: Gateway) -> None:
    of = {"courseid": ALGEBRA, "categoryid": 1, "itemtype": "mod", "itemmodule": "forum", "iteminstance": FORUM, "itemnumber": 0}
    add(gateway, grade_items, **of, id=900, gradetype=1, grademax=100.0, multfactor=1.0, sortorder=3)
    answer = await rate(gateway, 40)
    assert (answer["success"], answer["aggregate"], answer["count"], answer["itemid"]) == (True, "50.5", 2, POST)
    assert _grade(gateway) == 50.5
    assert (await rate(gateway, -999))["count"] == 1
    assert _grade(gateway) == 61.0
    statement(gateway, delete(rating))
    assert (await rate(gateway, -999))["aggregate"] == ""
    assert _grade(gateway) is None


async def test_what_is_no_rating_here_is_refused(gateway: Gateway) -> None:
    assert await rate(gateway, 101, refuse=True) == "invalidnum"
    assert await rate(gateway, -1, refuse=True) == "invalidnum"
    assert await rate(gateway, 1, scaleid=50, refuse=True) == "invalidscaleid"
    assert await rate(gateway, 1, rateduserid=STUDENT2, refuse=True) == "invaliduserid"
    assert await rate(gateway, 1, itemid=999, refuse=True) == "invaliditemid"
    assert await rate(gateway, 1, ratingarea="other", refuse=True) == "ratepermissiondenied"
    assert await rate(gateway, 1, by="student2", refuse=True) == "ratepermissiondenied"
    setting(gateway, assesstimestart=100, assesstimefinish=200)
    assert await rate(gateway, 1, refuse=True) == "notavailable"
    statement(gateway, update(forum_posts).values(userid=TEACHER))
    assert await rate(gateway, 1, rateduserid=TEACHER, refuse=True) == "nopermissiontorate"


async def test_on_a_scale_a_grade_is_one_of_its_words(gateway: Gateway) -> None:
    add(gateway, scale, id=90, courseid=ALGEBRA, name="Words", scale="Poor,Fair,Good")
    setting(gateway, scale=-90)
    statement(gateway, update(rating).values(scaleid=-90, rating=2))
    of = {"courseid": ALGEBRA, "categoryid": 1, "itemtype": "mod", "itemmodule": "forum", "iteminstance": FORUM, "itemnumber": 0}
    add(gateway, grade_items, **of, id=900, gradetype=2, scaleid=90, grademax=3.0, grademin=1.0, multfactor=1.0, sortorder=3)
    assert (await rate(gateway, 3, scaleid=-90))["aggregate"] == "Good"
    assert _grade(gateway) == 3.0
    assert await rate(gateway, 4, scaleid=-90, refuse=True) == "invalidnum"


def _grade(gateway: Gateway) -> Any:
    query = select(grade_grades.c.finalgrade).where(grade_grades.c.itemid == 900, grade_grades.c.userid == STUDENT)
    return gateway.store.run_here(lambda transaction: transaction.db.execute(query).scalar_one(), write=False)

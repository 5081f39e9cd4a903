"""Keeping notes, comments and ratings, the filters of contexts, and tags."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from gateway.components.core_comment.tables import comments
from gateway.components.core_filters.tables import filter_active
from gateway.components.core_grades.tables import scale
from gateway.components.core_rating.tables import rating
from gateway.components.core_tag.tables import tag, tag_area, tag_coll, tag_instance
from gateway.server.host import Gateway
from gateway.store.tables.site import logstore_standard_log
from tests.unit.app_fixtures import call, errorcode, set_config, statement, value

TEACHER, STUDENT, STUDENT2 = 3, 4, 5
COURSE, PLACE = 2, 13
NOTE: dict[str, Any] = {"userid": STUDENT, "publishstate": "course", "courseid": COURSE, "text": "<b>late</b>", "format": 1}
ON_COURSE: dict[str, Any] = {"contextlevel": "course", "instanceid": COURSE, "component": "block_comments", "itemid": 0, "area": "page"}

Ask = Callable[..., Awaitable[Any]]


@pytest.fixture
def told(gateway: Gateway) -> Ask:
    async def ask(function: str, by: str = "teacher", **arguments: Any) -> Any:
        return value(await call(gateway, function, dict(arguments.items()), by=by))

    return ask


@pytest.fixture
def refused(gateway: Gateway) -> Ask:
    async def ask(function: str, by: str = "student", **arguments: Any) -> str:
        return errorcode(await call(gateway, function, dict(arguments.items()), by=by))

    return ask


async def test_notes_are_written_changed_and_deleted(told: Ask, refused: Ask) -> None:
    wanted = [{**NOTE, "clientnoteid": "a"}, {**NOTE, "courseid": 99}, {**NOTE, "userid": 99}]
    written, *failed = await told("core_notes_create_notes", notes=wanted)
    assert (written["clientnoteid"], [one["noteid"] for one in failed]) == ("a", [-1, -1])
    noteid = written["noteid"]
    (found,) = (await told("core_notes_get_notes", notes=[noteid]))["notes"]
    assert (found["publishstate"], found["text"], found["format"]) == ("public", "<b>late</b>", 1)
    changed = [{"id": noteid, "publishstate": "personal", "text": "x"}, {"id": 99, "publishstate": "site", "text": "x"}]
    (warning,) = await told("core_notes_update_notes", notes=changed)
    assert (warning["itemid"], warning["warningcode"]) == (99, "badid")
    (found,) = (await told("core_notes_get_notes", notes=[noteid]))["notes"]
    assert (found["publishstate"], found["text"]) == ("draft", "x")
    for function, notes in (("create_notes", [NOTE]), ("get_notes", [noteid]), ("update_notes", changed), ("delete_notes", [noteid])):
        assert await refused(f"core_notes_{function}", notes=notes) == "nopermissions"
    assert await told("core_notes_delete_notes", notes=[noteid]) == []
    assert [one["itemid"] for one in await told("core_notes_delete_notes", notes=[noteid])] == [noteid]


async def test_notes_of_the_site_and_of_courses(gateway: Gateway, told: Ask, refused: Ask) -> None:
    states = [("site", 1), ("course", COURSE), ("personal", COURSE)]
    await told("core_notes_create_notes", by="admin", notes=[{**NOTE, "publishstate": state, "courseid": at} for state, at in states])

    async def seen(by: str, **asked: int) -> list[int]:
        found = await told("core_notes_get_course_notes", by=by, **asked)
        return [len(found[name]) for name in ("sitenotes", "coursenotes", "personalnotes")]

    assert await seen("admin", courseid=COURSE) == [1, 1, 1]
    assert await seen("teacher", courseid=COURSE, userid=STUDENT) == [1, 1, 0]
    assert await seen("admin", courseid=0, userid=STUDENT) == [1, 1, 0]
    assert await seen("teacher", courseid=0, userid=STUDENT) == [0, 1, 0]
    assert await seen("student", courseid=0, userid=STUDENT) == [0, 0, 0]
    assert await seen("admin", courseid=0) == [1, 0, 0]
    assert await refused("core_notes_get_course_notes", courseid=99) == "invalidrecord"


async def test_looking_at_notes_is_noted(gateway: Gateway, told: Ask, refused: Ask) -> None:
    assert (await told("core_notes_view_notes", courseid=COURSE, userid=STUDENT))["status"] is True
    assert await refused("core_notes_view_notes", courseid=COURSE) == "nopermissions"
    where = logstore_standard_log.c.eventname == "\\core\\event\\notes_viewed"
    assert statement(gateway, select(logstore_standard_log.c.relateduserid).where(where)) == STUDENT
    set_config(gateway, enablenotes="0")
    assert await refused("core_notes_view_notes", by="teacher", courseid=COURSE) == "notesdisabled"
    assert await refused("core_notes_create_notes", by="teacher", notes=[NOTE]) == "notesdisabled"


async def test_comments_are_written_and_deleted_by_their_authors(gateway: Gateway, told: Ask, refused: Ask) -> None:
    (written,) = await told("core_comment_add_comments", by="student", comments=[{**ON_COURSE, "content": "a & b"}])
    assert (written["userid"], written["delete"]) == (STUDENT, True)
    assert written["content"] == '<div class="no-overflow"><div class="text_to_html">a &amp; b</div></div>'
    found = await told("core_comment_get_comments", by="student2", **ON_COURSE)
    assert [(one["id"], "delete" in one) for one in found["comments"]] == [(written["id"], False)]
    assert await refused("core_comment_delete_comments", by="student2", comments=[written["id"]]) == "nopermissiontodelentry"
    (warning,) = await told("core_comment_delete_comments", by="student", comments=[written["id"], 99])
    assert warning["itemid"] == 99
    assert statement(gateway, select(func.count()).select_from(comments)) == 0
    set_config(gateway, usecomments="0")
    assert await refused("core_comment_add_comments", comments=[]) == "commentsnotenabled"


async def test_add_ons_that_are_not_known_take_no_comments(refused: Ask, told: Ask) -> None:
    unknown = {**ON_COURSE, "component": "mod_glossary"}
    assert await refused("core_comment_add_comments", comments=[{**unknown, "content": "x"}]) == "nopermissiontocomment"
    assert await refused("core_comment_get_comments", **unknown) == "nopermissions"


async def test_ratings_are_points_or_words(gateway: Gateway, told: Ask) -> None:
    statement(gateway, insert(scale).values(id=7, name="s", scale="Bad, Good"))
    same = {"contextid": PLACE, "component": "mod_data", "ratingarea": "post", "itemid": 1}
    for number, (by, points) in enumerate(((STUDENT, 5), (STUDENT2, 1)), start=1):
        statement(gateway, insert(rating).values(id=number, userid=by, rating=points, timemodified=number, **same))
    asked = {"contextlevel": "course", "instanceid": COURSE, "component": "mod_data", "ratingarea": "post", "itemid": 1}

    async def given(by: str = "teacher", **more: Any) -> list[str]:
        found = await told("core_rating_get_item_ratings", by=by, **asked, **more)
        return [one["rating"] for one in found["ratings"]]

    assert await given(scaleid=4, sort="") == ["4 / 4", "1 / 4"]
    assert await given(scaleid=-7, sort="rating") == ["Bad", "Good"]


async def test_filters_are_on_unless_they_were_switched_off_above(gateway: Gateway, told: Ask) -> None:
    async def states(level: str, instance: int) -> dict[str, tuple[int, int]]:
        found = await told("core_filters_get_available_in_context", contexts=[{"contextlevel": level, "instanceid": instance}])
        return {one["filter"]: (one["localstate"], one["inheritedstate"]) for one in found["filters"]}

    assert (await states("course", COURSE))["emoticon"] == (0, 1)
    statement(gateway, insert(filter_active).values(filter="emoticon", contextid=1, active=1, sortorder=1))
    statement(gateway, insert(filter_active).values(filter="urltolink", contextid=1, active=-9999, sortorder=2))
    statement(gateway, insert(filter_active).values(filter="emoticon", contextid=PLACE, active=-1))
    assert await states("course", COURSE) == {"emoticon": (-1, 1)}
    asked = [{"contextlevel": "course", "instanceid": 99}]
    (warning,) = (await told("core_filters_get_available_in_context", contexts=asked))["warnings"]
    assert (warning["item"], warning["itemid"]) == ("context", 99)


async def test_tags_that_are_used_most(gateway: Gateway, told: Ask, refused: Ask) -> None:
    statement(gateway, insert(tag_coll).values(id=9, isdefault=1, searchable=1))
    for number, (name, contextids) in enumerate((("Algebra", (PLACE,)), ("zeta", (1, PLACE))), start=80):
        statement(gateway, insert(tag).values(id=number, tagcollid=9, name=name.lower(), rawname=name))
        for contextid in contextids:
            row = {"tagid": number, "component": "core", "itemtype": "course", "contextid": contextid, "itemid": contextid}
            statement(gateway, insert(tag_instance).values(**row))

    async def cloud(**asked: Any) -> list[tuple[str, int, int]]:
        found = await told("core_tag_get_tag_cloud", tagcollid=9, **asked)
        assert found["tagscount"] == len(found["tags"])
        return [(one["name"], one["count"], one["size"]) for one in found["tags"]]

    assert await cloud() == [("Algebra", 1, 10), ("zeta", 2, 20)]
    assert await cloud(ctx=PLACE) == [("Algebra", 1, 20), ("zeta", 1, 20)]
    assert await cloud(rec=0) == [("zeta", 1, 20)]
    assert await cloud(search="ALG") == [("Algebra", 1, 20)]
    assert await cloud(isstandard=True) == []
    assert (await told("core_tag_get_tag_cloud", tagcollid=9, limit=1))["totalcount"] == 2
    assert await refused("core_tag_get_tag_cloud", sort="x") == "invalidparameter"


async def test_areas_of_one_kind_of_thing_stand_together(gateway: Gateway, told: Ask) -> None:
    for number, (component, kind) in enumerate((("core", "course"), ("core", "user"), ("mod_book", "course")), start=500):
        statement(gateway, insert(tag_area).values(id=number, component=component, itemtype=kind, enabled=1, tagcollid=1))
    found = [(one["component"], one["itemtype"]) for one in (await told("core_tag_get_tag_areas"))["areas"] if one["id"] >= 500]
    assert found == [("core", "course"), ("mod_book", "course"), ("core", "user")]

"""Blocks on the pages of courses and on dashboards."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from gateway.components.core_block.tables import block_instances, block_positions, my_pages
from gateway.server.host import Gateway
from gateway.store.tables.access import context
from tests.unit.components.site import ALGEBRA, STUDENT, TEACHER, add, refused, told

COURSE_CONTEXT = 13


def block(gateway: Gateway, number: int, name: str, pattern: str, **more: Any) -> None:
    values = {"parentcontextid": 1, "defaultregion": "side-post", "subpagepattern": "", **more}
    add(gateway, block_instances, id=number, blockname=name, pagetypepattern=pattern, **values)


@pytest.fixture
def dashboard(gateway: Gateway) -> None:
    """The dashboard that all have, with two blocks, and the page of courses with one."""
    block(gateway, 50, "timeline", "my-index", defaultregion="content", subpagepattern="2", defaultweight=1)
    block(gateway, 51, "html", "my-index", subpagepattern="2")
    block(gateway, 52, "myoverview", "my-index", defaultregion="content", subpagepattern="3")


async def names(gateway: Gateway, **more: Any) -> list[str]:
    return [one["name"] for one in (await told(gateway, "core_block_get_dashboard_blocks", **more))["blocks"]]


@pytest.mark.usefixtures("dashboard")
async def test_blocks_are_listed_region_by_region(gateway: Gateway) -> None:
    answer = await told(gateway, "core_block_get_dashboard_blocks")
    assert [(one["name"], one["region"], one["weight"]) for one in answer["blocks"]] == [
        ("timeline", "content", 1),
        ("html", "side-pre", 0),
    ]
    assert "contents" not in answer["blocks"][0]
    assert await names(gateway, mypage="__courses") == ["myoverview"]
    assert await refused(gateway, "core_block_get_dashboard_blocks", mypage="other") == "mymoodlesetup"
    full = (await told(gateway, "core_block_get_dashboard_blocks", returncontents=True))["blocks"]
    assert full[0]["contents"]["title"] == "Timeline"


@pytest.mark.usefixtures("dashboard")
async def test_a_dashboard_of_ones_own_stands_for_that_of_all(gateway: Gateway) -> None:
    add(gateway, my_pages, id=70, userid=STUDENT, name="__default", private=1)
    assert await names(gateway) == []
    block(gateway, 53, "timeline", "my-*", subpagepattern="70", showinsubcontexts=1)
    assert await names(gateway) == ["timeline"]
    assert await names(gateway, by="teacher") == ["timeline", "html"]
    assert await names(gateway, by="admin", userid=STUDENT) == ["timeline"]
    assert await refused(gateway, "core_block_get_dashboard_blocks", userid=TEACHER) == "nopermissions"


@pytest.mark.usefixtures("dashboard")
async def test_a_place_on_a_page_goes_before_the_place_everywhere(gateway: Gateway) -> None:
    common = {"contextid": 1, "pagetype": "my-index", "subpage": "2", "weight": 0}
    add(gateway, block_positions, id=80, blockinstanceid=51, region="content", visible=1, **common)
    add(gateway, block_positions, id=81, blockinstanceid=50, region="content", visible=0, **common)
    (one,) = (await told(gateway, "core_block_get_dashboard_blocks"))["blocks"]
    assert (one["instanceid"], one["region"], one["positionid"]) == (51, "content", 80)


async def test_a_course_has_its_own_blocks_and_those_of_all_around(gateway: Gateway) -> None:
    block(gateway, 50, "own", "course-view-*", parentcontextid=COURSE_CONTEXT)
    block(gateway, 51, "all", "*", showinsubcontexts=1)
    block(gateway, 52, "elsewhere", "course-view-weeks", parentcontextid=COURSE_CONTEXT)
    block(gateway, 53, "only-there", "*")
    blocks = (await told(gateway, "core_block_get_course_blocks", courseid=ALGEBRA))["blocks"]
    assert [one["name"] for one in blocks] == ["own", "all"]
    assert await refused(gateway, "core_block_get_course_blocks", courseid=4) == "requireloginerror"


async def test_a_block_of_text_shows_it_and_its_settings(gateway: Gateway) -> None:
    config = 'O:8:"stdClass":2:{s:5:"title";s:5:"A & B";s:4:"text";s:8:"<p>x</p>";}'
    for number, stored in ((801, base64.b64encode(config.encode()).decode()), (802, "no base64")):
        more = {"parentcontextid": COURSE_CONTEXT, "subpagepattern": None, "configdata": stored}
        block(gateway, number, "html", "course-view-*", **more)
        add(gateway, context, id=1000 + number, contextlevel=80, instanceid=number, path=f"/1/11/{COURSE_CONTEXT}/{1000 + number}", depth=4)
    shown, broken = (await told(gateway, "core_block_get_course_blocks", courseid=ALGEBRA, returncontents=True))["blocks"]
    assert shown["configs"] == [
        {"name": "title", "value": '"A & B"', "type": "instance"},
        {"name": "text", "value": '"<p>x<\\/p>"', "type": "instance"},
        {"name": "allowcssclasses", "value": '"0"', "type": "plugin"},
    ]
    assert (shown["contents"]["title"], shown["contents"]["content"]) == ("A &amp; B", "<p>x</p>")
    assert "configs" not in broken


@pytest.mark.usefixtures("dashboard")
async def test_who_manages_blocks_is_offered_those_that_a_page_lacks(gateway: Gateway) -> None:
    async def offered(by: str = "admin", **page: Any) -> list[str]:
        found = await told(gateway, "core_block_fetch_addable_blocks", by=by, **{"pagecontextid": 1, "pagelayout": "x", **page})
        return [entry["name"] for entry in found]

    assert {"html", "starredcourses"} < set(await offered(pagetype="my-index", subpage="2"))
    assert "timeline" not in await offered(pagetype="my-index", subpage="2")
    assert not {"timeline", "starredcourses"} & set(await offered(pagetype="course-view-topics"))
    assert await offered("student", pagetype="my-index") == []
    page: dict[str, Any] = {"pagecontextid": COURSE_CONTEXT, "pagetype": "course-view-topics"}
    assert (len(await offered("teacher", **page)) > 10, await offered(**page)) == (True, await offered("teacher", **page))
    assert await refused(gateway, "core_block_fetch_addable_blocks", pagecontextid=999, pagetype="x", pagelayout="x") == "invalidrecord"

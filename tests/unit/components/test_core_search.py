"""Searching the site: who may, what is found, and in what order."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from gateway.components.core_search import lib
from gateway.server.host import Gateway
from gateway.store.tables.site import logstore_standard_log
from tests.unit.app_fixtures import set_config, statement
from tests.unit.components.site import ALGEBRA, place, refused, told

AREAS, RESULTS, TOP = "core_search_get_search_areas_list", "core_search_get_results", "core_search_get_top_results"


async def titles(gateway: Gateway, query: str, by: str = "student", page: int = 0, **filters: Any) -> list[str]:
    found = await told(gateway, RESULTS, by, query=query, filters=filters, page=page)
    return [result["title"] for result in found["results"]]


async def test_a_site_is_searched_where_it_says_so(gateway: Gateway) -> None:
    assert await refused(gateway, AREAS) == "globalsearchdisabled"
    assert await refused(gateway, RESULTS, query="x") == "globalsearchdisabled"
    set_config(gateway, enableglobalsearch="1")
    found = {area["id"]: area["categoryid"] for area in (await told(gateway, AREAS))["areas"]}
    assert (found["core_course-course"], found["mod_page-activity"]) == ("core-courses", "core-course-content")
    assert [area["id"] for area in (await told(gateway, AREAS, cat="core-courses"))["areas"]] == ["core_course-course"]


async def test_what_has_all_words_is_found_by_who_may_use_it(gateway: Gateway) -> None:
    set_config(gateway, enableglobalsearch="1")
    place(gateway, 900, "page", intro="tell of a blue whale")
    place(gateway, 901, "page", name="Whale, blue", timemodified=1)
    place(gateway, 902, "page", name="Blue whale, hidden", cm={"visible": 0})
    place(gateway, 903, "url", name="Blue", timemodified=99)
    assert await titles(gateway, "blue WHALE") == ["Whale, blue", "page &amp; 900"]
    assert await titles(gateway, "blue whale", by="teacher") == ["Blue whale, hidden", "Whale, blue", "page &amp; 900"]
    assert await titles(gateway, "blue", areaids=["mod_url-activity"]) == ["Blue"]
    assert await titles(gateway, "blue", order="asc") == ["Whale, blue", "page &amp; 900", "Blue"]
    assert await titles(gateway, "blue", timestart=50) == ["Blue"]
    assert await titles(gateway, "blue", timeend=5) == ["Whale, blue"]
    assert await titles(gateway, "blue", title="whale") == ["Whale, blue"]
    assert await titles(gateway, "blue", contextids=[1003]) == ["Blue"]
    assert await titles(gateway, "blue", courseids=[999]) == await titles(gateway, "") == await titles(gateway, "blue", userids=[2]) == []
    assert await titles(gateway, "blue", by="student", page=1) == []
    assert len((await told(gateway, TOP, query="blue"))["results"]) == 3
    assert await titles(gateway, "algebra", by="admin", areaids=["core_course-course"]) != []


async def test_courses_are_searched_in_parts_of_any_number(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    set_config(gateway, enableglobalsearch="1")
    place(gateway, 900, "page", name="Blue one", timemodified=1)
    place(gateway, 901, "page", name="Blue two", timemodified=2)
    whole = await titles(gateway, "blue", by="admin", areaids=["mod_page-activity"])
    assert whole[:2] == ["Blue two", "Blue one"]
    monkeypatch.setattr(lib, "_SLICE", 1)
    assert await titles(gateway, "blue", by="admin", areaids=["mod_page-activity"]) == whole


async def test_looking_at_results_is_logged(gateway: Gateway) -> None:
    set_config(gateway, enableglobalsearch="1")
    assert (await told(gateway, "core_search_view_results", query="blue"))["status"] is True
    event = logstore_standard_log.c.eventname == "\\core\\event\\search_results_viewed"
    assert statement(gateway, select(func.count()).where(event)) == 1


async def test_people_are_found_by_those_who_may_view_their_profiles(gateway: Gateway) -> None:
    name = "core_search_get_relevant_users"
    everybody = [person["id"] for person in await told(gateway, name, by="admin", query="stud", courseid=ALGEBRA)]
    assert everybody
    assert {person["id"] for person in await told(gateway, name, query="stud", courseid=ALGEBRA)} <= set(everybody)
    assert await refused(gateway, name, query="stud", courseid=999) == "invalidrecord"

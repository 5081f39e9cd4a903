"""The names of activities in texts of their course become links, where the filter is on and the caller may use them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from gateway.components.core_filters.tables import filter_active
from gateway.server.host import Gateway
from gateway.store.tables.courses import course_modules
from gateway.store.tables.groups import groups
from tests.unit.app_fixtures import call, counted, statement, value
from tests.unit.components.site import ALGEBRA, add, place

STUDENT = 4
LINK = '<a class="autolink" title="{0}" href="http://127.0.0.1:8080/mod/page/view.php?id={1}">{2}</a>'


async def shown(gateway: Gateway, text: str, by: str = "student") -> str:
    """The description of the student's group, as participants are listed with it."""
    statement(gateway, update(groups).values(description=text, descriptionformat=1))
    options = [{"name": "userfields", "value": "groups"}, {"name": "groupid", "value": "1"}]
    found = value(await call(gateway, "core_enrol_get_enrolled_users", {"courseid": ALGEBRA, "options": options}, by=by))
    return str(found[0]["groups"][0]["description"])


@pytest.fixture
def pages(gateway: Gateway) -> None:
    place(gateway, 70, "page", name="Sums")
    place(gateway, 71, "page", name="Sums & more")
    place(gateway, 72, "label", name="Words")


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("see sums.", f"see {LINK.format('Sums', 70, 'sums')}."),
        ("<b>Sums</b>", f"<b>{LINK.format('Sums', 70, 'Sums')}</b>"),
        ("Sums &amp; more", LINK.format("Sums &amp; more", 71, "Sums &amp; more")),
        ("Sumsum, Words", "Sumsum, Words"),
        ('<a href="x">Sums</a>', '<a href="x">Sums</a>'),
        ('<img src="Sums.png" alt="Sums" />', '<img src="Sums.png" alt="Sums" />'),
    ],
)
async def test_names_become_links(gateway: Gateway, pages: None, text: str, link: str) -> None:
    assert await shown(gateway, text) == link


async def test_activities_one_may_not_use_are_not_linked(gateway: Gateway, pages: None) -> None:
    statement(gateway, update(course_modules).where(course_modules.c.id == 70).values(visible=0))
    assert await shown(gateway, "Sums") == "Sums"
    assert "autolink" in await shown(gateway, "Sums", by="teacher")


async def test_nothing_is_linked_where_the_filter_is_off(gateway: Gateway, pages: None) -> None:
    same: dict[str, Any] = {"filter": "activitynames", "sortorder": 1}
    add(gateway, filter_active, contextid=1, active=1, **same)
    assert "autolink" in await shown(gateway, "Sums")
    add(gateway, filter_active, contextid=13, active=-1, **same)
    assert await shown(gateway, "Sums") == "Sums"


async def test_more_activities_cost_no_more_statements(gateway: Gateway, pages: None) -> None:
    async def cost() -> int:
        await shown(gateway, "Sums, Page 80, Page 81")
        with counted(gateway.store) as seen:
            await shown(gateway, "Sums, Page 80, Page 81")
        return len(seen)

    before = await cost()
    for cmid in range(80, 90):
        place(gateway, cmid, "page", name=f"Page {cmid}")
    assert await cost() == before

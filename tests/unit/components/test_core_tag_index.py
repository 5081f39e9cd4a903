"""What is tagged with a tag, and changing tags."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from gateway.components.core_tag.tables import tag
from gateway.server.host import Gateway
from gateway.store.tables.courses import course
from gateway.wire.call import Token
from tests.unit.app_fixtures import call, errorcode, registry, set_config, statement, value
from tests.unit.college import college, token

__all__ = ["college", "registry"]

MATHS, POSTS = 7, 4


async def index(gateway: Gateway, by: str, **tagindex: Any) -> list[dict[str, Any]]:
    asked: dict[str | int, object] = {"tagindex": tagindex}
    found: list[dict[str, Any]] = value(await call(gateway, "core_tag_get_tagindex_per_area", asked, by=Token(token(by))))
    return found


async def change(gateway: Gateway, by: str, **values: Any) -> list[str]:
    given: dict[str | int, object] = {"tags": [values]}
    warned = value(await call(gateway, "core_tag_update_tags", given, by=Token(token(by))))["warnings"]
    return [entry["warningcode"] for entry in warned]


async def test_everybody_sees_of_what_is_tagged_what_they_may_see(college: Gateway) -> None:
    assert [area["title"] for area in await index(college, "student", id=MATHS)] == ["Courses", "Activities and resources"]
    assert [area["title"] for area in await index(college, "outsider", id=MATHS)] == ["Courses"]
    statement(college, update(course).where(course.c.id == 2).values(visible=0))
    assert await index(college, "outsider", id=MATHS) == []
    assert [area["title"] for area in await index(college, "teacher", id=MATHS, ta=2)] == ["Courses"]


async def test_an_area_is_shown_page_by_page(college: Gateway) -> None:
    for number in range(7):
        given = {"subject": f"Entry & {number}", "summary": "", "summaryformat": 1, "options": [{"name": "tags", "value": "Maths"}]}
        value(await call(college, "core_blog_add_entry", dict(given.items()), by=Token(token("student"))))
    (first,) = await index(college, "student2", tag="MATHS", tc=1, ta=POSTS)
    assert (first["content"].count("<li>"), first["prevpageurl"]) == (5, None)
    assert "page=1" in first["nextpageurl"]
    assert "excl=1" in first["exclusiveurl"]
    assert "Entry &amp; 6" in first["content"]
    (second,) = await index(college, "student2", tag="maths", tc=1, ta=POSTS, page=1)
    assert (second["content"].count("<li>"), second["nextpageurl"]) == (2, None)
    (alone,) = await index(college, "student2", id=MATHS, ta=POSTS, excl=True)
    assert (alone["content"].count("<li>"), alone["exclusivetext"]) == (7, None)
    asked: dict[str | int, object] = {"tagindex": {"tag": "Maths", "tc": 1, "ta": POSTS, "ctx": 60}}
    here = value(await call(college, "core_tag_get_tagindex", asked, by=Token(token("student2"))))
    assert (here["hascontent"], here["content"]) == (0, "")
    set_config(college, usetags="0")
    assert errorcode(await call(college, "core_tag_get_tagindex", asked, by=Token(token("student2")))) == "tagsaredisabled"


async def test_who_manages_tags_renames_them(college: Gateway) -> None:
    assert await change(college, "admin", id=1, rawname="Mathématiques", description="<p>n</p>", descriptionformat=1, isstandard=1) == []
    row = statement(college, select(tag.c.name).where(tag.c.id == 1))
    assert row == "mathématiques"
    assert await change(college, "student", id=1, rawname="x") == ["nothingtoupdate"]
    assert await change(college, "admin", id=1, rawname="MATHS") == ["namesalreadybeeingused"]
    assert await change(college, "admin", id=99999, rawname="x") == ["tagnotfound"]

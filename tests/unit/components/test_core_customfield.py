"""The custom fields of courses: what is stored in them, what people are shown, and who sees which."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import insert

from gateway.components.core_customfield.tables import customfield_category, customfield_data, customfield_field
from gateway.server.host import Gateway
from gateway.store.changes import ChangeKind, note
from tests.unit.app_fixtures import call, value

ALGEBRA, ALGEBRA_CONTEXT = 2, 13


def add_field(gateway: Gateway, kind: str, data: dict[str, Any] | None = None, **config: Any) -> None:
    """Add a field to courses and, given ``data``, something in it for one course."""

    def work(transaction: Any) -> None:
        db = transaction.db
        area = {"id": 1, "name": "Facts", "component": "core_course", "area": "course", "contextid": 1}
        db.execute(insert(customfield_category).values(**area))
        field = {"id": 1, "shortname": "f", "name": "A & B", "type": kind, "categoryid": 1, "configdata": json.dumps(config)}
        db.execute(insert(customfield_field).values(**field))
        if data is not None:
            db.execute(insert(customfield_data).values(fieldid=1, instanceid=ALGEBRA, contextid=ALGEBRA_CONTEXT, **data))
        note(db, ChangeKind.SITE)

    gateway.store.run_here(work, write=True)


async def fields(gateway: Gateway, by: str = "admin") -> list[dict[str, Any]]:
    found = value(await call(gateway, "core_course_get_courses_by_field", {"field": "id", "value": ALGEBRA}, by=by))
    shown: list[dict[str, Any]] = found["courses"][0].get("customfields", [])
    return shown


@pytest.mark.parametrize(
    ("kind", "data", "config", "raw", "shown"),
    [
        ("text", {"charvalue": "x"}, {}, "x", "x"),
        ("text", None, {"defaultvalue": "d"}, "d", "d"),
        ("text", None, {}, "", None),
        ("text", {"charvalue": "x y"}, {"link": "https://a.test/?q=$$", "linktarget": "_blank"}, "x y", None),
        ("checkbox", {"intvalue": 1}, {}, 1, "Yes"),
        ("checkbox", None, {}, 0, "No"),
        ("checkbox", None, {"checkbydefault": 1}, 1, "Yes"),
        ("select", {"intvalue": 2}, {"options": "a\r\nb"}, 2, "b"),
        ("select", None, {"options": "a\nb", "defaultvalue": "a"}, 1, "a"),
        ("select", {"intvalue": 9}, {"options": "a\nb"}, 9, None),
        ("date", {"intvalue": 1900000000}, {}, 1900000000, "17 March 2030"),
        ("date", {"intvalue": 1900000000}, {"includetime": 1}, 1900000000, "Sunday, 17 March 2030, 5:46 PM"),
        ("date", None, {}, 0, None),
        ("textarea", {"value": "<p>x</p>", "valueformat": 1}, {}, "<p>x</p>", "<p>x</p>"),
        ("textarea", None, {"defaultvalue": "<b>d</b>", "defaultvalueformat": "1"}, "<b>d</b>", "<b>d</b>"),
        ("number", {"decvalue": 6.5}, {"decimalplaces": 2, "display": "{value} pts"}, 6.5, "6.50 pts"),
        ("number", {"decvalue": 0}, {"displaywhenzero": "none"}, 0, "none"),
        ("number", None, {"defaultvalue": "3"}, 3, "3"),
        ("number", None, {}, None, None),
    ],
)
async def test_six_types_of_fields(gateway: Gateway, kind: str, data: Any, config: dict[str, Any], raw: Any, shown: str | None) -> None:
    add_field(gateway, kind, data, **config)
    (field,) = await fields(gateway)
    assert (field["shortname"], field["name"], field["type"], field["valueraw"]) == ("f", "A &amp; B", kind, raw)
    if "link" in config:
        shown = '<a target="_blank" href="https://a.test/?q=x+y">x y</a>'
    assert field["value"] == shown


@pytest.mark.parametrize(("visibility", "managers", "students"), [(0, 0, 0), (1, 1, 0), (2, 1, 1)])
async def test_fields_are_for_all_for_editors_or_for_nobody(gateway: Gateway, visibility: int, managers: int, students: int) -> None:
    add_field(gateway, "text", visibility=visibility)
    assert (len(await fields(gateway)), len(await fields(gateway, "student"))) == (managers, students)


async def test_a_configuration_that_makes_no_sense_is_none(gateway: Gateway) -> None:
    add_field(gateway, "text")
    gateway.store.run_here(lambda work: work.db.execute(customfield_field.update().values(configdata="[]")), write=True)
    assert [field["value"] for field in await fields(gateway)] == [None]


# The student is in two courses, one of which has something in the field. All are looked at, or none if there is no such field.
SEARCHES = [("f", "x", 1, 2), ("f", "y", 0, 2), ("f", "-1", 1, 2), ("g", "x", 0, 0)]


@pytest.mark.parametrize(("name", "wanted", "found", "looked_at"), SEARCHES)
async def test_own_courses_by_the_value_of_a_field(gateway: Gateway, name: str, wanted: str, found: int, looked_at: int) -> None:
    add_field(gateway, "text", {"charvalue": "x", "value": "x"})
    arguments: dict[str | int, object] = {"classification": "customfield", "customfieldname": name, "customfieldvalue": wanted}
    answer = value(await call(gateway, "core_course_get_enrolled_courses_by_timeline_classification", arguments, by="student"))
    assert (len(answer["courses"]), answer["nextoffset"]) == (found, looked_at)

"""Arranging custom fields: categories are made, moved and deleted, and fields with them."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.components.core_customfield.tables import customfield_category, customfield_data, customfield_field
from gateway.server.host import Gateway
from tests.unit.components.site import add, refused, told

AREA = {"component": "core_course", "area": "course", "itemid": 0}


@pytest.fixture(autouse=True)
def fields(gateway: Gateway) -> None:
    """Two fields in one category of courses."""
    add(gateway, customfield_category, id=901, name="First & best", component="core_course", area="course", sortorder=0)
    for number, name in ((911, "a"), (912, "b")):
        add(gateway, customfield_field, id=number, shortname=name, name=name, type="text", categoryid=901, sortorder=number)
    add(gateway, customfield_data, fieldid=911, instanceid=2, charvalue="x", value="x", contextid=1)


async def do(gateway: Gateway, what: str, **arguments: Any) -> Any:
    return await told(gateway, f"core_customfield_{what}", by="admin", **arguments)


async def shown(gateway: Gateway) -> dict[str, list[str]]:
    """The short names of the fields by the names of their categories, in order."""
    found = await do(gateway, "reload_template", **AREA)
    return {category["nameeditable"]: [field["shortname"] for field in category["fields"]] for category in found["categories"]}


async def test_categories_and_fields_are_made_moved_and_deleted(gateway: Gateway) -> None:
    second, third = await do(gateway, "create_category", **AREA), await do(gateway, "create_category", **AREA)
    assert await shown(gateway) == {"First &amp; best": ["a", "b"], "Other fields": [], "Other fields 1": []}
    await do(gateway, "move_field", id=911, categoryid=second)
    await do(gateway, "move_field", id=912, categoryid=second, beforeid=911)
    assert (await shown(gateway))["Other fields"] == ["b", "a"]
    await do(gateway, "move_category", id=third, beforeid=901)
    await do(gateway, "move_category", id=901)
    assert list(await shown(gateway)) == ["Other fields 1", "Other fields", "First &amp; best"]
    await do(gateway, "delete_field", id=912)
    assert (await shown(gateway))["Other fields"] == ["a"]
    await do(gateway, "delete_category", id=second)
    assert await shown(gateway) == {"Other fields 1": [], "First &amp; best": []}
    assert gateway.store.run_here(lambda transaction: transaction.db.execute(customfield_data.select()).all(), write=False) == []


async def test_a_field_stays_with_the_things_it_is_for(gateway: Gateway) -> None:
    other = await do(gateway, "create_category", component="core_group", area="group", itemid=0)
    assert await refused(gateway, "core_customfield_move_field", by="admin", id=911, categoryid=other) == "invalidrecord"


async def test_who_may_not_arrange_them_and_what_has_none_is_refused(gateway: Gateway) -> None:
    for what, arguments in (
        ("reload_template", AREA),
        ("create_category", AREA),
        ("delete_field", {"id": 911}),
        ("delete_category", {"id": 901}),
        ("move_category", {"id": 901}),
        ("move_field", {"id": 911, "categoryid": 901}),
    ):
        assert await refused(gateway, f"core_customfield_{what}", by="teacher", **arguments) == "nopermissions"
    unknown = {**AREA, "area": "other"}
    assert await refused(gateway, "core_customfield_create_category", by="admin", **unknown) == "unknownhandler"
    for what in ("delete_field", "delete_category", "move_category"):
        assert await refused(gateway, f"core_customfield_{what}", by="admin", id=9999) == "invalidrecord"

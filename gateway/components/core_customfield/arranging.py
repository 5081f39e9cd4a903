"""Making, moving and deleting custom fields and their categories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

from sqlalchemy import RowMapping, Table, delete, select, update

from gateway.api import SYSTEM, CallContext, CodedError, MissingRecord, format_string
from gateway.api.rows import insert_row
from gateway.components.core_customfield.tables import customfield_category, customfield_data, customfield_field

__all__ = ["add_category", "move_category", "move_field", "remove_category", "remove_field", "template"]

_NEW: Final = "Other fields"
# The things that can have custom fields, with the capability of who arranges those.
_HANDLERS: Final[Mapping[tuple[str, str], str]] = {
    ("core_course", "course"): "moodle/course:configurecustomfields",
    ("core_cohort", "cohort"): "moodle/cohort:configurecustomfields",
    ("core_group", "group"): "moodle/group:configurecustomfields",
    ("core_group", "grouping"): "moodle/group:configurecustomfields",
}
_TYPES: Final = {
    "checkbox": "Checkbox",
    "date": "Date and time",
    "number": "Number",
    "select": "Choice from a list",
    "text": "Short text",
    "textarea": "Text area",
}
_CATS, _FIELDS = customfield_category.c, customfield_field.c


def template(ctx: CallContext, component: str, area: str, itemid: int) -> dict[str, Any]:
    """The categories and fields of an area, in the form of the page on which they are arranged. Raises ``unknownhandler``."""
    _enter(ctx, component, area)
    found = _categories(ctx, component, area, itemid)
    fields: dict[int, list[dict[str, Any]]] = {row["id"]: [] for row in found}
    query = select(customfield_field).where(_FIELDS.categoryid.in_(fields)).order_by(_FIELDS.sortorder, _FIELDS.id)
    for row in ctx.db.execute(query).mappings():
        own = {
            "name": format_string(row["name"], ctx.settings),
            "shortname": row["shortname"],
            "type": _TYPES.get(row["type"], row["type"]),
        }
        fields[row["categoryid"]].append({**own, "id": row["id"]})
    menu = "".join(f'<li data-type="{kind}">{escape(name)}</li>' for kind, name in _TYPES.items())
    categories = [
        {
            "id": row["id"],
            "nameeditable": format_string(row["name"], ctx.settings),
            "addfieldmenu": f"<ul>{menu}</ul>",
            "fields": fields[row["id"]],
        }
        for row in found
    ]
    return {"component": component, "area": area, "itemid": itemid, "usescategories": True, "categories": categories}


def add_category(ctx: CallContext, component: str, area: str, itemid: int) -> int:
    """Add a category behind all others of an area, under a name that none of them has, and return its id."""
    _enter(ctx, component, area)
    known = _categories(ctx, component, area, itemid)
    names = {row["name"] for row in known}
    name = next(name for number in range(len(names) + 1) if (name := f"{_NEW} {number}" if number else _NEW) not in names)
    place = {"component": component, "area": area, "itemid": itemid, "contextid": SYSTEM.id, "sortorder": len(known)}
    return insert_row(ctx.db, customfield_category, {**place, "name": name, "timecreated": ctx.now, "timemodified": ctx.now})


def remove_category(ctx: CallContext, categoryid: int) -> None:
    """Delete a category with its fields and what stands in them. Raises ``MissingRecord``."""
    row = _category(ctx, categoryid)
    for fieldid in ctx.db.execute(select(_FIELDS.id).where(_FIELDS.categoryid == row["id"])).scalars().all():
        _forget(ctx, fieldid)
    ctx.db.execute(delete(customfield_category).where(_CATS.id == row["id"]))


def remove_field(ctx: CallContext, fieldid: int) -> None:
    """Delete a field with what stands in it. Raises ``MissingRecord``."""
    _forget(ctx, _field(ctx, fieldid)["id"])


def move_category(ctx: CallContext, categoryid: int, before: int) -> None:
    """Move a category before another one of its area, or behind all."""
    row = _category(ctx, categoryid)
    order = [other["id"] for other in _categories(ctx, row["component"], row["area"], row["itemid"])]
    _store(ctx, customfield_category, _moved(order, row["id"], before))


def move_field(ctx: CallContext, fieldid: int, categoryid: int, before: int) -> None:
    """Move a field into a category of its area, before another field there, or behind all. Raises ``MissingRecord``."""
    row, target = _field(ctx, fieldid), _category(ctx, categoryid)
    own = _category(ctx, row["categoryid"])
    if (own["component"], own["area"], own["itemid"]) != (target["component"], target["area"], target["itemid"]):
        raise MissingRecord("customfield_category", errorcode="invalidrecord")
    ctx.db.execute(update(customfield_field).where(_FIELDS.id == row["id"]).values(categoryid=target["id"], timemodified=ctx.now))
    query = select(_FIELDS.id).where(_FIELDS.categoryid == target["id"]).order_by(_FIELDS.sortorder, _FIELDS.id)
    _store(ctx, customfield_field, _moved(list(ctx.db.execute(query).scalars()), row["id"], before))


def _enter(ctx: CallContext, component: str, area: str) -> None:
    """Refuse areas without custom fields, and who may not arrange those of this area. Raises ``unknownhandler``."""
    ctx.validate(SYSTEM)
    if (component, area) not in _HANDLERS:
        raise CodedError("unknownhandler", "core_customfield")
    ctx.require(_HANDLERS[component, area], SYSTEM)


def _categories(ctx: CallContext, component: str, area: str, itemid: int) -> Sequence[RowMapping]:
    """The categories of an area in their order."""
    of = _CATS.component == component, _CATS.area == area, _CATS.itemid == itemid
    return ctx.db.execute(select(customfield_category).where(*of).order_by(_CATS.sortorder, _CATS.id)).mappings().all()


def _category(ctx: CallContext, categoryid: int) -> RowMapping:
    """A category whose area the caller arranges. Raises ``MissingRecord``."""
    row = ctx.db.execute(select(customfield_category).where(_CATS.id == categoryid)).mappings().first()
    if row is None:
        raise MissingRecord("customfield_category", errorcode="invalidrecord")
    _enter(ctx, row["component"], row["area"])
    return row


def _field(ctx: CallContext, fieldid: int) -> RowMapping:
    """A field whose area the caller arranges. Raises ``MissingRecord``."""
    row = ctx.db.execute(select(customfield_field).where(_FIELDS.id == fieldid)).mappings().first()
    if row is None:
        raise MissingRecord("customfield_field", errorcode="invalidrecord")
    _category(ctx, row["categoryid"])
    return row


def _forget(ctx: CallContext, fieldid: int) -> None:
    """Delete a field with what stands in it."""
    ctx.db.execute(delete(customfield_data).where(customfield_data.c.fieldid == fieldid))
    ctx.db.execute(delete(customfield_field).where(_FIELDS.id == fieldid))


def _moved(order: Sequence[int], moved: int, before: int) -> list[int]:
    """An order in which one stands before another, or behind all."""
    left = [one for one in order if one != moved]
    place = left.index(before) if before in left else len(left)
    return [*left[:place], moved, *left[place:]]


def _store(ctx: CallContext, table: Table, order: Sequence[int]) -> None:
    """Store an order."""
    for position, number in enumerate(order):
        ctx.db.execute(update(table).where(table.c.id == number).values(sortorder=position))

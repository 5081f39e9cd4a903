"""Storing values in the custom fields of things."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from sqlalchemy import RowMapping, select, update

from gateway.api import CallContext, Context, InvalidParameter
from gateway.api.php import to_int
from gateway.api.rows import insert_row
from gateway.components.core_customfield.lib import configuration
from gateway.components.core_customfield.tables import customfield_category, customfield_data, customfield_field

__all__ = ["store"]

_HTML: Final = 1
_COLS = customfield_data.c


def store(ctx: CallContext, component: str, area: str, instance: int, place: Context, given: Iterable[Mapping[str, Any]]) -> None:
    """Store values by the short names of fields, in what the context ``place`` belongs to; fields that do not exist are left out.

    A locked field keeps its value for who may not change it. Raises ``InvalidParameter`` for a number that is none.
    """
    fields, categories = customfield_field, customfield_category
    query = select(fields).join(categories, categories.c.id == fields.c.categoryid)
    query = query.where(categories.c.component == component, categories.c.area == area)
    known = {field["shortname"]: field for field in ctx.db.execute(query).mappings()}
    opens = ctx.has("moodle/course:changelockedcustomfields", place)
    for one in given:
        field = known.get(one["shortname"])
        if field is not None and (opens or not configuration(field).get("locked")):
            _put(ctx, field, instance, place, _columns(field, one["value"]))


def _put(ctx: CallContext, field: RowMapping, instance: int, place: Context, columns: Mapping[str, Any]) -> None:
    """Write the columns of a value."""
    of = _COLS.fieldid == field["id"], _COLS.instanceid == instance
    values = {**columns, "timemodified": ctx.now}
    if ctx.db.execute(select(_COLS.id).where(*of)).first() is not None:
        ctx.db.execute(update(customfield_data).where(*of).values(**values))
        return
    key = {"fieldid": field["id"], "instanceid": instance, "contextid": place.id, "timecreated": ctx.now}
    insert_row(ctx.db, customfield_data, {**key, **values})


def _columns(field: RowMapping, value: Any) -> dict[str, Any]:
    """The columns that a value is stored in, by the type of the field."""
    text = "" if value is None else str(value)
    kind = _KINDS.get(field["type"])
    return kind(text) if kind is not None else {"charvalue": text, "value": text}


def _whole(text: str) -> dict[str, Any]:
    """The columns of a date, or of the place of an option."""
    number = to_int(text)
    return {"intvalue": number, "value": str(number)}


def _flag(text: str) -> dict[str, Any]:
    """The columns of a box that is checked or not."""
    return _whole(str(int(bool(to_int(text)))))


def _number(text: str) -> dict[str, Any]:
    """The columns of a number, or of none."""
    if not text.strip():
        return {"decvalue": None, "value": ""}
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        raise InvalidParameter("is no number", path="customfields") from None
    if number != number or abs(number) == float("inf"):
        raise InvalidParameter("is no number", path="customfields")
    return {"decvalue": number, "value": f"{number:g}"}


_KINDS: Final[Mapping[str, Callable[[str], dict[str, Any]]]] = {
    "checkbox": _flag,
    "date": _whole,
    "select": _whole,
    "number": _number,
    "textarea": lambda text: {"value": text, "valueformat": _HTML},
}

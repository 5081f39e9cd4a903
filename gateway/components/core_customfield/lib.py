"""The custom fields of things (courses, groups, …): what is stored in them and how people are shown it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import quote_plus

from sqlalchemy import RowMapping, select

from gateway.api import CallContext, Context, caller_zone, date_text, format_string, format_text
from gateway.components.core_customfield.tables import customfield_category, customfield_data, customfield_field

__all__ = ["Fields", "configuration", "is_shown", "with_value"]

# Who sees a field (values of ``visibility`` in its configuration).
_NOBODY, _EDITORS = 0, 1

_DATE, _DATE_AND_TIME = "%d %B %Y", "%A, %d %B %Y, %I:%M %p"


# What is asked for to find the things that have nothing in a field.
_NOTHING = "-1"


def with_value(ctx: CallContext, component: str, area: str, shortname: str, value: str, ids: Collection[int]) -> set[int] | None:
    """The ids of those things that have a value, as it is stored, in the field with that short name; None if there is no such field."""
    fields, categories, data = customfield_field, customfield_category, customfield_data
    query = select(fields.c.id).select_from(fields.join(categories, categories.c.id == fields.c.categoryid))
    query = query.where(categories.c.component == component, categories.c.area == area, fields.c.shortname == shortname)
    fieldid = ctx.db.execute(query).scalars().first()
    if fieldid is None:
        return None
    stored = select(data.c.instanceid, data.c.value).where(data.c.fieldid == fieldid, data.c.instanceid.in_(ids))
    values = {row.instanceid: row.value or "" for row in ctx.db.execute(stored)}
    if value == _NOTHING:
        return {itemid for itemid in ids if not values.get(itemid)}
    return {itemid for itemid, known in values.items() if known == value}


class Fields:
    """The custom fields of several things of one area, loaded with two statements."""

    def __init__(self, ctx: CallContext, component: str, area: str, ids: Collection[int]) -> None:
        """Load the fields of the area, and what these things have in them."""
        self._ctx = ctx
        fields, categories, data = customfield_field, customfield_category, customfield_data
        query = select(fields).select_from(fields.join(categories, categories.c.id == fields.c.categoryid))
        query = query.where(categories.c.component == component, categories.c.area == area)
        query = query.order_by(categories.c.sortorder, categories.c.id, fields.c.sortorder, fields.c.id)
        self._fields = ctx.db.execute(query).mappings().all()
        self._config = {field["id"]: configuration(field) for field in self._fields}
        stored = select(data).where(data.c.instanceid.in_(ids), data.c.fieldid.in_(self._config))
        rows = ctx.db.execute(stored).mappings().all() if self._fields and ids else ()
        self._stored = {(row["instanceid"], row["fieldid"]): row for row in rows}
        self._zone = caller_zone(ctx)

    def of(self, instance: int, place: Context, *, edits: bool) -> list[dict[str, Any]]:
        """The fields of one thing, whose context is ``place``, in the form of the result; ``edits`` if the caller may edit the thing."""
        found = []
        for field in self._fields:
            config = self._config[field["id"]]
            if not _is_shown(config, edits=edits):
                continue
            stored = self._stored.get((instance, field["id"]))
            raw = _raw(field["type"], config, stored)
            found.append(
                {
                    "name": format_string(field["name"], self._ctx.settings),
                    "shortname": field["shortname"],
                    "type": field["type"],
                    "valueraw": raw,
                    "value": self._shown(field["type"], config, raw, stored, place),
                }
            )
        return found

    def _shown(self, kind: str, config: Mapping[str, Any], raw: Any, stored: RowMapping | None, place: Context) -> str | None:
        """What people are shown of a value; None for an empty one."""
        match kind:
            case "checkbox":
                return "Yes" if raw else "No"
            case "date":
                return date_text(raw, _DATE_AND_TIME if config.get("includetime") else _DATE, self._zone) if raw else None
            case "select":
                options = _options(config)
                return format_string(options[raw - 1], self._ctx.settings) if 0 < raw <= len(options) else None
            case "number":
                return _number(config, raw)
            case "textarea":
                return self._html(config, raw, stored, place) if raw else None
        return _linked(config, format_string(raw, self._ctx.settings), raw) if raw else None

    def _html(self, config: Mapping[str, Any], raw: str, stored: RowMapping | None, place: Context) -> str:
        """The HTML of a long text."""
        ctx, itemid = self._ctx, stored["id"] if stored else 0
        format_ = stored["valueformat"] if stored else int(config.get("defaultvalueformat") or 0)
        text, _ = format_text(
            raw, format_, ctx.settings, ctx.site, place, component="customfield_textarea", filearea="value", itemid=itemid
        )
        return text


def is_shown(field: RowMapping, *, edits: bool) -> bool:
    """Whether somebody is shown a field of a thing; ``edits`` if they may edit the thing."""
    return _is_shown(configuration(field), edits=edits)


def _is_shown(config: Mapping[str, Any], *, edits: bool) -> bool:
    visibility = config.get("visibility", 2)
    return bool(visibility != _NOBODY and (visibility != _EDITORS or edits))


def configuration(field: RowMapping) -> dict[str, Any]:
    """What is set for a field; nothing where it is not stored as it should be."""
    try:
        found = json.loads(field["configdata"] or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _options(config: Mapping[str, Any]) -> list[str]:
    """The options of a field from which one is selected."""
    return [option.strip() for option in str(config.get("options", "")).replace("\r", "").split("\n") if option.strip()]


def _raw(kind: str, config: Mapping[str, Any], stored: RowMapping | None) -> Any:
    """What is stored in a field or, where nothing is, its default."""
    default = config.get("defaultvalue", "")
    match kind:
        case "checkbox":
            return (stored["intvalue"] or 0) if stored else int(config.get("checkbydefault") or 0)
        case "date":
            return (stored["intvalue"] or 0) if stored else 0
        case "select":
            options = _options(config)
            return (stored["intvalue"] or 0) if stored else options.index(default) + 1 if default in options else 0
        case "number":
            if stored is None:
                return float(default) if str(default).strip() else None
            return None if stored["decvalue"] is None else float(stored["decvalue"])
        case "textarea":
            return (stored["value"] or "") if stored else default
    return (stored["charvalue"] or "") if stored else default


def _number(config: Mapping[str, Any], raw: float | None) -> str | None:
    """A number as the field shows it: with its decimal places, in its template."""
    if raw is None:
        return None
    if not raw and config.get("displaywhenzero"):
        return str(config["displaywhenzero"])
    return str(config.get("display") or "{value}").replace("{value}", f"{raw:.{int(config.get('decimalplaces') or 0)}f}")


def _linked(config: Mapping[str, Any], text: str, raw: str) -> str:
    """A text, as a link where the field has an address into which its values are put."""
    if not config.get("link"):
        return text
    address = str(config["link"]).replace("$$", quote_plus(raw))
    target = f' target="{config["linktarget"]}"' if config.get("linktarget") else ""
    return f'<a{target} href="{address}">{text}</a>'
